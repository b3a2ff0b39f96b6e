"""The posterior is the conjugate one, effects follow from it exactly, NUTS agrees, and ranks are uniform."""

import numpy
import pandas
import pytest
import torch
from scipy.stats import chisquare, false_discovery_control

from couple.foundation import numpy_generator, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import (
    Diagnostics,
    LinearGaussianPosterior,
    LinearGaussianSCM,
    NutsConfig,
    Shift,
    counterfactual_interval,
    diagnose,
    direct_effect,
    effect_matrix,
    indirect_effect,
    linear_gaussian_nuts,
    node_posterior,
    ordinal_nuts,
    total_effect,
)
from couple.scm.posterior import PRIOR_RATE, PRIOR_SHAPE, PRIOR_SPREAD

GRAPH = ValueGraph(("a", "b", "c", "d"), tuple(Edge(*pair) for pair in ("ab", "ac", "bc")))


def rows(count: int = 300) -> pandas.DataFrame:
    noise = numpy_generator(1, "posterior").standard_normal((count, 4))
    a = noise[:, 0]
    b = 0.6 * a + noise[:, 1]
    return pandas.DataFrame({"a": a, "b": b, "c": a - b + noise[:, 2], "d": 3 + 2 * noise[:, 3]})


POSTERIOR = LinearGaussianPosterior.fit(GRAPH, rows())


def test_a_node_s_posterior_by_hand():
    """One coefficient and no cause: the normal-inverse-gamma update in scalars."""
    x = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
    found = node_posterior(torch.zeros(3, 0, dtype=torch.float64), x)
    precision = 3 + 1 / PRIOR_SPREAD**2
    mean = 7 / precision
    assert found.mean.tolist() == pytest.approx([mean])
    assert float(found.root[0, 0] ** 2) == pytest.approx(1 / precision)
    assert found.shape == PRIOR_SHAPE + 1.5
    assert found.rate == pytest.approx(PRIOR_RATE + 0.5 * (21 - mean**2 * precision))


def test_with_many_rows_the_posterior_closes_on_least_squares():
    table = POSTERIOR.model.sample(50_000, torch_generator(2))
    posterior = LinearGaussianPosterior.fit(GRAPH, table)
    draws = posterior.draw(2000, torch_generator(3))
    assert draws.weight.mean(dim=0).numpy() == pytest.approx(posterior.model.weight.numpy(), abs=2e-3)
    assert draws.scale.mean(dim=0).numpy() == pytest.approx(posterior.model.scale.numpy(), rel=5e-3)
    assert draws.intercept.mean(dim=0).numpy() == pytest.approx(posterior.model.intercept.numpy(), abs=5e-3)


def test_effects_of_a_draw_are_the_model_s_and_direct_and_indirect_add_up():
    draws = POSTERIOR.draw(5, torch_generator(4))
    for k in range(5):
        model = LinearGaussianSCM(
            GRAPH, draws.intercept[k], draws.weight[k], draws.scale[k], POSTERIOR.model.lowest, POSTERIOR.model.highest
        )
        assert draws.total_effects()[k].T.numpy() == pytest.approx(model.total_effects().to_numpy(), abs=1e-12)
    total, direct, indirect = (effect(POSTERIOR, "a", "c") for effect in (total_effect, direct_effect, indirect_effect))
    assert total.mean == pytest.approx(direct.mean + indirect.mean, abs=1e-12)
    assert direct.low < direct.mean < direct.high
    assert direct.positive > 0.99 > 0.01 > indirect.positive
    for effect in (total_effect, direct_effect, indirect_effect):
        nothing = effect(POSTERIOR, "d", "a")
        assert (nothing.mean, nothing.low, nothing.high, nothing.positive) == (0.0, 0.0, 0.0, None)
    matrix = effect_matrix(POSTERIOR)
    assert matrix.mean[0][2] == pytest.approx(total.mean, abs=0.01)
    assert matrix.positive[3][0] is None
    assert matrix == effect_matrix(POSTERIOR)


def test_counterfactual_rows_have_intervals_that_the_null_intervention_closes():
    low, high = counterfactual_interval(POSTERIOR, rows(5), {"a": Shift(1.0)}, draws=50)
    point = POSTERIOR.model.counterfactual(rows(5), {"a": Shift(1.0)})
    assert (low["c"] < point["c"]).all()
    assert (point["c"] < high["c"]).all()
    assert low["a"].equals(point["a"])
    assert low["d"].equals(rows(5)["d"])
    width = (high["b"] - low["b"]).to_numpy()
    spread = POSTERIOR.draw(4000, torch_generator(5)).weight[:, 1, 0].quantile(torch.tensor([0.05, 0.95]).double())
    assert width == pytest.approx(float(spread[1] - spread[0]), rel=0.3)


def test_ranks_of_true_parameters_are_uniform():
    """Simulation-based calibration (Talts et al. 2018) of one node's posterior: 3 coefficients and the scale."""
    repetitions, draws, bins = 600, 99, 10
    generator = torch_generator(6)
    ranks = numpy.zeros((4, repetitions), dtype=int)
    for number in range(repetitions):
        variance = PRIOR_RATE / torch._standard_gamma(torch.tensor([PRIOR_SHAPE]).double(), generator=generator)
        truth = PRIOR_SPREAD * variance.sqrt() * torch.randn(3, dtype=torch.float64, generator=generator)
        causes = torch.randn(20, 2, dtype=torch.float64, generator=generator)
        noise = variance.sqrt() * torch.randn(20, dtype=torch.float64, generator=generator)
        node = truth[0] + causes @ truth[1:] + noise
        coefficients, scale = node_posterior(causes, node).draw(draws, generator)
        ranks[:3, number] = (coefficients < truth).sum(dim=0)
        ranks[3, number] = int((scale < variance.sqrt()).sum())
    counts = [numpy.bincount(row * bins // (draws + 1), minlength=bins) for row in ranks]
    assert min(false_discovery_control([chisquare(count).pvalue for count in counts])) > 0.01


@pytest.mark.filterwarnings("ignore")  # what pyro and xarray say to themselves
def test_nuts_agrees_with_the_closed_form():
    graph = ValueGraph(("a", "b"), (Edge("a", "b"),))
    table = rows(80)[["a", "b"]]
    found = linear_gaussian_nuts(graph, table, NutsConfig(draws=150, warmup=100, chains=2, seed=1))
    posterior = LinearGaussianPosterior.fit(graph, table)
    coefficients, scale = posterior.nodes[1].draw(20_000, torch_generator(7))
    error = float(coefficients[:, 1].std()) / found.diagnostics.bulk**0.5
    assert abs(float(found.draws["b.weight.a"].mean() - coefficients[:, 1].mean())) < 4 * error
    ratio = found.draws["b.variance"].sqrt().mean() / scale.mean()
    assert float(ratio) == pytest.approx(1, abs=0.03)
    assert any("fewer than" in reason for reason in found.diagnostics.reasons) or found.diagnostics.bulk >= 400


@pytest.mark.filterwarnings("ignore")
def test_nuts_finds_the_slope_between_graded_answers():
    generator = numpy_generator(8, "graded")
    cause = generator.integers(1, 5, size=250).astype(float)
    utility = 1.0 * (cause - cause.mean()) / cause.std() + generator.standard_normal(250)
    table = pandas.DataFrame({"x": cause, "y": numpy.digitize(utility, [-1, 0, 1]) + 1.0})
    graph = ValueGraph(("x", "y"), (Edge("x", "y"),))
    found = ordinal_nuts(graph, table, NutsConfig(draws=80, warmup=80, chains=2, seed=2))
    slope = found.draws["y.weight.x"]
    assert abs(float(slope.mean()) - 1.0) < 3 * float(slope.std()) + 0.05
    assert 0.03 < float(slope.std()) < 0.2


@pytest.mark.filterwarnings("ignore")
def test_diagnostics_say_why_not_to_trust():
    good = {"x": torch.randn(4, 1000, generator=torch_generator(9))}
    assert diagnose(good).reasons == ()
    apart = {"x": good["x"] + torch.arange(4)[:, None]}
    assert any("chains disagree" in reason for reason in diagnose(apart).reasons)
    assert Diagnostics(1.0, 500.0, 500.0, 3).reasons == ("3 transitions diverged",)
