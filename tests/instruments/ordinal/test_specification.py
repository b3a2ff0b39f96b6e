import dataclasses

import pyro
import pytest
import torch

from couple.instruments.ordinal.blocks import contrast_basis
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.scm.network import own_state


def draw(regression, seed=1):
    """One draw from the prior, its log density in total, and that of the ratings alone."""
    with own_state(seed):
        trace = pyro.poutine.trace(regression.model).get_trace()
        trace.compute_log_prob()
        drawn = {name: site for name, site in trace.nodes.items() if site["type"] == "sample" and name != "ratings"}
        sites = {name: site["value"] for name, site in drawn.items()}
        likelihood = trace.nodes["ratings"]["log_prob_sum"]
    return sites, float(trace.log_prob_sum()), float(likelihood)


@pytest.mark.parametrize("size", [2, 3, 10])
def test_contrasts_are_orthonormal_sum_to_zero_and_treat_all_alike(size):
    basis = contrast_basis(size)
    assert basis.shape == (size, size - 1)
    assert torch.allclose(basis.sum(dim=0), torch.zeros(size - 1).double(), atol=1e-12)
    assert torch.allclose(basis.T @ basis, torch.eye(size - 1).double(), atol=1e-12)
    expected = torch.eye(size).double() - 1 / size  # the same variance for all, the same covariance for all pairs
    assert torch.allclose(basis @ basis.T, expected, atol=1e-12)


def test_one_thing_has_no_contrast():
    assert contrast_basis(1).shape == (1, 0)


@pytest.mark.parametrize("own", [None, 1.0])
def test_effects_sum_to_zero_where_the_model_says_so(few, own):
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key), OrdinalRegression.Config(own=own))
    effects = regression.effects(draw(regression)[0])
    assert effects.value.shape == (2, 3)
    assert torch.allclose(effects.value.sum(dim=1), torch.zeros(2).double(), atol=1e-12)
    assert effects.value.abs().max() > 0.1
    assert float(effects.level.sum()) == pytest.approx(0, abs=1e-12)
    assert float(effects.item.mean()) == pytest.approx(0, abs=1e-12)
    assert effects.run.reshape(2, 3).sum(dim=1).tolist() == pytest.approx([0, 0], abs=1e-12)
    assert (effects.thresholds.diff() > 0).all()


def test_every_effect_has_the_prior_scale_of_the_config(few):
    """Effects are linear in two blocks of independent normals: variances add up."""
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key), OrdinalRegression.Config(effect=1.7))
    with own_state(1):
        trace = pyro.poutine.trace(regression.model).get_trace()
    blocks = {name: trace.nodes[name]["fn"].base_dist.scale for name in ("common", "deviation")}
    sites = {name: torch.zeros_like(site["value"]) for name, site in trace.nodes.items() if name in blocks}
    rest = {
        name: site["value"] for name, site in trace.nodes.items() if site["type"] == "sample" and name not in blocks
    }
    variance = torch.zeros(2, 3).double()
    for name, scale in blocks.items():
        for place in range(scale.numel()):
            unit = torch.zeros(scale.numel()).double().index_fill(0, torch.tensor(place), 1.0)
            moved = {**rest, **sites, name: unit.reshape(scale.shape)}
            variance += (regression.effects(moved).value * scale.flatten()[place]) ** 2
    assert torch.allclose(variance.sqrt(), torch.full((2, 3), 1.7).double(), atol=1e-12)


def test_utility_is_the_sum_of_the_effects(few):
    key, ratings = few
    data = ordinal_data(ratings, key)
    regression = OrdinalRegression(data)
    sites = draw(regression)[0]
    effects = regression.effects(sites)
    whole = effects.level[data.respondent] + (effects.value @ data.weights.T)[data.respondent, data.item]
    whole = whole + effects.item[data.item] + effects.run[data.run]
    apart = regression.utility(sites) - whole
    assert torch.allclose(apart, apart[0], atol=1e-12)  # what is moved to the thresholds is the same for all


def test_counts_weigh_as_much_as_the_rows_they_stand_for(few):
    key, ratings = few
    data = ordinal_data(ratings, key, by_run=False)
    assert data.count.max() > 1
    rows = torch.arange(len(data.count)).repeat_interleave(data.count.long())
    spelled = {name: getattr(data, name)[rows] for name in ("respondent", "item", "run", "rating")}
    each = dataclasses.replace(data, count=torch.ones(len(rows)).double(), **spelled)
    assert draw(OrdinalRegression(each))[1:] == pytest.approx(draw(OrdinalRegression(data))[1:], rel=1e-12)


def test_turning_a_spread_and_its_effects_round_changes_no_utility(few):
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key), OrdinalRegression.Config(own=1.0))
    negative = {name: torch.tensor(-0.75, dtype=torch.float64) for name in ("run_spread", "own_spread")}
    sites = {**draw(regression)[0], **negative}
    turned = regression.unsigned(sites)
    assert (float(turned["run_spread"]), float(turned["own_spread"])) == (0.75, 0.75)
    assert torch.equal(regression.utility(turned), regression.utility(sites))


def test_a_respondent_with_one_run_has_no_run_effect(few):
    key, ratings = few
    regression = OrdinalRegression(ordinal_data(ratings, key, by_run=False))
    assert regression.effects(draw(regression)[0]).run.tolist() == [0.0, 0.0]
