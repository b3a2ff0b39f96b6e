"""What a search can say: three types of graph with an explicit mark at each end of every edge.

``Cpdag``: an equivalence class without hidden common causes; an undirected edge means that the data license no
direction. ``Pag``: an equivalence class that allows for them; a circle means that the data license neither a tail nor
an arrow. ``Dag``: every direction is licensed. The types never convert silently: ``dag_to_cpdag`` says that it does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """One end of an edge: a tail (is a cause), an arrow (is not a cause), or a circle (could be either)."""

    TAIL = "tail"
    ARROW = "arrow"
    CIRCLE = "circle"


@dataclass(frozen=True)
class MarkedEdge:
    """Two joined nodes, ``first`` before ``second`` by name, with the mark at each end."""

    first: str
    second: str
    mark_at_first: Mark
    mark_at_second: Mark

    def __str__(self) -> str:
        """As people write it, such as ``a o-> b``."""
        left = {Mark.TAIL: "-", Mark.ARROW: "<", Mark.CIRCLE: "o"}[self.mark_at_first]
        right = {Mark.TAIL: "-", Mark.ARROW: ">", Mark.CIRCLE: "o"}[self.mark_at_second]
        return f"{self.first} {left}-{right} {self.second}"


@dataclass(frozen=True)
class DiscoveredGraph:
    """Nodes and marked edges. Use one of its three kinds."""

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
        """Joined pairs, by name order, whose marks do not say which of the two causes the other."""
        directed = {frozenset(pair) for pair in self.directed}
        return frozenset((e.first, e.second) for e in self.edges if frozenset((e.first, e.second)) not in directed)

    @property
    def joined(self) -> frozenset[tuple[str, str]]:
        """All joined pairs, by name order."""
        return frozenset((e.first, e.second) for e in self.edges)


@dataclass(frozen=True)
class Cpdag(DiscoveredGraph):
    """A completed partially directed acyclic graph, as found on finite data.

    Two arrows on one edge mean that the independence tests contradicted each other, not a hidden common cause; the
    directed part may even hold a cycle for the same reason. Neither happens with the population's distribution.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        assert not any(Mark.CIRCLE in _marks(edge) for edge in self.edges), "a CPDAG has no circles"


@dataclass(frozen=True)
class Pag(DiscoveredGraph):
    """A partial ancestral graph: hidden common causes are allowed, and two arrows on one edge mean one."""

    @property
    def confounded(self) -> frozenset[tuple[str, str]]:
        """Pairs, by name order, with an arrow at both ends: neither causes the other, something hidden causes both."""
        return frozenset((e.first, e.second) for e in self.edges if _marks(e) == (Mark.ARROW, Mark.ARROW))


@dataclass(frozen=True)
class Dag(DiscoveredGraph):
    """A directed acyclic graph; every edge has a tail and an arrow."""

    def __post_init__(self) -> None:
        super().__post_init__()
        assert len(self.directed) == len(self.edges), "every edge of a DAG has a tail and an arrow"

    @classmethod
    def of(cls, nodes: Iterable[str], pairs: Iterable[tuple[str, str]]) -> "Dag":
        """The graph with an edge from the first to the second of each pair."""
        edges = frozenset(marked_edge(cause, effect, Mark.TAIL, Mark.ARROW) for cause, effect in pairs)
        return cls(tuple(nodes), edges)


def marked_edge(a: str, b: str, mark_at_a: Mark, mark_at_b: Mark) -> MarkedEdge:
    """The edge between ``a`` and ``b`` with its ends put in name order."""
    return MarkedEdge(a, b, mark_at_a, mark_at_b) if a < b else MarkedEdge(b, a, mark_at_b, mark_at_a)


def structural_hamming_distance(one: DiscoveredGraph, other: DiscoveredGraph) -> int:
    """In how many pairs of nodes the two differ: joined or not, and with which marks (Tsamardinos et al. 2006)."""
    marks = [{(e.first, e.second): _marks(e) for e in graph.edges} for graph in (one, other)]
    return sum(marks[0].get(pair) != marks[1].get(pair) for pair in marks[0].keys() | marks[1].keys())


def _marks(edge: MarkedEdge) -> tuple[Mark, Mark]:
    return edge.mark_at_first, edge.mark_at_second
