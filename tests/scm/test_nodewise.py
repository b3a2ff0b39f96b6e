"""Additive noise and categories: exact abduction, effects that a straight line cannot have, names in and names out."""

import json

import numpy
import pandas
import pyro
import pytest
import torch
from scipy.stats import chisquare, kstest

from couple.foundation import BirthCertificate, UserError, numpy_generator, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import (
    AdditiveNoiseSCM,
    CategoricalSCM,
    LinearGaussianSCM,
    MixedSCM,
    Shift,
    Soft,
    fit_scm,
    load_scm,
    save_scm,
)
from couple.scm.network import SviConfig, fit_network

GRAPH = ValueGraph(("a", "b", "c", "d"), tuple(Edge(*pair) for pair in ("ab", "bc", "bd", "cd")))


def people(rows: int = 1500) -> pandas.DataFrame:
    """a -> b by a sine; b decides the category c; b and c move d, with skewed noise."""
    generator = numpy_generator(1, "nodewise")
    a = generator.standard_normal(rows)
    b = numpy.sin(2 * a) + 0.3 * generator.standard_normal(rows)
    c = numpy.where(generator.random(rows) < 1 / (1 + numpy.exp(-2 * b)), "yes", "no")
    d = b + (c == "yes") + 0.5 * generator.exponential(size=rows)
    return pandas.DataFrame({"a": a, "b": b, "c": pandas.Series(c).astype("category"), "d": d})


@pytest.fixture(scope="module")
def model() -> AdditiveNoiseSCM:
    fitted = fit_scm(GRAPH, people(), mechanism="additive_noise")
    assert isinstance(fitted, AdditiveNoiseSCM)
    return fitted


def test_composition_effectiveness_and_reversibility(model):
    table = people(300)
    same = model.counterfactual(table, {node: table[node] for node in GRAPH.nodes})
    for node in GRAPH.nodes:
        assert (same[node].astype(str) == table[node].astype(str)).all()
    moved = model.counterfactual(table, {"a": 1.0, "c": "yes"})
    assert (moved["a"] == 1.0).all()
    assert (moved["c"] == "yes").all()
    back = model.counterfactual(moved, {"a": table["a"], "c": table["c"]})
    assert back["b"].to_numpy() == pytest.approx(table["b"].to_numpy(), abs=1e-9)
    assert back["d"].to_numpy() == pytest.approx(table["d"].to_numpy(), abs=1e-9)


def test_a_nonlinear_counterfactual_that_the_line_misses(model):
    table = people(500)
    truth = numpy.sin(2.0) + table["b"] - numpy.sin(2 * table["a"])
    error = (model.counterfactual(table, {"a": 1.0})["b"] - truth).abs().mean()
    linear = fit_scm(GRAPH, people())
    assert isinstance(linear, MixedSCM)
    assert error < 0.12 < 0.5 < (linear.counterfactual(table, {"a": 1.0})["b"] - truth).abs().mean()


def test_the_distribution_is_the_data_s(model):
    drawn = model.sample(1500, torch_generator(3))
    for node in ("a", "b", "d"):
        assert abs(drawn[node].mean() - people()[node].mean()) < 0.08
        assert drawn[node].std() == pytest.approx(people()[node].std(), rel=0.08)
    assert (drawn["c"] == "yes").mean() == pytest.approx((people()["c"] == "yes").mean(), abs=0.05)
    assert (model.sample_under({"c": "no"}, 50, torch_generator(1))["c"] == "no").all()
    assert drawn.equals(model.sample(1500, torch_generator(3)))


def test_same_seed_same_bytes_and_global_states_are_left_alone():
    pyro.get_param_store().clear()
    pyro.param("mine", torch.ones(1))
    before = torch.get_rng_state()
    table = people(300)
    one, two = (fit_scm(GRAPH, table) for _ in range(2))
    assert one.fingerprint == two.fingerprint
    assert torch.equal(before, torch.get_rng_state())
    assert set(pyro.get_param_store().keys()) == {"mine"}
    pyro.get_param_store().clear()


def test_svi_without_hidden_units_is_least_squares():
    generator = numpy_generator(2, "svi")
    z = torch.tensor(generator.standard_normal((3000, 2)))
    y = (
        z @ torch.tensor([[0.7], [-0.4]], dtype=torch.float64)
        + 0.2
        + 0.5 * torch.tensor(generator.standard_normal((3000, 1)))
    )
    network = fit_network(
        z, y, 1, lambda out: pyro.distributions.Normal(out, 0.5).to_event(1), SviConfig(hidden=0), "test"
    )
    design = torch.cat([torch.ones(3000, 1, dtype=torch.float64), z], dim=1)
    exact = torch.linalg.lstsq(design, y).solution[:, 0]
    assert torch.cat([network.weights["bias"], network.weights["linear"][:, 0]]).numpy() == pytest.approx(
        exact, abs=0.03
    )


def test_hindsight_noise_gives_the_category_back_and_is_gumbel_on_average(model):
    """Over rows whose category was drawn from the model, posterior noise has the prior's distribution."""
    node = model.mechanisms["c"]
    generator = numpy_generator(4, "hindsight")
    log_p = torch.log_softmax(torch.tensor(generator.standard_normal((4000, 2)) * 2), dim=1)
    observed = torch.tensor((generator.random(4000) > log_p[:, 0].exp().numpy()).astype(float))
    noise = node.hindsight(log_p, observed, torch.tensor(generator.random((4000, 2))))
    assert (node.choose(log_p, noise) == observed).all()
    for category in range(2):
        assert kstest(noise[:, category].numpy(), "gumbel_r").pvalue > 0.01
    extreme = torch.tensor([[0.0, -700.0]] * 2, dtype=torch.float64)
    noise = node.hindsight(extreme, torch.tensor([0.0, 1.0]), torch.tensor([[0.5, 0.5]] * 2, dtype=torch.float64))
    assert node.choose(extreme, noise).tolist() == [0.0, 1.0]


def coded(rows: int = 800) -> pandas.DataFrame:
    generator = numpy_generator(5, "coded")
    colour = generator.integers(3, size=rows)
    size = numpy.where(generator.random(rows) < 0.7, colour, generator.integers(3, size=rows))
    return pandas.DataFrame({"colour": colour, "size": size}).astype(str).astype("category")


def test_categories_alone_keep_rows_whose_causes_did_not_move_and_follow_probabilities():
    graph = ValueGraph(("colour", "size"), (Edge("colour", "size"),))
    model = fit_scm(graph, coded())
    assert isinstance(model, CategoricalSCM)
    after = model.counterfactual(coded(), {"colour": "2"})
    stayed = coded()["colour"] == "2"
    assert (after["size"][stayed] == coded()["size"][stayed]).all()
    moved = after["size"][~stayed]
    shares = coded()["size"][stayed].value_counts(normalize=True).sort_index()
    assert (moved == "2").mean() == pytest.approx(shares["2"], abs=0.06)
    assert chisquare(moved.value_counts().sort_index(), shares * len(moved)).pvalue > 1e-4
    with pytest.raises(UserError, match="did you mean"):
        model.counterfactual(coded(), {"colour": "22"})
    with pytest.raises(UserError, match="'9' in row 3, a category that fitting never saw"):
        model.counterfactual(coded(5).astype(str).replace({"size": {coded(5)["size"][2]: "9"}}), {"colour": "1"})
    with pytest.raises(UserError, match="its values are categories"):
        model.counterfactual(coded(), {"colour": Shift(1.0)})
    with pytest.raises(UserError, match="hold numbers"):
        fit_scm(GRAPH, people(200), mechanism="categorical")


def test_saved_and_loaded_it_answers_the_same(model, tmp_path):
    kind = "structural causal model"
    certificate = BirthCertificate(
        kind=kind, recipe="test", data={"people": "x"}, data_licence="none", config={}, seed=0, versions={}
    )
    save_scm(model, tmp_path / "scm", certificate)
    loaded = load_scm(tmp_path / "scm")
    assert loaded.fingerprint == model.fingerprint
    assert loaded.counterfactual(people(50), {"a": 0.5}).equals(model.counterfactual(people(50), {"a": 0.5}))
    description = json.loads((tmp_path / "scm" / "scm.json").read_text())
    assert description["settings"]["columns"]["c"] == {"categories": ["no", "yes"]}


def test_where_a_line_is_the_truth_additive_noise_agrees_with_it():
    table = LinearGaussianSCM.fit(
        ValueGraph(("x", "y"), (Edge("x", "y"),)),
        pandas.DataFrame(numpy_generator(6, "line").standard_normal((2000, 2)), columns=["x", "y"]).eval(
            "y = 0.8*x + y"
        ),
    ).sample(2000, torch_generator(6))
    graph = ValueGraph(("x", "y"), (Edge("x", "y"),))
    curved, line = fit_scm(graph, table, mechanism="additive_noise"), fit_scm(graph, table)
    middle = table[table["x"].abs() < 1.5].head(200)
    gap = curved.counterfactual(middle, {"x": 1.0})["y"] - line.counterfactual(middle, {"x": 1.0})["y"]
    assert gap.abs().mean() < 0.12
    soft = curved.counterfactual(middle, {"y": Soft({"x": 2.0}, intercept=1.0)})["y"]
    noise = curved.abduct(middle)["y"]
    assert soft.to_numpy() == pytest.approx((1.0 + 2.0 * middle["x"] + noise).to_numpy(), abs=1e-9)
