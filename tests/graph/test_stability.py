"""Frequencies are counts of real searches, seeded; the consensus is acyclic and the best there is."""

from itertools import combinations, permutations

import numpy
import pandas
import pytest
from pydantic import ValidationError

from couple.foundation import UserError, numpy_generator
from couple.graph import (
    BootstrapConfig,
    Constraints,
    EdgeFrequencies,
    Ges,
    GesConfig,
    PairFrequency,
    Pc,
    PcConfig,
    bootstrap_edges,
    consensus_graph,
)
from couple.graph import consensus as consensus_file


def linear_table(rows: int = 400) -> pandas.DataFrame:
    """one -> three <- two, three -> four, and five alone."""
    noise = numpy_generator(1, "stability").standard_normal((rows, 5))
    three = noise[:, 0] + noise[:, 1] + noise[:, 2]
    columns = {"one": noise[:, 0], "two": noise[:, 1], "three": three, "four": three + noise[:, 3], "five": noise[:, 4]}
    return pandas.DataFrame(columns)


def random_frequencies(seed: int, count: int) -> EdgeFrequencies:
    """Random counts of 100 searches for every pair of ``count`` nodes."""
    generator = numpy_generator(seed, "frequencies")
    nodes = tuple(f"n{number:02}" for number in range(count))
    pairs = []
    for first, second in combinations(nodes, 2):
        forward, backward, undecided, _ = generator.multinomial(100, generator.dirichlet([1, 1, 1, 0.5])) / 100
        pairs.append(PairFrequency(first, second, forward, backward, undecided))
    return EdgeFrequencies(nodes, 100, 1000, tuple(pairs), ())


def log_odds(frequencies: EdgeFrequencies, order: tuple[str, ...], threshold: float) -> float:
    """The objective, computed from its definition."""
    total = 0.0
    for pair in frequencies.pairs:
        if pair.adjacency >= threshold:
            source, target = sorted((pair.first, pair.second), key=order.index)
            total += numpy.log((pair.confidence(source) * 100 + 0.5) / (pair.confidence(target) * 100 + 0.5))
    return total


def test_strong_edges_are_sure_and_the_lonely_node_is_left_alone():
    found = bootstrap_edges(
        Pc(PcConfig()), linear_table(), Constraints(), BootstrapConfig(bootstraps=20, rows=None, seed=1)
    )
    shares = {(pair.first, pair.second): pair.adjacency for pair in found.pairs}
    assert len(shares) == 10
    assert min(shares["one", "three"], shares["three", "two"], shares["four", "three"]) == 1.0
    assert max(share for pair, share in shares.items() if "five" in pair) < 0.3
    graph = consensus_graph(found, Constraints(), threshold=0.5)
    assert {(edge.source, edge.target) for edge in graph.edges} == {
        ("one", "three"),
        ("two", "three"),
        ("three", "four"),
    }
    for edge in graph.edges:
        assert edge.adjacency == 1.0
        assert edge.confidence is not None
        assert edge.confidence > 0.7


def test_same_seed_same_frequencies_and_more_searches_begin_with_the_same():
    table = linear_table(100)
    first, again, other = (
        bootstrap_edges(Ges(GesConfig()), table, Constraints(), BootstrapConfig(bootstraps=5, rows=60, seed=seed))
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
    assert first.rows == 60


def test_never_more_rows_than_there_are_and_at_least_one_search():
    found = bootstrap_edges(Pc(PcConfig()), linear_table(50), Constraints(), BootstrapConfig(bootstraps=1, rows=2000))
    assert found.rows == 50
    with pytest.raises(ValidationError):
        BootstrapConfig(bootstraps=0)


@pytest.mark.parametrize("seed", range(5))
def test_consensus_is_the_best_of_all_orders(seed):
    frequencies = random_frequencies(seed, 6)
    graph = consensus_graph(frequencies, Constraints(), threshold=0.6)
    best = max(log_odds(frequencies, order, 0.6) for order in permutations(frequencies.nodes))
    assert log_odds(frequencies, graph.topological_order(), 0.6) == pytest.approx(best, abs=1e-9)
    joined = {(p.first, p.second) for p in frequencies.pairs if p.adjacency >= 0.6}
    assert {tuple(sorted((edge.source, edge.target))) for edge in graph.edges} == joined


def test_many_nodes_take_the_greedy_way_and_stay_acyclic(monkeypatch):
    graph = consensus_graph(random_frequencies(1, 20), Constraints(), threshold=0.3)
    assert len(graph.edges) > 60
    assert len(graph.topological_order()) == 20
    exact = random_frequencies(2, 8)
    best = log_odds(exact, consensus_graph(exact, Constraints(), threshold=0.5).topological_order(), 0.5)
    monkeypatch.setattr(consensus_file, "EXACT_NODES", 0)
    greedy = log_odds(exact, consensus_graph(exact, Constraints(), threshold=0.5).topological_order(), 0.5)
    assert 0.5 * best < greedy <= best + 1e-9


def test_consensus_obeys_constraints_whatever_the_counts_say():
    frequencies = random_frequencies(3, 6)
    sure = max(frequencies.pairs, key=lambda pair: pair.forward)
    rules = Constraints(
        forbidden=((sure.first, sure.second),), required=(("n05", "n00"),), tiers=(("n04",), ("n02", "n03"))
    )
    graph = consensus_graph(frequencies, rules, threshold=0.01)
    assert graph.edge(sure.first, sure.second) is None
    required = graph.edge("n05", "n00")
    assert required is not None
    assert (required.confidence, required.adjacency) == (None, None)
    assert all(not rules.forbids(edge.source, edge.target) for edge in graph.edges)


def test_threshold_is_a_share():
    with pytest.raises(UserError, match="threshold=0"):
        consensus_graph(random_frequencies(1, 3), Constraints(), threshold=0)
