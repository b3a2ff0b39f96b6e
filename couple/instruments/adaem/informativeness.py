"""Do the questions that were found tell respondents apart better than those they were found from?

A question that was chosen for a high score has one by luck as well; so it is judged on *fresh* opinions, and better by
another judge than the one that chose: by the search's own S, and by ``couple.instruments.adaem.separation``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.resampling import DRAWS, percentile_interval, resampling_weights

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Means of ``found`` and ``seeds``, their difference, and its 95 % bootstrap interval over questions.

    ``interval`` is None with fewer than two questions on either side.
    """

    found: float
    seeds: float
    difference: float
    interval: Interval | None
    n_found: int
    n_seeds: int


def contrast(found: Sequence[float], seeds: Sequence[float], *, seed: int, draws: int = DRAWS) -> Contrast:
    """Compare the two sets of questions; both are drawn again independently."""
    means = fmean(found), fmean(seeds)
    interval = None
    if len(found) > 1 and len(seeds) > 1:
        one, other = (_drawn_means(numbers, seed, draws) for numbers in (found, seeds))
        # the same seed for two sets of one size would pair their draws
        interval = percentile_interval(one - np.random.default_rng(seed).permutation(other))
    return Contrast(*means, means[0] - means[1], interval, len(found), len(seeds))


def _drawn_means(numbers: Sequence[float], seed: int, draws: int) -> Float[np.ndarray, " draws"]:
    weights = resampling_weights(len(numbers), seed=seed, draws=draws)
    return weights @ np.asarray(numbers, dtype=float) / len(numbers)
