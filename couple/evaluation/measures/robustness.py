"""What changes that should not: the same priorities with irrelevant ones beside them, the same question reworded."""

from collections.abc import Callable, Sequence
from statistics import fmean

from couple.evaluation.asking.cases import PLAIN, Case
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.observations import Observation, Observations, once, place_of


def error_changes(judged: Sequence[Judged], variant: str) -> Observations:
    """Mean absolute error of the answer to the variant minus that of the plain answer; positive is worse."""
    return _of_variants(judged, variant, _error_change)


def score_changes(judged: Sequence[Judged], variant: str) -> Observations:
    """Mean over the scored values of |score of the variant's answer - score of the plain answer|, 0..4 points."""
    return _of_variants(judged, variant, _score_change)


def _error_change(changed: Judged, plain: Judged) -> Observation:
    if changed.mae.value is None or plain.mae.value is None:
        return str(changed.mae.reason or plain.mae.reason)
    return (changed.mae.value - plain.mae.value, 1.0)


def _score_change(changed: Judged, plain: Judged) -> Observation:
    values = plain.case.scored.names
    if missing := [value for value in values if value not in changed.scores or value not in plain.scores]:
        return f"no score for {', '.join(missing)}"
    return (fmean(abs(changed.scores[value] - plain.scores[value]) for value in values), 1.0)


def _of_variants(
    judged: Sequence[Judged], variant: str, change: Callable[[Judged, Judged], Observation]
) -> Observations:
    plain = {_told(answer.case): answer for answer in judged if answer.case.variant == PLAIN}
    return once(
        (place_of(answer.case), change(answer, plain[_told(answer.case)]))
        for answer in judged
        if answer.case.variant == variant and _told(answer.case) in plain
    )


def _told(case: Case) -> tuple[str, str, str]:
    return (case.topic, case.source, case.profile)
