"""Answers of one method to one question under two targets: do the scores move the way the targets do?

A question's topic alone explains most of the scores of its answers; between two targets it cancels.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from couple.evaluation.asking.cases import DOSE, OPPOSED, PLAIN
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.metrics import Measured, Numbers, contrast, sign_agreement
from couple.evaluation.measures.observations import Observation, Observations, Place, as_mean, once

Sides = tuple[Numbers, Numbers]
Pair = tuple[Judged, Judged]


def contrasts(judged: Sequence[Judged]) -> Observations:
    """``metrics.contrast`` of every pair of targets that differ, doses apart (``dose`` measures those)."""
    return _of_pairs(judged, contrast)


def sign_agreements(judged: Sequence[Judged]) -> Observations:
    """``metrics.sign_agreement`` of the same pairs."""
    return _of_pairs(judged, sign_agreement)


def opposed_moves(judged: Sequence[Judged]) -> Observations:
    """For ``estimation.correlation``: what each value of an opposed pair was to move by, and what it moved by.

    The places are (topic, value). The correlation over all of them is 1 when every answer follows its target by the
    same amount, and 0 when answers move for other reasons. ``steering`` has the same measure for a reader's logits.
    """
    found = []
    for topic, answers in _by_topic(judged, lambda source: source == OPPOSED):
        if len(answers) != 2:
            found.append(((topic, "both"), "one of the two opposed answers is missing"))
            continue
        first, second = sorted(answers, key=lambda one: one.case.profile)
        (one, one_scores), (other, other_scores) = _sides(first), _sides(second)
        for value in one.keys() & other.keys():
            found.append(((topic, value), _move(value, (one, one_scores), (other, other_scores))))
    return once(found)


def _move(value: str, first: Sides, second: Sides) -> Observation:
    (one, one_scores), (other, other_scores) = first, second
    if value not in one_scores or value not in other_scores:
        return f"no score for {value}"
    x, y = one[value] - other[value], one_scores[value] - other_scores[value]
    return (1.0, x, y, x * x, y * y, x * y)


def _of_pairs(judged: Sequence[Judged], measure: Callable[[Sides, Sides], Measured]) -> Observations:
    return once(
        (_place(pair), as_mean(measure(_sides(pair[0]), _sides(pair[1]))))
        for _, answers in _by_topic(judged, lambda source: source != DOSE)
        for pair in combinations(answers, 2)
        if _differ(pair)
    )


def _differ(pair: Pair) -> bool:
    one, other = (answer.case.scored for answer in pair)
    if one.system.name != other.system.name:
        return False
    return any(other.priorities.get(value, wanted) != wanted for value, wanted in one.priorities.items())


def _place(pair: Pair) -> Place:
    first, second = sorted((answer.case.source, answer.case.profile) for answer in pair)
    return (pair[0].topic, *first, *second)


def _sides(answer: Judged) -> Sides:
    return answer.case.scored.priorities, answer.scores


def _by_topic(judged: Sequence[Judged], wanted: Callable[[str], bool]) -> Iterator[tuple[str, list[Judged]]]:
    topics: dict[str, list[Judged]] = {}
    for answer in judged:
        if answer.case.variant == PLAIN and wanted(answer.case.source):
            topics.setdefault(answer.topic, []).append(answer)
    yield from topics.items()
