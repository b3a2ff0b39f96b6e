"""A value graph refuses what is not one, and reads back as it was written."""

import json
from itertools import pairwise

import networkx
import pytest

from couple.foundation import UserError
from couple.graph import Edge, ValueGraph, load_graph

DIAMOND = ValueGraph(
    ("d", "b", "c", "a"),
    (Edge("a", "b", 0.9, 1.0), Edge("a", "c"), Edge("b", "d", 0.5, 0.5), Edge("c", "d", 0.0, 0.25)),
)


def test_relations_and_order():
    assert DIAMOND.parents("d") == ("b", "c")
    assert DIAMOND.children("a") == ("b", "c")
    assert DIAMOND.neighbours("b") == ("d", "a")
    order = DIAMOND.topological_order()
    assert all(order.index(edge.source) < order.index(edge.target) for edge in DIAMOND.edges)


def test_json_round_trip_keeps_unknown_confidence_unknown(tmp_path):
    DIAMOND.save_json(tmp_path / "graph.json")
    assert load_graph(tmp_path / "graph.json") == DIAMOND
    written = json.loads((tmp_path / "graph.json").read_text())
    assert written["nodes"] == ["d", "b", "c", "a"]
    assert written["edges"][1] == {"source": "a", "target": "c", "confidence": None, "adjacency": None}


def test_graphml_is_read_by_networkx(tmp_path):
    DIAMOND.save_graphml(tmp_path / "graph.graphml")
    read = networkx.read_graphml(tmp_path / "graph.graphml")
    assert set(read.edges) == {(edge.source, edge.target) for edge in DIAMOND.edges}
    assert read.edges["a", "b"]["confidence"] == 0.9
    assert "confidence" not in read.edges["a", "c"]


def test_cycle_is_named():
    with pytest.raises(UserError) as caught:
        ValueGraph(("a", "b", "c", "d"), (Edge("a", "b"), Edge("b", "c"), Edge("c", "a"), Edge("d", "a")))
    named = caught.value.found.removeprefix("they form the cycle ").split(" -> ")
    assert named[0] == named[-1]
    assert set(pairwise(named)) == {("a", "b"), ("b", "c"), ("c", "a")}


@pytest.mark.parametrize(
    ("nodes", "edges", "said"),
    [
        (("a", "a"), (), "the node a is there twice"),
        (("a", "b"), (Edge("a", "b"), Edge("a", "b")), "the edge a -> b is there twice"),
        (("power", "b"), (Edge("powr", "b"),), "did you mean power?"),
        (("a",), (Edge("a", "a"),), "the cycle a -> a"),
        (("a", "b"), (Edge("a", "b", 1.5),), "its confidence is 1.5"),
        (("a", "b"), (Edge("a", "b", float("nan")),), "its confidence is nan"),
    ],
)
def test_refusals(nodes, edges, said):
    with pytest.raises(UserError, match="(?s).*" + said.replace("?", r"\?")):
        ValueGraph(nodes, edges)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"nodes": ["a"]}',
        '{"nodes": "a", "edges": []}',
        '{"nodes": ["a"], "edges": {}}',
        '{"nodes": ["a", "b"], "edges": [["a", "b"]]}',
        '{"nodes": ["a", "b"], "edges": [{"source": "a", "target": "b", "confidence": "high"}]}',
        '{"nodes": ["a"], "edges": [], "format_version": 99}',
        "{",
    ],
)
def test_files_that_are_no_graph(tmp_path, text):
    (tmp_path / "graph.json").write_text(text)
    with pytest.raises(UserError):
        load_graph(tmp_path / "graph.json")


def test_a_position_is_that_of_the_name():
    graph = ValueGraph(("b", "a", "c"), (Edge("a", "b"),))
    assert [graph.position(node) for node in graph.nodes] == [0, 1, 2]
    with pytest.raises(UserError, match="no such node"):
        graph.position("z")
