"""Do the questions that were found tell respondents apart better than those they were found from?

A question that was chosen for a high score has one by luck as well; so it is judged on *fresh* opinions, and better by
another judge than the one that chose. Two measures:

    S            the search's own score, on the fresh opinions
    separation   sum over values of (p_i(v|x) - p_j(v|x))^2, averaged over pairs of respondents: how differently they
                 express values, with the chance differences between any two opinions taken off

Separation is estimated without bias from two or more opinions each: a product of the differences in two opinions stands
for a square. Opinions of one number belong together: respondents that draw with the same seeds differ in them by less
chance, which then cancels, and no bias comes in where they do not. Separation is 0 in expectation where respondents
are the same, and can be below by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

import numpy as np
from jaxtyping import Float

from couple.instruments.adaem.rewards import ValueSet
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.comparisons.resampling import DRAWS, percentile_interval, resampling_weights
from couple.values.distance import Measured

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


def separation(judged: JudgedQuestion, values: Sequence[str]) -> Measured:
    """How far a question separates its respondents, over pairs that both gave at least two opinions that were read.

    Unknown where there is no such pair.
    """
    indicators = [_indicators(sets, values) for sets in judged.values.values()]
    known = [_squared_distance(one, other) for one, other in combinations(indicators, 2)]
    distances = [distance for distance in known if distance is not None]
    if not distances:
        return Measured(None, "no two respondents with two opinions each that could be read")
    return Measured(fmean(distances))


def _indicators(sets: Sequence[ValueSet | None], values: Sequence[str]) -> Float[np.ndarray, "opinions values"]:
    """1 where an opinion expresses a value, 0 where not; an opinion that was not read is unknown throughout."""
    unread = [np.nan] * len(values)
    rows = [unread if one is None else [float(value in one) for value in values] for one in sets]
    return np.array(rows).reshape(-1, len(values))


def _squared_distance(
    one: Float[np.ndarray, "opinions values"], other: Float[np.ndarray, "opinions_too values"]
) -> float | None:
    """Unbiased for the square of the mean difference: the mean product of differences in two different opinions."""
    both = min(len(one), len(other))
    differences = one[:both] - other[:both]
    known = differences[~np.isnan(differences).any(axis=1)]
    if len(known) < 2:
        return None
    products = known @ known.T
    return float(products.sum() - np.trace(products)) / (len(known) * (len(known) - 1))


def _drawn_means(numbers: Sequence[float], seed: int, draws: int) -> Float[np.ndarray, " draws"]:
    weights = resampling_weights(len(numbers), seed=seed, draws=draws)
    return weights @ np.asarray(numbers, dtype=float) / len(numbers)
