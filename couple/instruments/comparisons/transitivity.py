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
from itertools import combinations

import numpy as np
from jaxtyping import Float

from couple.foundation import numpy_generator
from couple.instruments.comparisons.pairwise import Comparisons, Strengths

Triple = tuple[str, str, str]
_Places = tuple[int, int, int]


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
    known = [triple for triple in combinations(range(len(names)), 3) if _all_met(rates, triple)]
    cycles: list[Triple] = []
    violations: list[Triple] = []
    for one, two, three in known:
        around = [(one, two, three), (one, three, two)]
        circle = next((order for order in around if _beats_all_around(rates, order)), None)
        fading = next((order for order in _orders(one, two, three) if _fades(rates, order)), None)
        if circle:
            cycles.append(_named(names, circle))
        elif fading:
            violations.append(_named(names, fading))
    return Transitivity(len(known), tuple(cycles), tuple(violations))


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


def _all_met(rates: Float[np.ndarray, "n n"], triple: _Places) -> bool:
    a, b, c = triple
    return not np.isnan([rates[a, b], rates[b, c], rates[a, c]]).any()


def _orders(a: int, b: int, c: int) -> list[_Places]:
    return [(a, b, c), (a, c, b), (b, a, c), (b, c, a), (c, a, b), (c, b, a)]


def _beats_all_around(rates: Float[np.ndarray, "n n"], order: _Places) -> bool:
    a, b, c = order
    return bool(rates[a, b] > 0.5 and rates[b, c] > 0.5 and rates[c, a] > 0.5)


def _fades(rates: Float[np.ndarray, "n n"], order: _Places) -> bool:
    a, b, c = order
    return bool(rates[a, b] > 0.5 and rates[b, c] > 0.5 and rates[a, c] < max(rates[a, b], rates[b, c]))


def _named(names: Sequence[str], places: _Places) -> Triple:
    a, b, c = places
    return names[a], names[b], names[c]
