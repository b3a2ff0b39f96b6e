"""How sure is it? The bootstrap over independent units: what belongs together is drawn together (Efron 1979).

Steps of one dilemma, or answers to one question, are not independent; whole dilemmas or questions are drawn, with
replacement, and the statistic is computed again from each draw. The same seed gives the same draws.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from jaxtyping import Float, Int

from couple.foundation import numpy_generator
from couple.instruments.comparisons.pairwise import Comparisons, Strengths

Interval = tuple[float, float]
DRAWS = 1_000
_MOST_UNDEFINED = 0.1  # an interval over the draws that happened to be defined would be too narrow


def resampling_weights(units: int, *, seed: int, draws: int = DRAWS) -> Int[np.ndarray, "draws units"]:
    """How often each unit stands in each draw; every row sums to ``units``."""
    return numpy_generator(seed, "bootstrap", units).multinomial(units, np.full(units, 1 / units), size=draws)


def percentile_interval(
    drawn: Sequence[float] | Float[np.ndarray, " draws"], *, level: float = 0.95
) -> Interval | None:
    """The middle ``level`` of what was drawn; None when more than a tenth of the draws are undefined (NaN)."""
    values = np.asarray(drawn, dtype=float)
    known = values[~np.isnan(values)]
    if not len(known) or len(known) < (1 - _MOST_UNDEFINED) * len(values):
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def strength_intervals(
    names: Sequence[str],
    wins: Float[np.ndarray, "units n n"],
    fit: Callable[[Comparisons], Strengths],
    *,
    seed: int,
    draws: int = DRAWS,
) -> Mapping[str, Interval | None]:
    """The 95 % interval of each name's strength; None where too few draws have one.

    Args:
        names: who is compared.
        wins: those of each independent unit, as in ``Comparisons``.
        fit: ``bradley_terry`` or ``thurstone``, with the prior of the estimate itself.
        seed: of the draws.
        draws: how many.
    """
    weights = resampling_weights(len(wins), seed=seed, draws=draws)
    totals = np.tensordot(weights.astype(float), wins, axes=1)
    found = [fit(Comparisons(tuple(names), total)).values for total in totals]
    return {name: percentile_interval([one.get(name, float("nan")) for one in found]) for name in names}
