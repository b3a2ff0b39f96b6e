"""How far from its target can an answer be? A bound that holds for nine answers in ten, or none at all.

Split conformal prediction with errors in units of their difficulty (Lei et al. 2018, section 5.2): the bound of an
answer is its difficulty times a quantile of error / difficulty over calibration answers. Answers about one topic are
alike, so the quantile counts topics (``hierarchical_quantile``), and the topics' names, not a seed, split them into two
halves, each the calibration of the other. What is promised is promised for a new topic of the same kind, judged by the
same judge and answered by the same method: calibrate every method on its own answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import fmean

from couple.evaluation.measures.bootstrap import Interval, clustered_interval
from couple.foundation import child_seed
from couple.values.distance import Measured

COVERAGE = 0.9
WIDEST = 2.0  # on the scale of 1 to 5 a wider bound says nothing
CENTRE = 3.0


@dataclass(frozen=True, slots=True)
class BoundedErrors:
    """Every answer's bound, and what bounds were worth on answers that did not calibrate them.

    Attributes:
        bounds: for each answer, in order, an upper bound on its error, or None with the reason for abstaining.
        coverage: share of errors within their bounds, before any abstention: what the guarantee speaks of.
        kept_coverage: the same among answers that have a bound; no theorem covers this choice of answers.
        abstention: share of answers without a bound, 0..1.
        mean_width: mean bound of the answers that have one.
    """

    bounds: tuple[Measured, ...]
    coverage: Interval
    kept_coverage: Interval
    abstention: Measured
    mean_width: Measured


def bound_errors(
    topics: Sequence[str],
    errors: Sequence[float],
    difficulties: Sequence[float],
    *,
    coverage: float = COVERAGE,
    widest: float = WIDEST,
    seed: int = 0,
) -> BoundedErrors:
    """Bounds on the errors of answers, each from the half of the topics that it does not belong to.

    Args:
        topics: what each answer is about.
        errors: |achieved - target| as judged, 0 or more.
        difficulties: how large an error is to be expected, above 0, from what is known before the judge reads: it may
            depend on the question, the target and the method, and on no answer.
        coverage: the share of answers whose error stays below its bound, 0..1.
        widest: a wider bound is not stated.
        seed: of the bootstrap intervals of the coverage; no bound depends on it.
    """
    if any(not (isfinite(error) and error >= 0) for error in errors):
        raise ValueError("errors must be 0 or more")
    if any(not (isfinite(difficulty) and difficulty > 0) for difficulty in difficulties):
        raise ValueError("difficulties must be above 0")
    answers = list(zip(topics, errors, difficulties, strict=True))
    quantiles = {half: _quantile([one for one in answers if half_of(one[0]) != half], coverage) for half in (0, 1)}
    raw: list[Measured] = []
    for topic, _, difficulty in answers:
        quantile = quantiles[half_of(topic)]
        raw.append(Measured(None, quantile.reason) if quantile.value is None else Measured(quantile.value * difficulty))
    bounds = tuple(_stated(bound, widest) for bound in raw)
    kept = [bound.value for bound in bounds if bound.value is not None]
    return BoundedErrors(
        bounds,
        clustered_interval([_within(e, b) for e, b in zip(errors, raw, strict=True)], topics, seed=seed),
        clustered_interval([_within(e, b) for e, b in zip(errors, bounds, strict=True)], topics, seed=seed),
        Measured(1 - len(kept) / len(bounds)) if bounds else Measured(None, "there are no answers"),
        Measured(fmean(kept)) if kept else Measured(None, "no answer has a bound"),
    )


def half_of(topic: str) -> int:
    """Which half of the topics it belongs to, 0 or 1: its name decides."""
    return child_seed(0, "conformal half", topic) % 2


def target_difficulty(target: Mapping[str, float], *, centre: float = CENTRE, least: float = 0.5) -> float:
    """How far a target asks answers to go: ``least`` and the mean distance of its priorities from ``centre``."""
    return least + fmean(abs(priority - centre) for priority in target.values())


def _quantile(answers: Sequence[tuple[str, float, float]], coverage: float) -> Measured:
    import numpy

    from couple.attribution.conformal import hierarchical_quantile

    if answers:
        scores = numpy.array([error / difficulty for _, error, difficulty in answers])
        codes = numpy.unique([topic for topic, _, _ in answers], return_inverse=True)[1]
        found = hierarchical_quantile(scores, codes, coverage)
        if found is not None:
            return Measured(found)
    return Measured(None, f"too few topics to calibrate a bound for {coverage:.0%} of answers")


def _stated(bound: Measured, widest: float) -> Measured:
    if bound.value is not None and bound.value > widest:
        return Measured(None, f"the bound would be {bound.value:.2f}, wider than {widest:g}")
    return bound


def _within(error: float, bound: Measured) -> Measured:
    return bound if bound.value is None else Measured(float(error <= bound.value))
