"""Variational and NUTS posteriors on small data; how often intervals cover is measured in experiments/instruments."""

import pytest
import torch
from arviz import rhat

from couple.instruments.ordinal.contrasts import Contrasts
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.nuts import NoUTurn
from couple.instruments.ordinal.predictive import predictive_check
from couple.instruments.ordinal.simulation import Population, simulate_ratings
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.ordinal.variational import Variational
from couple.instruments.recorded.ratings import Ratings

GROUPS = {"self_enhancement": ("achievement", "power")}
LEVEL = torch.tensor([0.5, 0.0, -0.5], dtype=torch.float64)


def planted():
    """Two respondents with the same effects, and one that is a logit lower on power and achievement."""
    effects = torch.tensor([0.3, -0.2, 0.4, 0.5, 0.1, -0.6, 0.2, -0.7, 0.5, -0.5], dtype=torch.float64).repeat(3, 1)
    effects[0, 3:5] -= 1.0
    return effects - effects.mean(dim=1, keepdim=True)


@pytest.fixture(scope="module")
def simulated(key40):
    return OrdinalRegression(ordinal_data(simulate_ratings(planted(), LEVEL, key40, runs=10, seed=4), key40))


@pytest.fixture(scope="module")
def variational(simulated):
    return Variational(rounds=3, steps=150).fit(simulated, seed=1)


def test_a_planted_contrast_is_found_and_no_other(variational):
    found = Contrasts(variational, GROUPS)
    low = found.against_others("r0", "self_enhancement")
    assert low.above < 0.05
    assert low.lower < -0.8 < low.upper  # a logit on two of ten values, relative to the mean of all
    assert found.against_others("r0", "power").above < 0.05
    assert 0.025 < found.difference("r1", "r2", "self_enhancement").above < 0.975


def test_intervals_of_contrasts_hold_the_known_ones(variational):
    """Effects by themselves are off together in one data set, with the items that all share; contrasts are not."""
    draws, truth = variational.value_effects, planted()
    apart, known = draws - draws.roll(1, dims=1), truth - truth.roll(1, dims=0)
    inside = (apart.quantile(0.025, dim=0) <= known) & (known <= apart.quantile(0.975, dim=0))
    assert inside.double().mean() >= 0.85
    assert torch.allclose(draws.sum(dim=2), torch.zeros(len(draws), 3).double(), atol=1e-10)
    assert (variational.sites["run_spread"] >= 0).all() and variational.sites["run_spread"].median() < 0.6


def test_what_the_model_has_simulated_passes_its_own_check(variational):
    check = predictive_check(variational, seed=0)
    for shares in check.shares.values():
        assert sum(one.observed for one in shares.values()) == pytest.approx(1)
    surprising = [one.surprising for shares in check.shares.values() for one in shares.values()]
    assert len(surprising) == 18 and sum(surprising) <= 3
    assert sum(one.surprising for one in check.agreement.values()) <= 1


@pytest.mark.slow
def test_a_respondent_that_repeats_itself_is_noticed(key21):
    """Nine of ten runs are the same: more often than the fitted values, items and runs would."""
    given = simulate_ratings(planted(), LEVEL, key21, runs=10, seed=5, population=Population(run_spread=0.0)).usable
    often = {
        m: {
            item: {run: answers["run 0"] if int(run[-1]) < 9 else answer for run, answer in answers.items()}
            for item, answers in rated.items()
        }
        for m, rated in given.items()
    }
    data = ordinal_data(Ratings(often, ()), key21, by_run=False)
    plain = Variational(rounds=2, steps=150).fit(OrdinalRegression(data), seed=1)
    aware = Variational(rounds=4, steps=120).fit(OrdinalRegression(data, OrdinalRegression.Config(own=1.0)), seed=1)
    unaware, better = (predictive_check(fit, seed=0).agreement for fit in (plain, aware))
    assert all(one.observed > one.upper for one in unaware.values())
    assert all(better[name].lower > unaware[name].upper for name in better)
    widths = [(fit.value_effects[:, 0] - fit.value_effects[:, 1]).std(dim=0) for fit in (plain, aware)]
    assert (widths[1] / widths[0]).median() > 1.25


def test_the_same_seed_gives_the_same_bytes(few):
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key))
    one, same, other = (Variational(rounds=1, steps=20, draws=20).fit(regression, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.value_effects, same.value_effects)
    assert not torch.equal(one.value_effects, other.value_effects)


def test_a_fit_that_was_cut_short_is_doubted(simulated):
    cut = Variational(rounds=2, steps=15, draws=5).fit(simulated, seed=1)
    assert "give it more rounds" in cut.doubts[0]


@pytest.mark.slow
def test_nuts_agrees_with_the_variational_fit_and_reports_its_chains(key21):
    data = ordinal_data(simulate_ratings(planted()[:2], LEVEL[:2], key21, runs=4, seed=3), key21)
    regression = OrdinalRegression(data)
    found = NoUTurn(draws=60, warmup=40, chains=2, transport=2).fit(regression, seed=4)
    assert found.diagnostics is not None
    assert found.diagnostics.divergences <= 2
    assert any("effective draws are fewer" in doubt for doubt in found.doubts)  # so few draws are not enough
    normal = Variational(rounds=2, steps=150).fit(regression, seed=4).value_effects
    assert torch.allclose(found.value_effects.mean(dim=0), normal.mean(dim=0), atol=0.25)
    named = found.inference_data().posterior
    assert float(rhat(named)["beta"].max()) < 1.2
    assert named["beta"].dims == ("chain", "draw", "respondent", "value")
    assert named["beta"].shape == (2, 60, 2, 10)
    low = named["beta"].sel(respondent="r0", value="power") - named["beta"].sel(respondent="r1", value="power")
    assert float(low.mean()) < 0


def test_nuts_repeats_itself(few):
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key))
    one, same = (NoUTurn(draws=8, warmup=6, chains=1, transport=1).fit(regression, seed=4) for _ in range(2))
    assert torch.equal(one.value_effects, same.value_effects)
