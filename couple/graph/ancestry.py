"""Who is an ancestor of whom in what a search found: for sure, and at most."""

from typing import TYPE_CHECKING

from couple.graph.equivalence import DiscoveredGraph, Mark

if TYPE_CHECKING:
    import numpy


def ancestral_relations(found: DiscoveredGraph) -> "tuple[numpy.ndarray, numpy.ndarray]":
    """Two square 0/1 matrices [ancestor, descendant] in the order of ``found.nodes``: definite, and possible.

    Definite: a path of directed edges leads there, so that it does in every graph of the class. Possible: a path leads
    there on which no edge has an arrow at its near end.
    """
    import numpy

    place = {node: number for number, node in enumerate(found.nodes)}
    definite = numpy.zeros((len(place), len(place)), dtype=bool)
    possible = numpy.zeros_like(definite)
    for edge in found.edges:
        first, second = place[edge.first], place[edge.second]
        possible[first, second] = edge.mark_at_first is not Mark.ARROW
        possible[second, first] = edge.mark_at_second is not Mark.ARROW
    for cause, effect in found.directed:
        definite[place[cause], place[effect]] = True
    return _closure(definite), _closure(possible)


def _closure(reach: "numpy.ndarray") -> "numpy.ndarray":
    """The transitive closure (Warshall 1962), without a node reaching itself."""
    import numpy

    reach = reach.copy()
    for between in range(len(reach)):
        reach |= numpy.outer(reach[:, between], reach[between])
    numpy.fill_diagonal(reach, False)
    return reach
