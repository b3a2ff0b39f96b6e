"""A directed acyclic graph over named values: what it may contain, and how it is written down.

The graph knows names and edges and nothing about mechanisms or data. Every other room reads graphs through it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.foundation import BirthCertificate, UserError, nearest_name, package_file, read_json, write_json

if TYPE_CHECKING:
    import networkx

FORMAT_VERSION = 1


@dataclass(frozen=True, order=True)
class Edge:
    """``source`` causes ``target``.

    ``confidence`` is the share of bootstrap searches that drew this edge in this direction (an undirected mark counts
    half for each direction); ``adjacency`` is the share that joined the two nodes at all. Both lie in 0..1, or are
    None where nobody measured them (an edge set by hand or by background knowledge).
    """

    source: str
    target: str
    confidence: float | None = None
    adjacency: float | None = None


@dataclass(frozen=True)
class ValueGraph:
    """Nodes in a fixed order and directed edges without cycles.

    Raises:
        UserError: a node or an edge is there twice, an edge names an unknown node, a confidence is outside 0..1, or
            the edges form a cycle (the cycle is named).
    """

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(self.nodes))
        object.__setattr__(self, "edges", tuple(self.edges))
        _refuse_twice("node", self.nodes)
        _refuse_twice("edge", [f"{edge.source} -> {edge.target}" for edge in self.edges])
        for edge in self.edges:
            _check_edge(edge, self.nodes)
        _ = self._order

    def parents(self, node: str) -> tuple[str, ...]:
        """The direct causes of ``node``, in the order of ``nodes``."""
        return self._parents[self._known(node)]

    def children(self, node: str) -> tuple[str, ...]:
        """The direct effects of ``node``, in the order of ``nodes``."""
        self._known(node)
        return tuple(other for other in self.nodes if node in self._parents[other])

    def neighbours(self, node: str) -> tuple[str, ...]:
        """Direct causes and direct effects of ``node``, in the order of ``nodes``."""
        near = {*self.parents(node), *self.children(node)}
        return tuple(other for other in self.nodes if other in near)

    def topological_order(self) -> tuple[str, ...]:
        """Nodes with causes before effects; ties keep the order of ``nodes``."""
        return self._order

    def edge(self, source: str, target: str) -> Edge | None:
        """The edge from ``source`` to ``target``, or None."""
        return next((edge for edge in self.edges if (edge.source, edge.target) == (source, target)), None)

    def to_networkx(self) -> "networkx.DiGraph":
        """A networkx graph; confidences are edge attributes and are absent where they are None."""
        import networkx

        graph = networkx.DiGraph()
        graph.add_nodes_from(self.nodes)
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, **_measured(edge))
        return graph

    def to_json(self) -> dict[str, Any]:
        """Plain data: ``nodes``, and ``edges`` with ``source``, ``target``, ``confidence`` and ``adjacency``."""
        edges = [{"source": e.source, "target": e.target, "confidence": e.confidence, "adjacency": e.adjacency}
                 for e in self.edges]  # fmt: skip
        return {"format_version": FORMAT_VERSION, "nodes": list(self.nodes), "edges": edges}

    @classmethod
    def from_json(cls, data: object, *, what: str = "graph") -> "ValueGraph":
        """The graph in plain data, which may come from anyone. Raises ``UserError`` where it is not a graph."""
        asked = f"read the {what}"
        example = '{"nodes": ["a", "b"], "edges": [{"source": "a", "target": "b", "confidence": 0.9}]}'
        if not isinstance(data, Mapping) or not {"nodes", "edges"} <= set(data):
            raise UserError(asked, "it has no nodes and edges", f"write it like {example}")
        version = data.get("format_version", FORMAT_VERSION)
        if not isinstance(version, int) or version > FORMAT_VERSION:
            found = f"it is written in format {version}, this version reads up to {FORMAT_VERSION}"
            raise UserError(asked, found, "update couple, or discover the graph again")
        nodes, edges = data["nodes"], data["edges"]
        if not isinstance(nodes, list) or not all(isinstance(node, str) and node for node in nodes):
            raise UserError(asked, "nodes must be a list of names", f"write it like {example}")
        if not isinstance(edges, list):
            raise UserError(asked, "edges must be a list", f"write it like {example}")
        return cls(tuple(nodes), tuple(_read_edge(raw, asked, example) for raw in edges))

    def save_json(self, path: str | Path) -> None:
        """Write ``graph.json``."""
        write_json(path, self.to_json())

    def save_graphml(self, path: str | Path) -> None:
        """Write GraphML, which yEd, Gephi, Cytoscape and igraph read."""
        import networkx

        Path(path).write_text("\n".join(networkx.generate_graphml(self.to_networkx())) + "\n", encoding="utf-8")

    def position(self, node: str) -> int:
        """Where ``node`` stands in ``nodes``; quick in a graph of hundreds of nodes too."""
        return self._positions[self._known(node)]

    def _known(self, node: str) -> str:
        if node not in self._parents:
            near = nearest_name(node, self.nodes)
            hint = f"did you mean {near}?" if near else f"known nodes: {', '.join(self.nodes)}"
            raise UserError(f"find the node {node!r}", "the graph has no such node", hint)
        return node

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {node: position for position, node in enumerate(self.nodes)}

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        sources: dict[str, set[str]] = {node: set() for node in self.nodes}
        for edge in self.edges:
            sources[edge.target].add(edge.source)
        return {node: tuple(other for other in self.nodes if other in sources[node]) for node in self.nodes}

    @cached_property
    def _order(self) -> tuple[str, ...]:
        try:
            return tuple(TopologicalSorter(self._parents).static_order())
        except CycleError as error:
            cycle = " -> ".join(error.args[1])
            remedy = "drop or turn one of these edges; a causal graph has no cycles"
            raise UserError("use the edges as a causal graph", f"they form the cycle {cycle}", remedy) from None


def load_graph(path: str | Path) -> ValueGraph:
    """The graph in a ``graph.json`` file. Raises ``UserError`` where the file is missing or is not a graph."""
    return ValueGraph.from_json(read_json(path, what="graph"), what=f"graph {path}")


def shipped_graph(name: str = "ess9") -> ValueGraph:
    """A graph that ships with the package: ``ess9`` (human values, European Social Survey round 9)."""
    folder = package_file("graph", "artefacts", name)
    BirthCertificate.load(folder, kind="value graph")
    return load_graph(folder / "graph.json")


def _measured(edge: Edge) -> dict[str, float]:
    both = {"confidence": edge.confidence, "adjacency": edge.adjacency}
    return {name: value for name, value in both.items() if value is not None}


def _refuse_twice(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UserError("use this as a causal graph", f"the {kind} {name} is there twice", f"keep one {name}")
        seen.add(name)


def _check_edge(edge: Edge, nodes: tuple[str, ...]) -> None:
    asked = f"use the edge {edge.source} -> {edge.target}"
    for end in (edge.source, edge.target):
        if end not in nodes:
            near = nearest_name(end, nodes)
            hint = f"did you mean {near}?" if near else f"known nodes: {', '.join(nodes)}"
            raise UserError(asked, f"the graph has no node {end}", hint)
    for name, value in _measured(edge).items():
        if not 0 <= value <= 1:
            raise UserError(asked, f"its {name} is {value}", f"give a {name} in 0..1, or null where it is unknown")


def _read_edge(raw: object, asked: str, example: str) -> Edge:
    if not isinstance(raw, Mapping) or not all(isinstance(raw.get(end), str) for end in ("source", "target")):
        raise UserError(asked, f"this is not an edge: {str(raw)[:80]}", f"write it like {example}")
    numbers: dict[str, float | None] = {}
    for name in ("confidence", "adjacency"):
        value = raw.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            found = f"the {name} of {raw['source']} -> {raw['target']} is {value!r}"
            raise UserError(asked, found, "give a number in 0..1, or null")
        numbers[name] = None if value is None else float(value)
    return Edge(raw["source"], raw["target"], numbers["confidence"], numbers["adjacency"])
