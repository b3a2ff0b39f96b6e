"""Where everything stands in the drawing of a value graph. The templates only write the SVG out.

Nodes stand on a ring in the theory's order, the response-style node apart below it. Lengths are user units; the drawing
is ``WIDTH`` wide, so that one unit is about one pixel on a phone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from couple.report.document import GraphCard, GraphEdge
from couple.report.ring_layout import DOT, LETTERS, LINE, Point, ring_labels, ring_points
from couple.report.text import printable
from couple.report.unknown import number

WIDTH = 390.0
CENTRE = WIDTH / 2
RING = 94.0
MARGIN = 10.0

Sign = Literal["positive", "negative", "unknown", "unweighted"]


@dataclass(frozen=True)
class NodeMark:
    """A node: its point, its label (lines, and the middle of their left or right edge), and its story in words."""

    name: str
    x: float
    y: float
    label: tuple[str, ...]
    label_x: float
    label_y: float
    anchor: Literal["start", "middle", "end"]
    leader: bool
    apart: bool
    story: str


@dataclass(frozen=True)
class EdgeMark:
    """An edge between the nodes at ``source`` and ``target`` (positions in ``GraphFigure.nodes``)."""

    source: int
    target: int
    path: str
    head: str
    width: float
    opacity: float
    sign: Sign
    apart: bool
    title: str


@dataclass(frozen=True)
class GraphFigure:
    """A drawing of ``WIDTH`` by ``height`` units; the surest edges come last, on top."""

    nodes: tuple[NodeMark, ...]
    edges: tuple[EdgeMark, ...]
    width: float
    height: float

    @property
    def signed(self) -> bool:
        """Whether any edge says if it raises or lowers its effect."""
        return any(edge.sign != "unweighted" for edge in self.edges)


def draw_graph(graph: GraphCard, *, circle: Sequence[str] = (), labels: Mapping[str, str] | None = None) -> GraphFigure:
    """Lay the graph out.

    Args:
        graph: nodes in any order; its style node, if it has one, stands apart.
        circle: the theory's order; nodes it does not name follow in the graph's own order.
        labels: how to write a node; without one, its name with spaces for underscores.
    """
    written = {node: printable((labels or {}).get(node) or node.replace("_", " ")) for node in graph.nodes}
    on_ring = [node for node in circle if node in written and node != graph.style_node]
    on_ring += [node for node in graph.nodes if node not in on_ring and node != graph.style_node]
    ring_height = max(RING, len(on_ring) * LINE * 0.45)
    points = ring_points(on_ring, RING, ring_height)
    labelled = ring_labels(points, written)
    top = min([-ring_height, *(label.y - LINE for label in labelled.values())])
    bottom = max([ring_height, *(label.y + LINE for label in labelled.values())])
    shift = MARGIN - top
    style_y = bottom + 34.0
    marks: list[NodeMark] = []
    for node in on_ring:
        (x, y), label, story = points[node], labelled[node], _story(node, graph, written)
        place_x, place_y = CENTRE + label.x, label.y + shift
        marks.append(
            NodeMark(
                node, CENTRE + x, y + shift, label.lines, place_x, place_y, label.anchor, label.leader, False, story
            )
        )
    if graph.style_node is not None:
        node, y = graph.style_node, style_y + shift
        label = (written[node][: 2 * LETTERS],)
        story = _story(node, graph, written)
        marks.append(NodeMark(node, CENTRE, y, label, CENTRE, y + DOT + LINE, "middle", False, True, story))
    height = (style_y + DOT + LINE * 2 if graph.style_node is not None else bottom) + shift + MARGIN
    place = {mark.name: index for index, mark in enumerate(marks)}
    edges = tuple(_edge(edge, marks, place, written, middle=(CENTRE, shift)) for edge in reversed(ranked_edges(graph)))
    if not weighted(graph):
        edges = tuple(replace(edge, sign="unweighted") for edge in edges)
    return GraphFigure(tuple(marks), edges, WIDTH, round(height, 1))


def _edge(
    edge: GraphEdge, marks: Sequence[NodeMark], place: Mapping[str, int], written: Mapping[str, str], middle: Point
) -> EdgeMark:
    """A curve that leans towards the middle, with an arrow head that ends at the target's rim."""
    source, target = marks[place[edge.source]], marks[place[edge.target]]
    apart = source.apart or target.apart
    start, end = (source.x, source.y), (target.x, target.y)
    lean = 0.12 if apart else 0.38
    half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    bend = (half[0] + lean * (middle[0] - half[0]), half[1] + lean * (middle[1] - half[1]))
    confidence = edge.confidence
    width = 0.7 if apart else 1.0 if confidence is None else 0.5 + 2.0 * confidence
    opacity = 0.6 if confidence is None else 0.25 + 0.7 * confidence
    start = _towards(start, bend, DOT + 1)
    tip = _towards(end, bend, DOT + 1.5)
    base = _towards(end, bend, DOT + 5.5 + 1.5 * width)
    across = (base[1] - tip[1], tip[0] - base[0])
    wide = (1.6 + 0.9 * width) / max(math.hypot(*across), 1e-9)
    wing = (across[0] * wide, across[1] * wide)
    head = f"M{_at(tip)}L{_at((base[0] + wing[0], base[1] + wing[1]))}L{_at((base[0] - wing[0], base[1] - wing[1]))}Z"
    return EdgeMark(
        place[edge.source],
        place[edge.target],
        f"M{_at(start)}Q{_at(bend)} {_at(base)}",
        head,
        round(width, 2),
        round(opacity, 2),
        sign(edge.weight),
        apart,
        f"{written[edge.source]} → {written[edge.target]}: {edge_facts(edge)}",
    )


def sign(weight: float | None) -> Sign:
    """The direction of an effect; a weight of exactly zero has none."""
    if weight is None or weight == 0:
        return "unknown"
    return "positive" if weight > 0 else "negative"


def weighted(graph: GraphCard) -> bool:
    """Whether the graph was fitted: any edge has a weight."""
    return any(edge.weight is not None for edge in graph.edges)


def ranked_edges(graph: GraphCard) -> list[GraphEdge]:
    """The edges, surest first, those of unknown confidence last."""
    return sorted(graph.edges, key=lambda edge: -1.0 if edge.confidence is None else edge.confidence, reverse=True)


def edge_facts(edge: GraphEdge) -> str:
    """Confidence in words, and weight where there is one."""
    weight = "" if edge.weight is None else f", weight {number(edge.weight)}"
    return f"confidence {number(edge.confidence)}{weight}"


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = max(math.dist(start, end), 1e-9)
    return (
        start[0] + (end[0] - start[0]) / length * distance,
        start[1] + (end[1] - start[1]) / length * distance,
    )


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _story(node: str, graph: GraphCard, written: Mapping[str, str]) -> str:
    """What a node does in the graph, as a sentence for the note under the drawing and for screen readers."""
    causes = [f"{written[edge.source]} ({number(edge.confidence)})" for edge in graph.edges if edge.target == node]
    effects = [f"{written[edge.target]} ({number(edge.confidence)})" for edge in graph.edges if edge.source == node]
    parts = [f"influences {', '.join(effects)}"] if effects else []
    parts += [f"is influenced by {', '.join(causes)}"] if causes else []
    return f"{written[node]} {' and '.join(parts) or 'has no edge'}."
