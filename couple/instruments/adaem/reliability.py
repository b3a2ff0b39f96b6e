"""Would other questions have given the same scores? Questions are dealt into folds, and each fold scores on its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.foundation import child_seed, numpy_generator
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.statistics import coefficient_of_variation, cronbach_alpha
from couple.instruments.adaem.tournament import Scores, SkillConfig, rounds_of, value_scores
from couple.values.distance import Measured

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha over folds (cases: respondent by value) and the coefficient of variation.

    ``order_change`` is how many points any score moves between two random orders of the questions, at most.
    """

    folds: int
    alpha: Measured
    variation: Measured
    order_change: float


def reliability(
    judged: Sequence[JudgedQuestion],
    names: Sequence[str],
    values: Sequence[str],
    config: SkillConfig,
    *,
    seed: int,
    folds: int = FOLDS,
    shuffles: int = 5,
) -> Reliability:
    """What ``judged`` says about its own steadiness; all numbers are unknown with fewer questions than folds."""
    change = order_change(judged, names, values, config, seed=seed, shuffles=shuffles)
    scored = fold_scores(judged, names, values, config, seed=seed, folds=folds)
    if not scored:
        unknown = Measured(None, f"fewer than {folds} questions")
        return Reliability(folds, unknown, unknown, change)
    by_fold = np.stack([_cells(scores, names, values) for scores in scored], axis=1)
    return Reliability(folds, cronbach_alpha(by_fold), coefficient_of_variation(by_fold), change)


def fold_scores(
    judged: Sequence[JudgedQuestion],
    names: Sequence[str],
    values: Sequence[str],
    config: SkillConfig,
    *,
    seed: int,
    folds: int = FOLDS,
) -> list[Scores]:
    """The scores of each fold of the questions, dealt at random; none with fewer questions than folds."""
    if len(judged) < folds:
        return []
    order = numpy_generator(seed, "folds").permutation(len(judged))
    dealt = [[judged[place] for place in order[fold::folds]] for fold in range(folds)]
    return [value_scores(rounds_of(part), names, values, config, seed=seed) for part in dealt]


def order_change(
    judged: Sequence[JudgedQuestion],
    names: Sequence[str],
    values: Sequence[str],
    config: SkillConfig,
    *,
    seed: int,
    shuffles: int,
) -> float:
    """The largest difference of any score between ``shuffles`` scorings with other orders; points of 0..100."""
    rounds = rounds_of(judged)
    drawn = [value_scores(rounds, names, values, config, seed=child_seed(seed, shuffle)) for shuffle in range(shuffles)]
    cells = np.stack([_cells(scores, names, values) for scores in drawn])
    return float((cells.max(axis=0) - cells.min(axis=0)).max())


def _cells(scores: Scores, names: Sequence[str], values: Sequence[str]) -> Float[np.ndarray, " cells"]:
    return np.array([scores[name][value] for name in names for value in values])
