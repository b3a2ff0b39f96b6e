"""Two structures over the same values laid side by side: do they join the same pairs, in the same sense, as strongly?

Pairs that share a value are not independent, so no ordinary test of a correlation over pairs holds. Here the *names of
the values* of one structure are permuted (the quadratic assignment procedure; Mantel 1967, Hubert & Schultz 1976): a
p-value is the share of permutations that agree at least as well, the observed one counted among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from couple.foundation import UserError, nearest_name, numpy_generator
from couple.graph.populations import EdgeComparison, PopulationComparison
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import numpy


@dataclass(frozen=True)
class Agreement:
    """One measure of agreement and its one-sided permutation p-value; ``expected`` is its mean over permutations."""

    value: float
    expected: float
    p: float


@dataclass(frozen=True)
class SideBySide:
    """How far two populations' associations (and graphs) agree over ``pairs`` pairs of values.

    ``rank`` is Spearman's correlation of the signed associations, ``strength`` of their absolute values, ``sign`` the
    share of pairs (0..1) with the same sign, ``joined`` the number of pairs that both graphs join, None without graphs.
    ``clear_same`` of ``clear`` pairs have the same sign among those that differ from zero in both populations.
    """

    first: str
    second: str
    pairs: int
    rank: Agreement
    strength: Agreement
    sign: Agreement
    clear: int
    clear_same: int
    joined: Agreement | None
    joined_first: int | None
    joined_second: int | None


def lay_side_by_side(
    comparison: PopulationComparison,
    first: str,
    second: str,
    *,
    graphs: tuple[ValueGraph, ValueGraph] | None = None,
    permutations: int = 9999,
    seed: int = 0,
) -> SideBySide:
    """Lay the associations of two of the compared populations side by side, and their ``graphs`` where given.

    Args:
        comparison: of at least these two populations.
        first: a population of ``comparison``.
        second: another one; its values' names are permuted.
        graphs: the graph of ``first`` and of ``second``, over the compared values; other nodes are passed over.
        permutations: how many to draw; the smallest p-value is 1 / (permutations + 1).
        seed: of the permutations.

    Raises:
        UserError: ``comparison`` holds no such population.
    """
    import numpy
    from scipy.stats import rankdata

    edges = comparison.associations
    values = [_values(edges, name) for name in (first, second)]
    names = sorted({name for edge in edges for name in (edge.source, edge.target)})
    generator = numpy_generator(seed, "side by side")
    drawn = [numpy.arange(len(names)), *(generator.permutation(len(names)) for _ in range(permutations))]
    places = _places(names, drawn)
    strengths = [numpy.abs(each) for each in values]
    ranks = [[_standard(rankdata(each)) for each in both] for both in (values, strengths)]
    signs = [numpy.sign(each) for each in values]
    clear = [_clear(edges, name, comparison.config.alpha) for name in (first, second)]
    both_clear = clear[0] & clear[1]
    joined = [_joined(graph, edges) for graph in graphs] if graphs else None
    rank, strength = (_agreement((left * right[places]).sum(axis=1)) for left, right in ranks)
    return SideBySide(
        first=first,
        second=second,
        pairs=len(edges),
        rank=rank,
        strength=strength,
        sign=_agreement((signs[0] == signs[1][places]).mean(axis=1)),
        clear=int(both_clear.sum()),
        clear_same=int((both_clear & (signs[0] == signs[1])).sum()),
        joined=_agreement((joined[0] & joined[1][places]).sum(axis=1)) if joined else None,
        joined_first=int(joined[0].sum()) if joined else None,
        joined_second=int(joined[1].sum()) if joined else None,
    )


def _values(edges: Sequence[EdgeComparison], population: str) -> "numpy.ndarray":
    import numpy

    known = [each.population for each in edges[0].estimates]
    if population not in known:
        near = nearest_name(population, known)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
        raise UserError(f"lay {population} beside another population", "it was not compared", hint)
    return numpy.array([each.value for edge in edges for each in edge.estimates if each.population == population])


def _clear(edges: Sequence[EdgeComparison], population: str, alpha: float) -> "numpy.ndarray":
    import numpy

    found = [each.adjusted_p <= alpha for edge in edges for each in edge.estimates if each.population == population]
    return numpy.array(found)


def _joined(graph: ValueGraph, edges: Sequence[EdgeComparison]) -> "numpy.ndarray":
    import numpy

    drawn = {frozenset((edge.source, edge.target)) for edge in graph.edges}
    return numpy.array([frozenset((edge.source, edge.target)) in drawn for edge in edges])


def _places(names: list[str], orders: "Sequence[numpy.ndarray]") -> "numpy.ndarray":
    """For each order of the names (row) and each pair (column), which pair takes its place."""
    import numpy

    number = numpy.zeros((len(names), len(names)), dtype=int)
    pairs = numpy.array(list(combinations(range(len(names)), 2)))
    number[pairs[:, 0], pairs[:, 1]] = number[pairs[:, 1], pairs[:, 0]] = numpy.arange(len(pairs))
    turned = numpy.array(orders)
    return number[turned[:, pairs[:, 0]], turned[:, pairs[:, 1]]]


def _standard(ranks: "numpy.ndarray") -> "numpy.ndarray":
    """Centred and of length one, so that a sum of products is a correlation."""
    import numpy

    centred = ranks - ranks.mean()
    length = numpy.sqrt((centred**2).sum())
    return centred / length if length > 0 else centred


def _agreement(statistics: "numpy.ndarray") -> Agreement:
    """The first statistic is the observed one."""
    observed = float(statistics[0])
    return Agreement(observed, float(statistics[1:].mean()), float((statistics >= observed - 1e-12).mean()))
