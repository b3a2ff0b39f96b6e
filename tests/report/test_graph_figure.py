import re
from itertools import pairwise
from typing import Any

import pytest

from couple.report.document import GraphCard, GraphEdge, graph_card
from couple.report.graph_figure import LINE, draw_graph, ranked_edges, sign


def ring_of(size: int, *, style_node: str | None = None) -> GraphCard:
    nodes = tuple(f"value_number_{index}_with_a_long_name" for index in range(size))
    edges = tuple(GraphEdge(source=nodes[0], target=node, confidence=0.5) for node in nodes[1:])
    return GraphCard(nodes=(*nodes, style_node) if style_node else nodes, edges=edges, style_node=style_node)


@pytest.mark.parametrize("size", [1, 2, 3, 10, 20, 45])
def test_no_two_labels_on_a_side_overlap_and_all_stay_inside(size: int) -> None:
    figure = draw_graph(ring_of(size, style_node="response_style"))
    assert len(figure.nodes) == size + 1
    for anchor in ("start", "end"):
        side = sorted((node.label_y, len(node.label)) for node in figure.nodes if node.anchor == anchor)
        for (y, lines), (below, more) in pairwise(side):
            assert below - y >= (lines + more) / 2 * LINE
    assert all(LINE < node.label_y < figure.height - LINE for node in figure.nodes)


def test_the_theory_orders_the_ring_clockwise_from_the_top() -> None:
    graph = GraphCard(nodes=("d", "style", "c", "b", "a"), edges=(), style_node="style")
    figure = draw_graph(graph, circle=("a", "b", "c", "d"))
    assert [node.name for node in figure.nodes] == ["a", "b", "c", "d", "style"]
    a, b, c, d, style = figure.nodes
    assert a.x > d.x and b.x > c.x and a.y < b.y and d.y < c.y
    assert style.apart and style.y > max(a.y, b.y, c.y, d.y)


def test_renaming_nothing_but_the_order_of_nodes_changes_no_place() -> None:
    nodes = ("a", "b", "c", "d")
    edges = (GraphEdge(source="a", target="c", confidence=0.7, weight=-0.2),)
    first = draw_graph(GraphCard(nodes=nodes, edges=edges), circle=nodes)
    second = draw_graph(GraphCard(nodes=nodes[::-1], edges=edges), circle=nodes)
    assert first == second


def test_confidence_sets_width_and_opacity_and_the_surest_is_on_top(graph: dict[str, Any]) -> None:
    figure = draw_graph(graph_card(graph))
    values = [edge for edge in figure.edges if not edge.apart and "confidence unknown" not in edge.title]
    assert [edge.width for edge in values] == sorted(edge.width for edge in values)
    assert [edge.opacity for edge in values] == sorted(edge.opacity for edge in values)
    assert "confidence unknown" in figure.edges[0].title
    assert ranked_edges(graph_card(graph))[-1].confidence is None


def test_a_graph_without_weights_claims_no_sign() -> None:
    bare = draw_graph(ring_of(3))
    assert not bare.signed and {edge.sign for edge in bare.edges} == {"unweighted"}
    edges = (GraphEdge(source="a", target="b", weight=-1.0), GraphEdge(source="b", target="c"))
    fitted = draw_graph(GraphCard(nodes=("a", "b", "c"), edges=edges))
    assert fitted.signed and {edge.sign for edge in fitted.edges} == {"negative", "unknown"}


def test_the_sign_of_a_weight() -> None:
    assert [sign(weight) for weight in (0.2, -0.2, 0.0, None)] == ["positive", "negative", "unknown", "unknown"]


def test_an_arrow_ends_at_the_rim_of_its_target() -> None:
    figure = draw_graph(ring_of(8))
    for edge in figure.edges:
        x, y = map(float, re.findall(r"-?[\d.]+", edge.head)[:2])
        target = figure.nodes[edge.target]
        assert 5 <= ((x - target.x) ** 2 + (y - target.y) ** 2) ** 0.5 <= 8


def test_a_node_tells_its_story() -> None:
    edges = (GraphEdge(source="a_b", target="c", confidence=0.25),)
    figure = draw_graph(GraphCard(nodes=("a_b", "c", "d"), edges=edges), labels={"c": "See"})
    stories = {node.name: node.story for node in figure.nodes}
    assert stories == {
        "a_b": "a b influences See (0.25).",
        "c": "See is influenced by a b (0.25).",
        "d": "d has no edge.",
    }
