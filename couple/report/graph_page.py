"""``report.html`` of ``couple.discover``: a graph, what follows from it, the evidence for it, and its limits."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from couple.report.document import GraphCard, graph_card
from couple.report.graph_document import GraphSections, Matrix, PairRow
from couple.report.graph_figure import draw_graph
from couple.report.histogram import Histogram, draw_histogram
from couple.report.matrix_figure import draw_matrix
from couple.report.page import render


def render_graph_page(
    graph: Mapping[str, Any],
    facts: Mapping[str, str],
    limits: Sequence[str],
    *,
    title: str = "A causal graph from data",
    circle: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    sections: GraphSections | None = None,
) -> str:
    """The page as HTML text.

    Args:
        graph: the content of ``graph.json``: ``nodes``, ``edges`` (with ``weight`` where known), maybe ``style_node``.
        facts: about the search, in reading order.
        limits: what the report does not show; at least one.
        title: the heading.
        circle: the order around the ring; nodes it does not name follow in the graph's own order.
        labels: how to write a node; without one, its name with spaces for underscores.
        sections: everything beyond the graph; without it there is the graph alone.
    """
    if not limits:
        raise ValueError("a report needs at least one limit")
    card, sections = graph_card(graph), sections or GraphSections()
    written = {node: (labels or {}).get(node) or node.replace("_", " ") for node in card.nodes}
    shares = [row.adjacency for row in sections.pairs]
    return render(
        "graph.html",
        {
            "title": title,
            "sentence": graph_sentence(card),
            "figure": draw_graph(card, circle=circle, labels=labels),
            "graph": card,
            "labels": written,
            "facts": facts,
            "limits": limits,
            "sections": sections,
            "model_json": _json(sections.model.model_dump()) if sections.model else "",
            "adjacency": _drawn(_directions(card.nodes, sections.pairs), written, "{source} to {target}: {value}"),
            "effects": _drawn(sections.effects, written, "{source} on {target}: {value}"),
            "ancestors": _drawn(sections.ancestors, written, "{source} before {target}: {value}"),
            "joined": draw_histogram(shares, low=0.0, high=1.0, bins=20, unit="pairs", ends=("0", "1"))
            if shares
            else None,
            "counts": _counts(sections.edge_counts),
        },
        more=("graph.css", "matrix.css", "graph.js"),
    )


def graph_sentence(graph: GraphCard) -> str:
    """How many edges there are and how sure they are, in one sentence."""
    edges, nodes = len(graph.edges), len(graph.nodes)
    held = f"{edges} {'edge joins' if edges == 1 else 'edges join'} the {nodes} nodes"
    known = sorted(edge.confidence for edge in graph.edges if edge.confidence is not None)
    if not known:
        return f"{held}; how confident they are is unknown."
    sure = sum(confidence >= 0.9 for confidence in known)
    return (
        f"{held}; {sure} of them in at least 9 of 10 bootstrap searches; the least sure one in {100 * known[0]:.0f} %."
    )


def _counts(counts: Sequence[int]) -> Histogram | None:
    """Edges per search; None where all searches found equally many."""
    if len(set(counts)) < 2:
        return None
    low, high = min(counts), max(counts)
    bins = min(20, high - low + 1)
    return draw_histogram(
        counts, low=low - 0.5, high=high + 0.5, bins=bins, unit="searches", ends=(str(low), str(high))
    )


def _directions(nodes: Sequence[str], pairs: Sequence[PairRow]) -> Matrix | None:
    """How often the arrow from row to column was drawn, an undecided one counting half for each direction."""
    if not pairs:
        return None
    place = {node: number for number, node in enumerate(nodes)}
    value = [[0.0] * len(nodes) for _ in nodes]
    for row in pairs:
        i, j = place[row.first], place[row.second]
        value[i][j], value[j][i] = row.forward + row.undecided / 2, row.backward + row.undecided / 2
    return Matrix(nodes=tuple(nodes), value=tuple(map(tuple, value)))


def _drawn(matrix: Matrix | None, labels: Mapping[str, str], words: str) -> Any:
    return draw_matrix(matrix, labels, words=words) if matrix else None


def _json(data: object) -> Markup:
    """JSON for a script element that holds data: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=True)
    for character, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, code)
    return Markup(text)  # noqa: S704 -- JSON with every character of markup written as an escape
