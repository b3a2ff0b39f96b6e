"""How far a question separates its respondents, by the values in their opinions on it.

    separation = sum over values of (p_i(v|x) - p_j(v|x))^2, averaged over pairs of respondents

p_i is how often respondent i expresses a value (``of=expressed``), or how likely it is read to do so on average
(``of=likelihoods``), which chance moves less. From two or more opinions each, separation is estimated without bias: a
product of the differences in two opinions stands for a square. Opinions of one number belong together: respondents
that draw with the same seeds differ in them by less chance, which then cancels, and no bias comes in where they do not.
It is 0 in expectation where respondents are the same, and can be below by chance.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from statistics import fmean

import numpy as np
from jaxtyping import Float

from couple.instruments.adaem.reading import Reading, expressed
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.values.distance import Measured

Rows = Float[np.ndarray, "opinions values"]
Of = Callable[[Sequence[Reading | None], Sequence[str]], Rows]


def separation(judged: JudgedQuestion, values: Sequence[str], *, of: Of = expressed) -> Measured:
    """Over pairs that both gave at least two opinions that were read; unknown where there is no such pair."""
    distances = [
        (products.sum() - np.trace(products)) / (len(products) * (len(products) - 1))
        for differences in _differences(judged, values, of)
        if len(products := differences @ differences.T) > 1
    ]
    if not distances:
        return Measured(None, "no two respondents with two opinions each that could be read")
    return Measured(fmean(map(float, distances)))


def distance(judged: JudgedQuestion, values: Sequence[str], *, of: Of = expressed) -> Measured:
    """The same with chance left in, which takes one opinion each: to compare questions with as many opinions."""
    distances = [float(np.square(each.mean(axis=0)).sum()) for each in _differences(judged, values, of) if len(each)]
    return Measured(fmean(distances)) if distances else Measured(None, "no two respondents could be read")


def _differences(judged: JudgedQuestion, values: Sequence[str], of: Of) -> list[Rows]:
    """For each pair of respondents the difference in each opinion that both gave and that could be read."""
    rows = [of(readings, values) for readings in judged.readings.values()]
    found: list[Rows] = []
    for one, other in combinations(rows, 2):
        both = min(len(one), len(other))
        differences = one[:both] - other[:both]
        found.append(differences[~np.isnan(differences).any(axis=1)])
    return found
