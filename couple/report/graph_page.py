"""``report.html`` of ``couple.discover``: a graph, its edges by confidence, the facts of the search, and its limits."""

from collections.abc import Mapping, Sequence
from typing import Any

from couple.report.document import GraphCard, graph_card
from couple.report.graph_figure import draw_graph
from couple.report.page import render


def render_graph_page(
    graph: Mapping[str, Any],
    facts: Mapping[str, str],
    limits: Sequence[str],
    *,
    title: str = "A causal graph from data",
    circle: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> str:
    """The page as HTML text.

    Args:
        graph: the content of ``graph.json``: ``nodes``, ``edges`` (with ``weight`` where known), maybe ``style_node``.
        facts: about the search, in reading order.
        limits: what the report does not show; at least one.
        title: the heading.
        circle: the order around the ring; nodes it does not name follow in the graph's own order.
        labels: how to write a node; without one, its name with spaces for underscores.
    """
    if not limits:
        raise ValueError("a report needs at least one limit")
    card = graph_card(graph)
    written = {node: (labels or {}).get(node) or node.replace("_", " ") for node in card.nodes}
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
        },
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
