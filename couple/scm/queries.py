"""Questions of the three rungs to any fitted family: what do we see, what if we did, what would have been.

Means are over rows drawn with a generator, or over the observed rows; the linear-Gaussian family answers the first two
in closed form too (``LinearGaussianSCM.mean``, ``effects``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from couple.foundation import UserError
from couple.scm.frames import refuse_unknown, series
from couple.scm.ladder import InvertibleStructuralCausalModel, StructuralCausalModel

if TYPE_CHECKING:
    import numpy
    import pandas


@dataclass(frozen=True)
class MeanEstimate:
    """A mean over ``rows`` rows with its standard error."""

    mean: float
    standard_error: float
    rows: int


@dataclass(frozen=True)
class MediatedEffect:
    """Natural effects of moving a cause from one value to another (Pearl 2001), over the observed rows.

    Attributes:
        total: both ways.
        direct: the cause moves, all mediators stay as they were (NDE).
        indirect: the cause stays, the mediators move as if it had moved (NIE).
    """

    total: MeanEstimate
    direct: MeanEstimate
    indirect: MeanEstimate


def interventional_mean(
    model: StructuralCausalModel, target: str, do: Mapping[str, float], *, rows: int, generator: torch.Generator
) -> MeanEstimate:
    """The mean of ``target`` when the nodes in ``do`` are set; with nothing set, what is observed."""
    refuse_unknown(target, model.nodes, asked="ask about")
    return _estimate(series(model.sample_under(do, rows, generator), target))


def conditional_mean(
    observed: "pandas.DataFrame", target: str, given: Mapping[str, tuple[float, float]]
) -> MeanEstimate:
    """The mean of ``target`` among the observed rows within closed ranges: seeing, not doing. Raises ``UserError``."""
    import numpy

    kept = numpy.ones(len(observed), dtype=bool)
    for node, (low, high) in given.items():
        kept &= series(observed, node).between(low, high).to_numpy()
    if not kept.any():
        raise UserError("look at these rows", "no row fits all conditions", "widen a range")
    return _estimate(series(observed, target).to_numpy()[kept])


def counterfactual_mean(
    model: InvertibleStructuralCausalModel, observed: "pandas.DataFrame", target: str, do: Mapping[str, float]
) -> MeanEstimate:
    """The mean of ``target`` had the observed rows been under ``do``."""
    return _estimate(series(model.counterfactual(observed, do), target))


def effect_on_the_treated(
    model: InvertibleStructuralCausalModel,
    observed: "pandas.DataFrame",
    *,
    treatment: str,
    value: float,
    instead: float,
    target: str,
) -> MeanEstimate:
    """What the treatment did to the rows that had it: observed, less had it been ``instead`` (ETT, Heckman 1992).

    Raises:
        UserError: no row was observed with ``value``.
    """
    refuse_unknown(treatment, model.nodes, asked="ask about")
    treated = observed.loc[(series(observed, treatment) == value).to_numpy()]
    if treated.empty:
        raise UserError(f"look at rows with {treatment}={value:g}", "there are none", "name a value that was observed")
    untreated = model.counterfactual(treated, {treatment: instead})
    return _estimate(series(treated, target) - series(untreated, target))


def mediated_effect(
    model: InvertibleStructuralCausalModel,
    observed: "pandas.DataFrame",
    *,
    cause: str,
    before: float,
    after: float,
    target: str,
) -> MediatedEffect:
    """Total, natural direct and natural indirect effect on ``target``, each row with its own noise.

    A target before the cause in causal order has all three at exactly zero.
    """
    for node in (cause, target):
        refuse_unknown(node, model.nodes, asked="ask about")
    base = model.counterfactual(observed, {cause: before})
    moved = model.counterfactual(observed, {cause: after})
    mediators = [node for node in model.nodes if node not in (cause, target)]
    here = [node for node in mediators if node in base.columns]
    direct = model.counterfactual(observed, {cause: after, **{node: series(base, node) for node in here}})
    indirect = model.counterfactual(observed, {cause: before, **{node: series(moved, node) for node in here}})
    return MediatedEffect(
        *(_estimate(series(world, target) - series(base, target)) for world in (moved, direct, indirect)),
    )


def _estimate(values: "pandas.Series | numpy.ndarray") -> MeanEstimate:
    import numpy

    numbers = numpy.asarray(values, dtype=float)
    count = len(numbers)
    error = float(numbers.std(ddof=1)) / count**0.5 if count > 1 else float("nan")
    return MeanEstimate(float(numbers.mean()), error, count)
