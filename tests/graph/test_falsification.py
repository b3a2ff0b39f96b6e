"""Falsification by shuffled names: what is tested, what is found on true and wrong graphs, and what cannot be."""

import json
import random

import numpy
import pandas
import pytest
import scipy.stats

from couple.foundation import UserError, numpy_generator
from couple.graph import Edge, ValueGraph, falsify_graph
from couple.graph.falsification import fisher_z

NAMES = ("a", "b", "c", "d", "e", "f")
TRUE = ValueGraph(NAMES, tuple(Edge(*pair) for pair in ("ab", "bc", "cd", "de", "bf")))


def data(count: int = 1000) -> pandas.DataFrame:
    """Drawn along the edges of ``TRUE``."""
    noise = numpy_generator(0, "falsification").standard_normal((count, 6))
    columns = dict(zip(NAMES, noise.T, strict=True))
    for edge in TRUE.edges:
        columns[edge.target] = columns[edge.target] + columns[edge.source]
    return pandas.DataFrame(columns)


def test_fisher_z_is_the_test_of_a_partial_correlation():
    table = data(200)
    x, y, z = (table[name].to_numpy() for name in "ace")
    r = table[["a", "c", "e"]].corr().to_numpy()
    partial = (r[0, 1] - r[0, 2] * r[1, 2]) / numpy.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    expected = 2 * scipy.stats.norm.sf(numpy.sqrt(200 - 1 - 3) * abs(numpy.arctanh(partial)))
    assert fisher_z(x, y, z[:, None]) == pytest.approx(expected)
    expected = 2 * scipy.stats.norm.sf(numpy.sqrt(200 - 3) * abs(numpy.arctanh(r[0, 1])))
    assert fisher_z(x, y) == pytest.approx(expected)


def test_p_values_are_uniform_under_independence():
    generator = numpy_generator(0, "uniform")
    drawn = [generator.standard_normal((40, 3)) for _ in range(500)]
    values = [fisher_z(some[:, 0], some[:, 1], some[:, 2:]) for some in drawn]
    assert scipy.stats.kstest(values, "uniform").pvalue > 0.01


def test_a_true_graph_is_informative_and_not_rejected():
    found = falsify_graph(TRUE, data(), permutations=50)
    assert found.informative
    assert found.falsified is False
    assert found.p_value is not None
    assert found.p_value <= 0.04
    assert len(found.violations) <= 3
    assert "not rejected" in found.verdict
    assert (found.joined, found.pairs) == (5, 15)


def test_a_graph_with_the_wrong_names_is_rejected():
    """Each edge of a shuffled graph is wrong; the violations it names are dependences in the data."""
    wrong = ValueGraph(NAMES, tuple(Edge(*pair) for pair in ("ae", "ef", "fc", "cb", "ed")))
    found = falsify_graph(wrong, data(), permutations=50)
    assert found.falsified
    assert "rejected" in found.verdict
    assert found.p_value is not None
    assert found.p_value > 0.05
    assert len(found.violations) > found.tests / 2
    first = found.violations[0]
    table = data()
    given = table[list(first.parents)].to_numpy() if first.parents else None
    p_value = fisher_z(table[first.node].to_numpy(), table[first.other].to_numpy(), given)
    assert first.p_value == pytest.approx(p_value)


def test_a_complete_graph_cannot_be_tested():
    pairs = [(one, other) for i, one in enumerate("abcd") for other in "abcd"[i + 1 :]]
    complete = ValueGraph(("a", "b", "c", "d"), tuple(Edge(*pair) for pair in pairs))
    found = falsify_graph(complete, data(), permutations=20)
    assert (found.tests, found.p_value, found.informative, found.falsified) == (0, None, None, None)
    assert "no data could speak against it" in found.verdict
    assert "(100%)" in found.limits[0]


def test_a_graph_like_all_its_shuffles_says_too_little():
    """Every shuffle of an empty graph is the graph itself; three nodes have six shuffles, and all are taken."""
    found = falsify_graph(ValueGraph(("a", "b", "c"), ()), data(), permutations=20)
    assert found.equivalent == found.permutations == 6
    assert found.informative is False
    assert found.falsified is False
    assert "too little" in found.verdict


def test_the_same_seed_gives_the_same_bytes_and_global_generators_stay():
    random_before, numpy_before = random.getstate(), numpy.random.get_state()[1].copy()  # noqa: NPY002
    one, again, other = (falsify_graph(TRUE, data(), permutations=25, max_rows=300, seed=seed) for seed in (4, 4, 5))
    assert json.dumps(one.to_json()) == json.dumps(again.to_json())
    assert one == again
    assert one != other
    assert one.rows == 300
    assert random.getstate() == random_before
    assert (numpy.random.get_state()[1] == numpy_before).all()  # noqa: NPY002


def test_mistakes():
    with pytest.raises(UserError, match="did you mean the column A"):
        falsify_graph(TRUE, data().rename(columns={"a": "A"}))
    with pytest.raises(UserError, match="cannot reach a p-value"):
        falsify_graph(TRUE, data(), permutations=10)
    with pytest.raises(UserError, match="constant"):
        falsify_graph(TRUE, data().assign(f=1.0))
