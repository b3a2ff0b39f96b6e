"""Graphs in other tools' languages, with names that could break them."""

import re

import networkx

from couple.graph import Edge, ValueGraph, to_dagitty, to_dot, to_graphml, to_mermaid

HARD = 'say "no"; -> {x}'
GRAPH = ValueGraph(("power", HARD, "Größe"), (Edge("power", HARD, 0.75, 0.9), Edge(HARD, "Größe")))


def unquoted(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")


def test_graphml_is_read_back_whole():
    read = networkx.parse_graphml(to_graphml(GRAPH))
    assert set(read.nodes) == set(GRAPH.nodes)
    assert read.edges["power", HARD]["confidence"] == 0.75
    assert "confidence" not in read.edges[HARD, "Größe"]


def test_dot_and_dagitty_quote_every_name():
    quoted = r'"((?:[^"\\]|\\.)*)"'
    for text, head in ((to_dot(GRAPH), "digraph values {"), (to_dagitty(GRAPH), "dag {")):
        assert text.startswith(head)
        assert text.rstrip().endswith("}")
        edges = [tuple(map(unquoted, pair)) for pair in re.findall(rf"{quoted} -> {quoted}", text)]
        assert edges == [("power", HARD), (HARD, "Größe")]
        lines = [line.strip() for line in text.splitlines()[1:-1]]
        nodes = [unquoted(found[1]) for line in lines if (found := re.fullmatch(rf"{quoted};?", line))]
        assert nodes == list(GRAPH.nodes)
    assert '[label="0.75", penwidth=2.00]' in to_dot(GRAPH)


def test_mermaid_has_no_character_that_it_reads_as_its_own():
    text = to_mermaid(GRAPH)
    labels = re.findall(r'  n\d\["([^"]*)"\]', text)
    assert len(labels) == 3
    decoded = [re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label) for label in labels]
    assert decoded == list(GRAPH.nodes)
    assert "n0 -->|0.75| n1" in text
    assert "n1 --> n2" in text
