"""Do pairwise preferences fit on one line? Cycles, and preferences that fade where they should grow.

Two kinds of intransitivity, counted separately, since the second is common and is not the first:

    cycle       a beats b, b beats c and c beats a, each more often than not
    violation of strong stochastic transitivity
                a beats b and b beats c more often than not, and a beats c or ties, but less often than the larger of
                the two (Davidson and Marschak 1959): one order still holds, but no strengths explain the rates

A cycle violates strong transitivity as well; a triple is counted once, as a cycle. Ties (a rate of exactly one half)
are no wins. With few meetings both happen by chance: read the counts beside how often each two met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from jaxtyping import Bool, Int

from couple.foundation import numpy_generator
from couple.instruments.comparisons.pairwise import Comparisons, Strengths

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Transitivity:
    """What the triples of names that all met each other show.

    Attributes:
        triples: how many there are.
        cycles: (a, b, c) with a over b, b over c and c over a, beginning with the first name.
        strong_violations: (a, b, c), no cycle, with a over b and b over c, but a over c by less than the larger of the
            two.
    """

    triples: int
    cycles: tuple[Triple, ...]
    strong_violations: tuple[Triple, ...]


def transitivity(comparisons: Comparisons) -> Transitivity:
    """Every triple is a cycle, a violation of strong transitivity, or neither."""
    names, rates = comparisons.names, comparisons.rates
    triples = np.array(list(combinations(range(len(names)), 3)), dtype=int).reshape(-1, 3)
    orders = triples[:, list(permutations(range(3)))]  # triples x 6 orders x 3 places
    a, b, c = orders[..., 0], orders[..., 1], orders[..., 2]
    first, second, across = rates[a, b], rates[b, c], rates[a, c]
    met = np.isfinite(first + second + across).all(axis=1, keepdims=True)
    chain = (first > 0.5) & (second > 0.5) & met
    cycle = chain & (across < 0.5)
    fading = chain & (across < np.maximum(first, second)) & ~cycle.any(axis=1, keepdims=True)
    return Transitivity(int(met.sum()), _named(names, orders, cycle), _named(names, orders, fading))


def chance_counts(
    comparisons: Comparisons, strengths: Strengths, *, seed: int, draws: int = 200
) -> list[tuple[int, int]]:
    """(cycles, strong violations) of each of ``draws`` worlds in which strengths explain everything.

    As many meetings of each two as there were, decided by Bradley-Terry's probabilities: what shows here is noise.
    """
    from scipy.special import expit

    names = tuple(strengths.values)
    places = [comparisons.names.index(name) for name in names]
    meetings = np.triu(comparisons.meetings[np.ix_(places, places)]).round().astype(int)
    levels = np.array([strengths.values[name] for name in names])
    rng, found = numpy_generator(seed, "transitivity by chance"), []
    for _ in range(draws):
        won = rng.binomial(meetings, expit(levels[:, None] - levels))
        drawn = transitivity(Comparisons(names, won + (meetings - won).T.astype(float)))
        found.append((len(drawn.cycles), len(drawn.strong_violations)))
    return found


def _named(
    names: Sequence[str], orders: Int[np.ndarray, "triples 6 3"], holds: Bool[np.ndarray, "triples 6"]
) -> tuple[Triple, ...]:
    """The first order of each triple that ``holds`` in some."""
    rows = np.flatnonzero(holds.any(axis=1))
    shown: list[tuple[int, int, int]] = orders[rows, holds[rows].argmax(axis=1)].tolist()
    return tuple((names[a], names[b], names[c]) for a, b, c in shown)
