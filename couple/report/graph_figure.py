"""Where everything stands in the drawing of a value graph. The templates only write the SVG out.

Nodes stand on a ring in the theory's order, the response-style node apart below it. Labels hang outside the ring, left
of the left half and right of the right half, and are pushed apart until none overlaps, however many nodes there are.
Lengths are user units; the drawing is ``WIDTH`` wide, so that one unit is about one pixel on a phone.
"""

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from couple.report.document import GraphCard, GraphEdge
from couple.report.text import printable
from couple.report.unknown import number

WIDTH = 390.0
CENTRE = WIDTH / 2
RING = 94.0
NODE = 5.0
LINE = 14.0
MARGIN = 10.0
LEADER = 22.0
LABEL_LETTERS = 15
LABEL_LINES = 2

Point = tuple[float, float]
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
    lines = {node: _label_lines(written[node]) for node in graph.nodes}
    ring_height = max(RING, len(on_ring) * LINE * 0.45)
    points = _ring(on_ring, ring_height)
    middles = _label_middles(on_ring, points, lines)
    top = min([-ring_height, *(y - LINE for y in middles.values())])
    bottom = max([ring_height, *(y + LINE for y in middles.values())])
    shift = MARGIN - top
    style_y = bottom + 34.0
    marks: list[NodeMark] = []
    for node in on_ring:
        (x, y), middle = points[node], middles[node]
        right = x > CENTRE
        away = _clearance(middle, len(lines[node]) * LINE / 2, points.values())
        label_x = CENTRE + away if right else CENTRE - away
        anchor = "start" if right else "end"
        leader = math.dist((x, y), (label_x, middle)) > LEADER
        story = _story(node, graph, written)
        marks.append(NodeMark(node, x, y + shift, lines[node], label_x, middle + shift, anchor, leader, False, story))
    if graph.style_node is not None:
        node, y = graph.style_node, style_y + shift
        label = (written[node][: 2 * LABEL_LETTERS],)
        story = _story(node, graph, written)
        marks.append(NodeMark(node, CENTRE, y, label, CENTRE, y + NODE + LINE, "middle", False, True, story))
    height = (style_y + NODE + LINE * 2 if graph.style_node is not None else bottom) + shift + MARGIN
    place = {mark.name: index for index, mark in enumerate(marks)}
    edges = tuple(_edge(edge, marks, place, written, middle=(CENTRE, shift)) for edge in reversed(ranked_edges(graph)))
    if not weighted(graph):
        edges = tuple(replace(edge, sign="unweighted") for edge in edges)
    return GraphFigure(tuple(marks), edges, WIDTH, round(height, 1))


def _label_lines(text: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, LABEL_LETTERS, max_lines=LABEL_LINES, placeholder="…")) or ("?",)


def _ring(nodes: Sequence[str], ring_height: float) -> dict[str, Point]:
    """Points clockwise from the top; half a step off it, so that each node is clearly left or right."""
    step = 2 * math.pi / max(len(nodes), 1)
    angles = {node: (index + 0.5) * step for index, node in enumerate(nodes)}
    return {
        node: (CENTRE + RING * math.sin(angle) + 1e-6, -ring_height * math.cos(angle)) for node, angle in angles.items()
    }


def _clearance(middle: float, half_height: float, points: Iterable[Point]) -> float:
    """How far from the centre line a label must begin so that it stays clear of every node beside it."""
    beside = [abs(x - CENTRE) for x, y in points if abs(y - middle) < half_height + NODE]
    return max(beside, default=NODE) + NODE + 5


def _label_middles(
    nodes: Sequence[str], points: Mapping[str, Point], lines: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """The height of each label's middle: its node's, moved as little as keeps labels on one side apart."""
    middles: dict[str, float] = {}
    for right in (True, False):
        side = sorted((node for node in nodes if (points[node][0] > CENTRE) == right), key=lambda node: points[node][1])
        wanted = [points[node][1] for node in side]
        tall = [len(lines[node]) * LINE + 2 for node in side]
        middles.update(zip(side, _spread(wanted, tall), strict=True))
    return middles


def _spread(wanted: Sequence[float], tall: Sequence[float]) -> list[float]:
    """One-dimensional placement: neighbours at least their half heights apart, each cluster centred on its wishes."""
    clusters: list[tuple[list[int], float]] = []
    for index in range(len(wanted)):
        members = [index]
        while True:
            offsets = _stack(members, tall)
            start = sum(wanted[member] - offset for member, offset in zip(members, offsets, strict=True)) / len(members)
            if not clusters:
                break
            before, before_start = clusters[-1]
            before_end = before_start + _stack(before, tall)[-1] + tall[before[-1]] / 2
            if start - tall[members[0]] / 2 >= before_end:
                break
            members = clusters.pop()[0] + members
        clusters.append((members, start))
    return [start + offset for members, start in clusters for offset in _stack(members, tall)]


def _stack(members: Sequence[int], tall: Sequence[float]) -> list[float]:
    offsets = [0.0]
    for above, below in pairwise(members):
        offsets.append(offsets[-1] + (tall[above] + tall[below]) / 2)
    return offsets


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
    start = _towards(start, bend, NODE + 1)
    tip = _towards(end, bend, NODE + 1.5)
    base = _towards(end, bend, NODE + 5.5 + 1.5 * width)
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
