import re
from typing import Any

import pytest

from couple.report import render_graph_page
from couple.report.document import graph_card
from couple.report.graph_page import graph_sentence


def test_edges_are_listed_by_confidence(graph: dict[str, Any], limits: list[str]) -> None:
    page = render_graph_page(graph, {"data": "a survey"}, limits)
    rows = [row for row in page.splitlines() if row.startswith("<tr><td>")]
    confidences = [re.sub("<.*?>", "", row.split('class="n">')[1].split("</td>")[0]) for row in rows]
    assert len(rows) == len(graph["edges"])
    assert confidences[-1] == "unknown"
    assert confidences[:-1] == sorted(confidences[:-1], reverse=True)


def test_weights_have_a_column_only_where_there_are_any(graph: dict[str, Any], limits: list[str]) -> None:
    assert ">Weight</th>" in render_graph_page(graph, {}, limits)
    bare = [{key: edge[key] for key in ("source", "target", "confidence")} for edge in graph["edges"]]
    page = render_graph_page({**graph, "edges": bare}, {}, limits)
    assert ">Weight</th>" not in page and "this graph states no weights" in page


def test_names_facts_and_limits_are_text(limits: list[str]) -> None:
    hostile = "</title><script>alert(1)</script>"
    graph = {"nodes": [hostile, "b"], "edges": [{"source": hostile, "target": "b", "confidence": 0.5}]}
    page = render_graph_page(graph, {hostile: hostile}, limits, title=hostile)
    assert page.count("<script>") == 1


def test_a_graph_without_edges_has_a_page(limits: list[str]) -> None:
    assert "0 edges join the 2 nodes" in render_graph_page({"nodes": ["a", "b"], "edges": []}, {}, limits)


def test_limits_are_not_optional(graph: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="limit"):
        render_graph_page(graph, {}, [])


def test_the_sentence_counts_what_is_sure() -> None:
    nodes = ["a", "b", "c"]
    edges = [{"source": "a", "target": "b", "confidence": 0.95}, {"source": "b", "target": "c", "confidence": 0.4}]
    sentence = "2 edges join the 3 nodes; 1 of them in at least 9 of 10 bootstrap searches; the least sure one in 40 %."
    assert graph_sentence(graph_card({"nodes": nodes, "edges": edges})) == sentence
    unknown = [{"source": "a", "target": "b"}]
    assert "unknown" in graph_sentence(graph_card({"nodes": nodes, "edges": unknown}))
