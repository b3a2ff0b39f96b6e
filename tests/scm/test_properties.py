"""Whatever the graph and whatever the order of its columns: composition, effectiveness, reversibility, and names."""

import numpy
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from couple.foundation import numpy_generator
from couple.graph import RESPONSE_STYLE, Edge, ValueGraph, shipped_graph
from couple.scm import LinearGaussianSCM, OrdinalSCM

NAMES = ("power", "Größe", "x 1", "security", "trust")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[ValueGraph, pandas.DataFrame, dict[str, float]]:
    """A graph over up to five nodes in any order, rows drawn from it, and an intervention on some of them."""
    size = draw(st.integers(2, 5))
    order = draw(st.permutations(NAMES[:size]))
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True))
    generator = numpy_generator(draw(st.integers(0, 1000)), "world")
    columns: dict[str, numpy.ndarray] = {}
    for node in order:
        causes = sum(generator.uniform(-1, 1) * columns[a] for a, b in edges if b == node)
        columns[node] = causes + generator.standard_normal(60)
    do = draw(st.dictionaries(st.sampled_from(order), st.floats(-3, 3), min_size=1))
    graph = ValueGraph(tuple(draw(st.permutations(order))), tuple(Edge(*pair) for pair in edges))
    return graph, pandas.DataFrame(columns), do


@settings(max_examples=60, deadline=None, derandomize=True)
@given(worlds(), st.randoms(use_true_random=False))
def test_linear_worlds(world, shuffle):
    graph, table, do = world
    model = LinearGaussianSCM.fit(graph, table)
    after = model.counterfactual(table, do)
    for node, value in do.items():
        assert (after[node] == value).all()
    assert model.counterfactual(table, {node: table[node] for node in graph.nodes}).equals(table)
    back = model.counterfactual(after, {node: table[node] for node in do})
    assert numpy.abs(back - table).to_numpy().max() < 1e-9
    columns = list(table.columns)
    shuffle.shuffle(columns)
    nodes = list(graph.nodes)
    shuffle.shuffle(nodes)
    again = LinearGaussianSCM.fit(ValueGraph(tuple(nodes), graph.edges), table[columns]).counterfactual(
        table[columns], do
    )
    assert numpy.abs(again[after.columns] - after).to_numpy().max() < 1e-9


@settings(max_examples=25, deadline=None, derandomize=True)
@given(worlds())
def test_graded_worlds(world):
    graph, table, _ = world
    answers = table.apply(lambda column: pandas.Series(numpy.digitize(column, [-1.0, 0.0, 1.0]) + 1.0))
    if (answers.nunique() < 2).any() or abs(answers.corr().to_numpy() - numpy.eye(len(answers.columns))).max() > 0.99:
        return
    model = OrdinalSCM.fit(graph, answers).with_seed(3)
    assert model.counterfactual(answers, {node: answers[node] for node in graph.nodes}).equals(answers)
    source = graph.topological_order()[0]
    after = model.counterfactual(answers, {source: 4.0})
    assert (after[source] == 4.0).all()
    untouched = answers[source] == 4.0
    assert after[untouched].equals(answers[untouched])


def test_every_respondent_of_ess9_comes_back_unchanged(data_folder):
    """All 45,342 who answered all items, each value's mean of items as a graded answer, through the noise and back."""
    data_folder("ess9_pvq21")
    from couple.data.ess9 import load_ess9
    from couple.values import ESS_ITEMS, PVQ21

    everyone = load_ess9()
    complete = everyone[everyone[list(ESS_ITEMS)].notna().all(axis=1)]
    table = complete.loc[:, list(PVQ21.key)].reset_index(drop=True)
    assert len(table) == 45_342
    graph = shipped_graph()
    nodes = tuple(node for node in graph.nodes if node != RESPONSE_STYLE)
    model = OrdinalSCM.fit(
        ValueGraph(nodes, tuple(edge for edge in graph.edges if edge.source != RESPONSE_STYLE)), table
    )
    for seed in range(2):
        drawn = model.with_seed(seed)
        assert (drawn.predict(drawn.abduct(table), {})[list(table.columns)] == table).all(axis=None)
        assert drawn.counterfactual(table, {node: table[node] for node in nodes}).equals(table)


@pytest.mark.parametrize("seed", range(3))
def test_the_closed_form_of_a_linear_world(seed):
    """x' = x + (I - W)^-1 of the graph without the edges into what is set, times the change: 1,000 rows, to 1e-9."""
    generator = numpy_generator(seed, "closed form")
    nodes = tuple(f"n{i}" for i in range(7))
    edges = tuple(Edge(a, b) for i, a in enumerate(nodes) for b in nodes[i + 1 :] if generator.random() < 0.5)
    table = pandas.DataFrame(
        generator.standard_normal((1000, 7)) @ generator.standard_normal((7, 7)), columns=list(nodes)
    )
    model = LinearGaussianSCM.fit(ValueGraph(nodes, edges), table)
    do = {"n1": 2.0, "n3": -1.0}
    weight = model.weight.numpy().copy()
    chosen = [1, 3]
    weight[chosen] = 0
    push = numpy.zeros((1000, 7))
    push[:, chosen] = numpy.array([2.0, -1.0]) - table.to_numpy()[:, chosen]
    expected = table.to_numpy() + push @ numpy.linalg.inv(numpy.eye(7) - weight).T
    assert numpy.abs(model.counterfactual(table, do).to_numpy() - expected).max() < 1e-9
