"""The ordinal model: exact null intervention, truncated-normal abduction, and probit fits against scipy."""

import numpy
import pandas
import pytest
import scipy.stats
import torch

from couple.foundation import UserError, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import OrdinalSCM
from couple.scm.probit import fit_ordered_probit, log_interval, truncated_normal

GRAPH = ValueGraph(("c", "a", "b"), (Edge("a", "b"), Edge("a", "c"), Edge("b", "c")))


def true_model() -> OrdinalSCM:
    weight = torch.tensor([[0, 0.5, -0.8], [0, 0, 0], [0, 0.7, 0]], dtype=torch.float64)
    inf = torch.inf
    levels = torch.tensor([[1, 2, 3, inf], [1, 2, 3, 4], [0, 5, inf, inf]], dtype=torch.float64)
    cuts = torch.tensor([[-2, 0, inf], [-1, 0, 1], [1.5, inf, inf]], dtype=torch.float64)
    return OrdinalSCM(GRAPH, weight, levels, cuts)


def rows(count: int, seed: int = 0) -> pandas.DataFrame:
    return true_model().sample(count, torch_generator(seed, "ordinal"))


def test_null_intervention_returns_every_row_unchanged_for_every_draw():
    observed = rows(20_000)
    for seed in range(3):
        model = true_model().with_seed(seed)
        for do in ({}, {"a": observed["a"]}, {"b": observed["b"], "c": observed["c"]}):
            pandas.testing.assert_frame_equal(model.counterfactual(observed, do), observed, check_exact=True)


def test_effectiveness_reversal_of_the_set_value_and_what_is_not_caused():
    observed = rows(5000)
    after = true_model().counterfactual(observed, {"b": 0.0})
    assert (after["b"] == 0).all()
    assert after["a"].equals(observed["a"])
    risen = (after["c"] >= observed["c"]).all()  # b lowers c, so setting b to its lowest can only raise c
    assert risen
    assert (after["c"] > observed["c"]).any()
    model, noise = true_model(), true_model().abduct(observed)
    there = model.predict(noise, {"b": 0.0})
    back = model.predict(noise, {"b": observed["b"]})
    assert not there.equals(observed)
    assert back.equals(observed)


def test_abducted_noise_of_all_rows_is_standard_normal_and_independent_of_causes():
    observed = rows(20_000)
    noise = true_model().abduct(observed)
    for node in GRAPH.nodes:
        assert scipy.stats.kstest(noise[node], "norm").pvalue > 0.001
    assert abs(numpy.corrcoef(noise["c"], observed["a"])[0, 1]) < 0.03


def test_counterfactuals_average_to_the_interventional_distribution():
    """By Pearl's definition: counterfactuals of a population, averaged, are what intervening on it would show."""
    after = true_model().counterfactual(rows(50_000), {"b": 5.0})["c"].value_counts(normalize=True).sort_index()
    under = true_model().sample_under({"b": 5.0}, 50_000, torch_generator(9))["c"].value_counts(normalize=True)
    assert after.to_numpy() == pytest.approx(under.sort_index().to_numpy(), abs=0.012)


def test_fit_recovers_slopes_and_cuts():
    fitted = OrdinalSCM.fit(GRAPH, rows(20_000)[["b", "a", "c"]])
    expected = true_model()
    assert fitted.weight.numpy() == pytest.approx(expected.weight.numpy(), abs=0.06)
    finite = torch.isfinite(expected.cuts)
    assert (torch.isfinite(fitted.cuts) == finite).all()
    assert fitted.cuts[finite].numpy() == pytest.approx(expected.cuts[finite].numpy(), abs=0.12)
    assert torch.equal(fitted.levels, expected.levels)


def test_fit_is_at_the_maximum_of_the_likelihood():
    """Against scipy's optimiser on the same likelihood, written out independently."""
    observed = rows(500)
    causes, answer = observed[["a", "b"]].to_numpy(), observed["c"].to_numpy().astype(int) - 1
    slopes, cuts = fit_ordered_probit(torch.tensor(causes), torch.tensor(answer), 3)

    def loss(parameters: numpy.ndarray) -> float:
        bounds = numpy.array([-numpy.inf, *parameters[2:], numpy.inf])
        location = causes @ parameters[:2]
        norm = scipy.stats.norm
        chance = norm.cdf(bounds[answer + 1] - location) - norm.cdf(bounds[answer] - location)
        return -numpy.log(numpy.maximum(chance, 1e-300)).sum()

    ours = numpy.concatenate([slopes.numpy(), cuts.numpy()])
    best = scipy.optimize.minimize(
        loss, ours + 0.1, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000}
    )
    assert loss(ours) <= best.fun + 1e-6
    assert ours == pytest.approx(best.x, abs=1e-3)


def test_a_root_reproduces_its_shares():
    answer = torch.tensor([0, 0, 0, 1, 2, 2, 2, 2])
    _, cuts = fit_ordered_probit(torch.zeros(8, 0, dtype=torch.float64), answer, 3)
    assert scipy.stats.norm.cdf(cuts.numpy()) == pytest.approx([3 / 8, 4 / 8])


def test_truncated_normal_has_scipys_quantiles_and_stays_inside_far_out():
    lower = torch.tensor([-torch.inf, -1.0, 0.5, 5.0, 30.0, -31.0, 39.0, -torch.inf], dtype=torch.float64)
    upper = torch.tensor([-1.0, 0.2, torch.inf, 5.1, 31.0, -30.0, torch.inf, -39.0], dtype=torch.float64)
    for part in (0.0, 0.1, 0.5, 0.999999):
        drawn = truncated_normal(lower, upper, torch.full((8,), part, dtype=torch.float64))
        assert ((drawn > lower) & (drawn <= upper)).all()
        if 0 < part < 0.9:
            expected = scipy.stats.truncnorm.ppf(part, lower[:4].numpy(), upper[:4].numpy())
            assert drawn[:4].numpy() == pytest.approx(expected, abs=1e-9)


def test_log_interval_is_accurate_in_both_tails():
    lower = torch.tensor([-torch.inf, -1.0, 6.0, -9.0, 2.0], dtype=torch.float64)
    upper = torch.tensor([-3.0, 0.5, 6.5, -8.0, torch.inf], dtype=torch.float64)
    norm = scipy.stats.norm
    expected = [
        norm.logcdf(-3.0),
        numpy.log(norm.cdf(0.5) - norm.cdf(-1.0)),
        numpy.log(norm.sf(6.0) - norm.sf(6.5)),
        numpy.log(norm.cdf(-8.0) - norm.cdf(-9.0)),
        norm.logsf(2.0),
    ]
    assert log_interval(lower, upper).numpy() == pytest.approx(expected, rel=1e-9)


def test_pyro_sites():
    import pyro.poutine as poutine

    with torch.random.fork_rng():
        trace = poutine.trace(true_model().model).get_trace(5)
    assert {"a", "b", "c", "a_noise", "b_noise", "c_noise"} <= set(trace.nodes)
    under = true_model().sample_under({"a": 4.0}, 20_000, torch_generator(2))
    assert set(under["a"]) == {4.0}
    assert (under["b"] == 5).mean() == pytest.approx(scipy.stats.norm.cdf(0.7 * 4 - 1.5), abs=0.02)


def test_answers_and_settings_nobody_gave_are_named():
    model = true_model()
    assert model.outside_support({"a": 4.0}) == ()
    assert "2.5 is none of the answers it was fitted on: 1, 2, 3, 4" in model.outside_support({"a": 2.5})[0]
    with pytest.raises(UserError, match="c is 7 in row 3"):
        model.abduct(rows(5).assign(c=[1.0, 1.0, 7.0, 1.0, 1.0]))
    with pytest.raises(UserError, match="different values"):
        OrdinalSCM.fit(GRAPH, rows(100).assign(a=torch.randn(100, generator=torch_generator(1)).numpy()))
