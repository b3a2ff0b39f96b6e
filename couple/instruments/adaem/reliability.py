"""Would other questions have given the same scores? Questions are dealt into folds, and each fold scores on its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.foundation import numpy_generator
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.statistics import coefficient_of_variation, cronbach_alpha
from couple.instruments.adaem.tournament import SkillConfig, rounds_of, value_scores
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
    if len(judged) < folds:
        unknown = Measured(None, f"fewer than {folds} questions")
        return Reliability(folds, unknown, unknown, change)
    order = numpy_generator(seed, "folds").permutation(len(judged))
    parts = [
        _cells([judged[place] for place in order[fold::folds]], names, values, config, seed) for fold in range(folds)
    ]
    by_fold = np.stack(parts, axis=1)
    return Reliability(folds, cronbach_alpha(by_fold), coefficient_of_variation(by_fold), change)


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
    drawn = np.stack([_cells(judged, names, values, config, seed + shuffle) for shuffle in range(shuffles)])
    return float((drawn.max(axis=0) - drawn.min(axis=0)).max())


def _cells(
    judged: Sequence[JudgedQuestion], names: Sequence[str], values: Sequence[str], config: SkillConfig, seed: int
) -> Float[np.ndarray, " cells"]:
    scores = value_scores(rounds_of(judged), names, values, config, seed=seed)
    return np.array([scores[name][value] for name in names for value in values])
