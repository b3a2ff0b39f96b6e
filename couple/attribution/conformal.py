"""Label sets that miss a value at most one time in ten, whatever the network: conformal prediction for grouped texts.

Texts about one question are alike, so they are no independent calibration points. Hierarchical conformal prediction
(Lee, Barber and Willett 2023) needs only that *questions* are exchangeable: each of K groups weighs 1/(K+1), shared by
its texts, and the rest of the weight sits at infinity.
"""

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray


def hierarchical_quantile(
    nonconformity: Float[ndarray, " n"], groups: Int[ndarray, " n"], coverage: float
) -> float | None:
    """The bound that a text of a new group stays below with probability ``coverage`` or more (theorem 1).

    Args:
        nonconformity: how badly each calibration text fits, -inf where nothing could be missed.
        groups: the group of each text.
        coverage: 0..1.

    Returns:
        None when there are too few groups for any finite bound. The most lenient finite score stands for -inf.
    """
    codes, sizes = np.unique(groups, return_counts=True)
    weight = 1.0 / ((len(codes) + 1) * sizes[np.searchsorted(codes, groups)])
    order = np.argsort(nonconformity, kind="stable")
    reached = np.cumsum(weight[order])
    enough = np.flatnonzero(reached >= coverage - 1e-12)
    if len(enough) == 0:
        return None
    bound = float(nonconformity[order[enough[0]]])
    finite = nonconformity[np.isfinite(nonconformity)]
    return bound if np.isfinite(bound) else float(finite.min()) if len(finite) else 0.0
