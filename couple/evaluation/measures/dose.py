"""One value's target goes from 1 to 5, the others stay: does that value follow, and do the others stay?"""

from collections.abc import Callable, Sequence
from statistics import fmean, linear_regression

from couple.evaluation.asking.cases import DOSE, PLAIN
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.metrics import spearman
from couple.evaluation.measures.observations import Observation, Observations, as_mean, once

Series = Sequence[Judged]  # the answers to one question, by rising dose


def responses(judged: Sequence[Judged]) -> Observations:
    """By topic the tie-corrected rank correlation of the dosed value's target and its score, -1..1.

    Undefined where the score does not move at all; ``slopes`` knows that for the zero that it is.
    """
    return _of_series(judged, _response)


def slopes(judged: Sequence[Judged]) -> Observations:
    """By topic the least-squares slope of the dosed value's score on its target: 1 follows fully, 0 not at all."""
    return _of_series(judged, _slope)


def leakages(judged: Sequence[Judged]) -> Observations:
    """For ``estimation.quotient``: from the lowest to the highest dose, how far held values moved, and the dosed one.

    The first moment is the mean absolute move of the values that the theory relates neither way to the dosed one (those
    may move with it), the second the dosed value's own move, positive when it followed. Their ratio over all topics is
    the leakage: 0 is surgical; 1 moves bystanders as far as the value that was meant. A reader's noise moves scores
    too, so it is above 0 even for a perfect method.
    """
    return _of_series(judged, _leakage)


def _response(series: Series, value: str) -> Observation:
    numbers = range(len(series))
    levels = {str(number): series[number].case.scored.priorities[value] for number in numbers}
    return as_mean(spearman(levels, {str(number): series[number].scores[value] for number in numbers}))


def _slope(series: Series, value: str) -> Observation:
    levels = [answer.case.scored.priorities[value] for answer in series]
    return (linear_regression(levels, [answer.scores[value] for answer in series]).slope, 1.0)


def _leakage(series: Series, value: str) -> Observation:
    first, last, system = series[0], series[-1], series[0].case.scored.system
    related = system.compatible | system.conflicting
    held = [name for name in system.names if name != value and frozenset((name, value)) not in related]
    if not held:
        return f"{system.name} relates every value to {value}"
    moves = {name: last.scores[name] - first.scores[name] for name in (value, *held)}
    return (fmean(abs(moves[name]) for name in held), moves[value])


def _of_series(judged: Sequence[Judged], observe: Callable[[Series, str], Observation]) -> Observations:
    topics: dict[str, list[Judged]] = {}
    for answer in judged:
        if answer.case.source == DOSE and answer.case.variant == PLAIN:
            topics.setdefault(answer.topic, []).append(answer)
    return once(((topic,), _observe(answers, observe)) for topic, answers in topics.items())


def _observe(answers: Series, observe: Callable[[Series, str], Observation]) -> Observation:
    targets = [answer.case.scored.priorities for answer in answers]
    dosed = [value for value in targets[0] if len({target.get(value) for target in targets}) == len(targets)]
    if len(targets) < 2 or len(dosed) != 1:
        return "there are no doses of one value to compare"
    if not all(answer.scores for answer in answers):
        return "the judge could not read one of the answers"
    return observe(sorted(answers, key=lambda answer: answer.case.scored.priorities[dosed[0]]), dosed[0])
