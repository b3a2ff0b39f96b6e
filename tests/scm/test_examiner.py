"""dowhy examines the linear model: same counterfactuals to 1e-6, and effects by back-door adjustment."""

import json
import logging
import math

import numpy
import pandas
import pytest
import torch

from couple.foundation import UserError, numpy_generator, torch_generator
from couple.graph import RESPONSE_STYLE, Edge, ValueGraph
from couple.scm import LinearGaussianSCM
from couple.scm.examiner import dowhy_counterfactuals, examine, strongest_effects

NODES = tuple(f"n{number}" for number in range(8))
CHAIN = ValueGraph(("b", "a", "c"), (Edge("a", "b"), Edge("b", "c"), Edge("a", "c")))


def random_model(seed: int) -> LinearGaussianSCM:
    """A random graph over eight nodes, whose causal order is not that of its nodes, and random parameters."""
    generator = numpy_generator(seed, "examined")
    order = generator.permutation(NODES)
    pairs = [(str(order[i]), str(order[j])) for i in range(8) for j in range(i + 1, 8) if generator.random() < 0.5]
    graph = ValueGraph(NODES, tuple(Edge(*pair) for pair in pairs))
    weight = torch.zeros(8, 8, dtype=torch.float64)
    for edge in graph.edges:
        weight[NODES.index(edge.target), NODES.index(edge.source)] = generator.standard_normal()
    intercept = torch.tensor(generator.standard_normal(8))
    return LinearGaussianSCM(
        graph, intercept, weight, 0.5 + torch.tensor(generator.random(8)), intercept - 10, intercept + 10
    )


def rows(model: LinearGaussianSCM, count: int = 1000) -> pandas.DataFrame:
    return model.sample(count, torch_generator(0, "rows"))


@pytest.fixture(params=range(3), ids="model{}".format)
def model(request) -> LinearGaussianSCM:
    return random_model(request.param)


def test_dowhy_gives_the_same_counterfactuals_from_our_parameters(model):
    observed = rows(model)
    for do in ({"n2": 1.5}, {"n2": 1.5, "n5": -2.0, "n7": 0.0}, dict.fromkeys(NODES, 1.0), {}):
        theirs = dowhy_counterfactuals(model, observed, do)
        assert model.counterfactual(observed, do).to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-6)


def test_dowhy_gives_the_same_counterfactuals_when_it_fits_the_same_rows_itself(model):
    from dowhy import gcm
    from sklearn.linear_model import LinearRegression

    gcm.config.disable_progress_bars()
    observed = rows(model)
    theirs = gcm.InvertibleStructuralCausalModel(model.graph.to_networkx())
    for node in NODES:
        regression = gcm.AdditiveNoiseModel(gcm.ml.SklearnRegressionModel(LinearRegression()))
        theirs.set_causal_mechanism(node, regression if model.graph.parents(node) else gcm.EmpiricalDistribution())
    gcm.fit(theirs, observed)
    ours = LinearGaussianSCM.fit(model.graph, observed)
    do = {"n1": 1.5, "n4": -0.5, "n6": 2.0}
    functions = {node: lambda _, value=value: value for node, value in do.items()}
    expected = gcm.counterfactual_samples(theirs, functions, observed_data=observed)[list(NODES)]
    assert ours.counterfactual(observed, do).to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)


def test_shifts_agree_with_dowhy_also_below_other_interventions(model):
    """A shift counts from what the node would have been after its causes were set."""
    observed = rows(model)
    theirs = dowhy_counterfactuals(model, observed, {"n2": 1.5, "n5": lambda value: value + 1})
    first = model.counterfactual(observed, {"n2": 1.5})
    ours = model.counterfactual(observed, {"n2": 1.5, "n5": first["n5"] + 1})
    if model.total_effect("n5", "n2") == 0:
        assert ours.to_numpy() == pytest.approx(theirs.to_numpy(), abs=1e-6)
    shifted = dowhy_counterfactuals(model, observed, {"n0": lambda value: value - 2})
    ours = model.counterfactual(observed, {"n0": observed["n0"] - 2})
    assert ours.to_numpy() == pytest.approx(shifted.to_numpy(), abs=1e-6)


def test_a_wrong_weight_is_found_out(model):
    observed = rows(model, 100)
    wrong = model.weight.clone()
    edge = model.graph.edges[0]
    wrong[NODES.index(edge.target), NODES.index(edge.source)] += 0.01
    other = LinearGaussianSCM(model.graph, model.intercept, wrong, model.scale, model.lowest, model.highest)
    theirs = dowhy_counterfactuals(other, observed, {edge.source: 5.0})
    ours = model.counterfactual(observed, {edge.source: 5.0})
    assert numpy.abs(ours.to_numpy() - theirs.to_numpy()).max() > 1e-4


def test_back_door_estimates_agree_with_total_effects_and_refuters_pass():
    model = random_model(1)
    observed = rows(model, 1500).set_index(numpy.arange(1500) + 9)
    found = examine(model, observed, simulations=5, seed=3)
    assert [(e.treatment, e.outcome) for e in found.effects] == list(
        strongest_effects(LinearGaussianSCM.fit(model.graph, observed))
    )
    assert found.counterfactual_gap == pytest.approx(0, abs=1e-9)
    for effect in found.effects:
        assert effect.agrees
        assert effect.estimate == pytest.approx(effect.total_effect, abs=3 * effect.standard_error)
        placebo, cause, subset = effect.refutations
        assert abs(placebo.new_effect) < 4 * effect.standard_error
        assert cause.new_effect == pytest.approx(effect.estimate, abs=effect.standard_error)
        assert subset.new_effect == pytest.approx(effect.estimate, abs=3 * effect.standard_error)
        assert subset.new_effect != effect.estimate
    assert json.loads(json.dumps(found.to_json())) == found.to_json()


def test_the_same_seed_gives_the_same_findings_and_leaves_no_trace():
    model = random_model(2)
    observed, before = rows(model, 300), numpy.random.get_state()[1].copy()  # noqa: NPY002
    pair = strongest_effects(model, 1)
    one, again, other = (examine(model, observed, pairs=pair, simulations=3, seed=seed) for seed in (1, 1, 2))
    assert one.to_json() == again.to_json()
    assert one.effects[0].refutations != other.effects[0].refutations
    assert (numpy.random.get_state()[1] == before).all()  # noqa: NPY002
    assert logging.getLogger("dowhy").level == logging.NOTSET


def test_estimate_standard_error_and_robustness_in_closed_form():
    """Least squares by hand; robustness by Cinelli & Hazlett (2020), equation 20: (sqrt(f^4 + 4 f^2) - f^2) / 2."""
    generator = numpy_generator(0, "closed form")
    a, e, n = (generator.standard_normal(400) for _ in range(3))
    b = 0.8 * a + e
    table = pandas.DataFrame({"a": a, "b": b, "c": 0.5 * b - a + n})
    effect = examine(LinearGaussianSCM.fit(CHAIN, table), table, pairs=[("b", "c")], simulations=2).effects[0]
    causes = numpy.column_stack([numpy.ones(400), b, a])
    solution, squares, *_ = numpy.linalg.lstsq(causes, table["c"].to_numpy(), rcond=None)
    error = math.sqrt(squares[0] / 397 * numpy.linalg.inv(causes.T @ causes)[1, 1])
    assert effect.adjustment == ("a",)
    assert effect.estimate == pytest.approx(solution[1])
    assert effect.estimate == pytest.approx(effect.total_effect)  # the adjustment set is all of c's other causes
    assert effect.standard_error == pytest.approx(error)
    f_squared = (solution[1] / error) ** 2 / 397
    assert effect.robustness == pytest.approx((math.sqrt(f_squared**2 + 4 * f_squared) - f_squared) / 2)


def test_a_model_whose_graph_lacks_an_edge_disagrees():
    """Data in which b also acts on c directly; the graph says only through d."""
    generator = numpy_generator(0, "lacking")
    b, d, c = (generator.standard_normal(2000) for _ in range(3))
    d = d + 0.5 * b
    table = pandas.DataFrame({"b": b, "d": d, "c": 0.5 * d + b + c})
    graph = ValueGraph(("b", "d", "c"), (Edge("b", "d"), Edge("d", "c")))
    effect = examine(LinearGaussianSCM.fit(graph, table), table, pairs=[("b", "c")], simulations=2).effects[0]
    assert effect.agrees is False
    assert effect.estimate == pytest.approx(1.25, abs=0.1)
    assert effect.robustness is None
    assert "no observed common cause" in effect.reason


def test_what_is_not_identified_or_not_there_is_said():
    graph = ValueGraph(
        (RESPONSE_STYLE, "a", "b"), (Edge(RESPONSE_STYLE, "a"), Edge(RESPONSE_STYLE, "b"), Edge("a", "b"))
    )
    ones = torch.ones(3, dtype=torch.float64)
    weight = torch.tensor([[0, 0, 0], [1, 0, 0], [1, 0.5, 0]], dtype=torch.float64)
    model = LinearGaussianSCM(graph, ones, weight, ones, -ones, ones)
    table = rows(model, 100).drop(columns=RESPONSE_STYLE)
    found = examine(model, table, pairs=[("a", "b"), ("b", "a")], simulations=2)
    assert [effect.estimate for effect in found.effects] == [None, None]
    assert "response_style is not observed" in found.effects[0].reason
    assert "no path b -> a" in found.effects[1].reason
    assert found.counterfactual_gap is None
    with pytest.raises(UserError, match="no such variable"):
        examine(model, table, pairs=[("a", "z")])
    with pytest.raises(UserError, match="one variable"):
        examine(model, table, pairs=[("a", "a")])
