"""What a search over observational data can say: an equivalence class with an explicit mark at each end of an edge.

A CPDAG is not a DAG: an undirected edge means that the data license no direction. The two types never convert silently.
"""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """One end of an edge."""

    TAIL = "tail"
    ARROW = "arrow"


@dataclass(frozen=True)
class MarkedEdge:
    """Two joined nodes, ``first`` before ``second`` by name, with the mark at each end."""

    first: str
    second: str
    mark_at_first: Mark
    mark_at_second: Mark


@dataclass(frozen=True)
class Cpdag:
    """A completed partially directed acyclic graph, as found on finite data.

    Two arrows on one edge mean that the independence tests contradicted each other, not a hidden common cause; the
    directed part may even hold a cycle for the same reason. Neither happens with the population's distribution.
    """

    nodes: tuple[str, ...]
    edges: frozenset[MarkedEdge]

    def __post_init__(self) -> None:
        for edge in self.edges:
            assert {edge.first, edge.second} <= set(self.nodes), f"unknown node in {edge}"
            assert edge.first < edge.second, f"ends out of order in {edge}"

    @property
    def directed(self) -> frozenset[tuple[str, str]]:
        """(cause, effect) of every edge with a tail and an arrow."""
        forward = {(e.first, e.second) for e in self.edges if _marks(e) == (Mark.TAIL, Mark.ARROW)}
        backward = {(e.second, e.first) for e in self.edges if _marks(e) == (Mark.ARROW, Mark.TAIL)}
        return frozenset(forward | backward)

    @property
    def undecided(self) -> frozenset[tuple[str, str]]:
        """Joined pairs, by name order, whose marks license no direction: two tails, or two arrows."""
        return frozenset((e.first, e.second) for e in self.edges if e.mark_at_first == e.mark_at_second)


def marked_edge(a: str, b: str, mark_at_a: Mark, mark_at_b: Mark) -> MarkedEdge:
    """The edge between ``a`` and ``b`` with its ends put in name order."""
    return MarkedEdge(a, b, mark_at_a, mark_at_b) if a < b else MarkedEdge(b, a, mark_at_b, mark_at_a)


def _marks(edge: MarkedEdge) -> tuple[Mark, Mark]:
    return edge.mark_at_first, edge.mark_at_second
