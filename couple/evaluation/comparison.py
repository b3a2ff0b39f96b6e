"""From judged answers to one row a method: means with intervals, and the difference from a reference method."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from couple.evaluation.bootstrap import RESAMPLES, Interval, clustered_interval, paired_interval
from couple.evaluation.judging import METRICS, Judged
from couple.evaluation.metrics import Measured, contrast, sign_agreement


@dataclass(frozen=True, slots=True)
class MethodSummary:
    """How a method did over all its answers; intervals are 95 %, questions resampled.

    ``means`` has one interval for each of ``judging.METRICS``. ``contrast`` and ``sign_agreement`` compare the answers
    to one question under two profiles. ``difference`` is its MAE minus the reference's on the same questions and
    profiles, negative when it is nearer; None for the reference itself. Costs are means an answer.
    """

    method: str
    means: dict[str, Interval]
    contrast: Interval
    sign_agreement: Interval
    difference: Interval | None
    generations: float
    seconds: float


def compare(judged: Sequence[Judged], *, reference: str, seed: int, resamples: int = RESAMPLES) -> list[MethodSummary]:
    """One summary a method, in order of first appearance; ``reference`` is one of them."""
    by_method: dict[str, list[Judged]] = {}
    for answer in judged:
        by_method.setdefault(answer.record["method"], []).append(answer)
    baseline = by_method[reference]
    return [
        _summary(method, answers, None if method == reference else baseline, seed, resamples)
        for method, answers in by_method.items()
    ]


def _summary(
    method: str, answers: Sequence[Judged], baseline: Sequence[Judged] | None, seed: int, resamples: int
) -> MethodSummary:
    questions = [answer.question for answer in answers]
    pairs = _pairs(answers)
    asked = [first.question for first, _ in pairs]

    def over(measurements: Sequence[Measured], clusters: Sequence[str]) -> Interval:
        return clustered_interval(measurements, clusters, seed=seed, resamples=resamples)

    return MethodSummary(
        method,
        {metric: over([getattr(answer, metric) for answer in answers], questions) for metric in METRICS},
        over([contrast(_sides(first), _sides(second)) for first, second in pairs], asked),
        over([sign_agreement(_sides(first), _sides(second)) for first, second in pairs], asked),
        _difference(answers, baseline, seed, resamples) if baseline is not None else None,
        fmean(answer.record["generations"] for answer in answers),
        fmean(answer.record["seconds"] for answer in answers),
    )


def _pairs(answers: Sequence[Judged]) -> list[tuple[Judged, Judged]]:
    """Answers of one method to the same question under two profiles of one value system."""
    by_question: dict[str, list[Judged]] = {}
    for answer in answers:
        by_question.setdefault(answer.question, []).append(answer)
    return [
        (first, second)
        for group in by_question.values()
        for first, second in combinations(group, 2)
        if first.target.system.name == second.target.system.name
    ]


def _sides(answer: Judged) -> tuple[dict[str, float], dict[str, float]]:
    return dict(answer.target.priorities), dict(answer.scores)


def _difference(answers: Sequence[Judged], baseline: Sequence[Judged], seed: int, resamples: int) -> Interval:
    other = {(answer.record["profile"], answer.question): answer.mae for answer in baseline}
    ours = {(answer.record["profile"], answer.question): answer.mae for answer in answers}
    shared = [place for place in ours if place in other]
    return paired_interval(
        [ours[place] for place in shared],
        [other[place] for place in shared],
        [question for _, question in shared],
        seed=seed,
        resamples=resamples,
    )
