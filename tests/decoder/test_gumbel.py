import math

import pytest
import torch
from scipy.stats import ks_2samp, kstest

from couple.decoder.gumbel import (
    guided,
    gumbel_noise,
    log_probabilities,
    nucleus,
    pick,
    posterior_perturbed,
    winner_and_margin,
)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def weights(*numbers):
    return torch.log_softmax(torch.tensor(numbers, dtype=torch.float64), dim=-1)


EXTREME = {
    "observed nearly impossible": (weights(0.0, -60.0, -1.0), 1),
    "observed far below float32": (weights(0.0, -700.0, -1.0), 1),
    "others nearly impossible": (weights(-600.0, 0.0, -600.0), 1),
    "all equal": (weights(*[0.0] * 5), 3),
    "one other equal": (weights(0.0, 0.0, -9.0), 0),
    "infinitely unlikely other": (torch.log(torch.tensor([0.5, 0.5, 0.0], dtype=torch.float64)), 0),
    "two tokens": (weights(0.0, 30.0), 0),
}


@pytest.mark.parametrize("name", EXTREME)
def test_the_posterior_puts_the_observed_token_strictly_first(name):
    log_weights, observed = EXTREME[name]
    draws = generator()
    for _ in range(500):
        perturbed = posterior_perturbed(log_weights, observed, gumbel_noise(len(log_weights), draws))
        others = torch.cat([perturbed[:observed], perturbed[observed + 1 :]])
        assert torch.isfinite(perturbed[observed])
        assert (others < perturbed[observed]).all()
        assert winner_and_margin(perturbed)[0] == observed
        assert winner_and_margin(perturbed)[1] > 0


def smallest_adjusted(p_values):
    """Holm (1979): whether anything is rejected depends on the smallest p-value times their number alone."""
    return min(p_values) * len(p_values)


POSTERIORS = {
    "likely": (weights(1.0, 0.0, -2.0, -4.0), 0),
    "unlikely": (weights(1.0, 0.0, -2.0, -9.0), 3),
    "not normalised": (weights(1.0, 0.0, -2.0, -4.0) + 3.0, 1),
    "in a nucleus": (nucleus(weights(1.0, 0.0, -2.0, -4.0), 0.9), 1),
}


@pytest.mark.parametrize("name", POSTERIORS)
def test_the_posterior_is_a_gumbel_maximum_over_truncated_gumbels(name):
    # Maddison et al. 2014: the maximum is Gumbel(logsumexp); below it every other entry has the distribution function
    # exp(-exp(phi - x)) / exp(-exp(phi - maximum)), and given the maximum all are independent
    log_weights, observed = POSTERIORS[name]
    draws = generator(11)
    perturbed = torch.stack([posterior_perturbed(log_weights, observed, gumbel_noise(4, draws)) for _ in range(4000)])
    maximum = perturbed[:, observed]
    uniforms = {"maximum": torch.exp(-torch.exp(torch.logsumexp(log_weights, 0) - maximum))}
    for i in range(4):
        if i != observed and log_weights[i].isfinite():
            below = torch.exp(log_weights[i] - perturbed[:, i]) - torch.exp(log_weights[i] - maximum)
            uniforms[f"entry {i}"] = torch.exp(-below)
    assert len(uniforms) == int(log_weights.isfinite().sum())
    assert smallest_adjusted([kstest(sample.numpy(), "uniform").pvalue for sample in uniforms.values()]) > 0.01
    pairs = torch.corrcoef(torch.stack(list(uniforms.values()))).fill_diagonal_(0.0)
    assert pairs.abs().max() < 4 / math.sqrt(4000)


def test_equal_noise_cannot_make_a_tie():
    log_weights = weights(0.0, -60.0)
    assert posterior_perturbed(log_weights, 1, torch.full((2,), 30.0, dtype=torch.float64)).argmax() == 1


def test_the_noise_is_what_was_added_to_the_log_probabilities():
    log_weights = weights(1.0, 0.0, -2.0, -4.0)
    perturbed = posterior_perturbed(log_weights, 2, gumbel_noise(4, generator()))
    noise = perturbed - log_weights
    torch.testing.assert_close(log_weights + noise, perturbed, rtol=0, atol=1e-15)
    assert int((log_weights + noise).argmax()) == 2


def test_the_posterior_does_not_touch_the_noise_it_was_given():
    noise = gumbel_noise(4, generator())
    before = noise.clone()
    posterior_perturbed(weights(1.0, 0.0, -2.0, -4.0), 2, noise)
    assert torch.equal(noise, before)


def test_gumbel_noise_has_the_moments_of_its_distribution_and_is_finite():
    noise = gumbel_noise(400_000, generator())
    assert noise.dtype == torch.float64
    assert torch.isfinite(noise).all()
    error = math.pi / math.sqrt(6) / math.sqrt(len(noise))
    assert abs(float(noise.mean()) - 0.5772156649) < 4 * error
    assert abs(float(noise.var()) - math.pi**2 / 6) < 0.03


def test_the_posterior_averaged_over_what_is_observed_is_the_prior():
    # observed ~ p and then eps ~ posterior(observed) must be eps ~ Gumbel: coordinate by coordinate, and the maximum
    log_weights, draws, count = weights(1.0, 0.0, -1.5, -3.0), generator(7), 6000
    prior, averaged = [], []
    for _ in range(count):
        prior.append(gumbel_noise(4, draws))
        observed = int((log_weights + gumbel_noise(4, draws)).argmax())
        averaged.append(posterior_perturbed(log_weights, observed, gumbel_noise(4, draws)) - log_weights)
    prior, averaged = torch.stack(prior), torch.stack(averaged)
    columns = [(prior[:, i], averaged[:, i]) for i in range(4)]
    columns.append(((log_weights + prior).amax(1), (log_weights + averaged).amax(1)))
    columns.append((prior[:, 0] - prior[:, 1], averaged[:, 0] - averaged[:, 1]))  # dependence between coordinates
    assert smallest_adjusted([ks_2samp(a.numpy(), b.numpy()).pvalue for a, b in columns]) > 0.01


def test_the_same_test_rejects_noise_that_ignores_the_observation():
    # one fixed observation is not the prior: the comparison above can fail
    log_weights, draws = weights(1.0, 0.0, -1.5, -3.0), generator(7)
    prior = torch.stack([gumbel_noise(4, draws) for _ in range(2000)])
    stuck = torch.stack([posterior_perturbed(log_weights, 3, gumbel_noise(4, draws)) for _ in range(2000)])
    assert ks_2samp(prior[:, 3].numpy(), (stuck - log_weights)[:, 3].numpy()).pvalue < 1e-6


def test_arg_max_of_log_probabilities_plus_noise_samples_the_softmax():
    log_weights, draws, count = weights(1.0, 0.0, -1.0), generator(3), 20_000
    chosen = pick(log_weights + gumbel_noise(3 * count, draws).reshape(count, 3))
    share = torch.bincount(chosen, minlength=3).double() / count
    torch.testing.assert_close(share, log_weights.exp(), rtol=0, atol=4 * 0.5 / math.sqrt(count))


def test_temperature_divides_the_logits():
    logits = torch.tensor([[2.0, 0.0, -2.0]])
    expected = torch.log_softmax(torch.tensor([[4.0, 0.0, -4.0]], dtype=torch.float64), -1)
    torch.testing.assert_close(log_probabilities(logits, 0.5), expected)


@pytest.mark.parametrize("weight", [0.0, 0.3, 3.0, 1e6])
def test_equal_worlds_come_back_bitwise(weight):
    log_weights = log_probabilities(torch.randn(3, 50, generator=generator()) * 20, 0.7)
    assert torch.equal(guided(log_weights, log_weights.clone(), weight, 0.02), log_weights)


def test_no_weight_is_no_guidance_bitwise():
    intervened = log_probabilities(torch.randn(3, 50, generator=generator(1)), 0.7)
    observed = log_probabilities(torch.randn(3, 50, generator=generator(2)), 0.7)
    assert torch.equal(guided(intervened, observed, 0.0, 0.02), intervened)


def test_only_plausible_tokens_are_guided():
    intervened = torch.log(torch.tensor([0.90, 0.09, 0.01], dtype=torch.float64))
    observed = torch.log(torch.tensor([0.30, 0.30, 0.40], dtype=torch.float64))
    moved = guided(intervened, observed, 2.0, 0.05) - intervened
    # 0.09 is a tenth of the best, above the floor; 0.01 is below it and keeps its log-probability
    torch.testing.assert_close(moved[:2], 2.0 * (intervened - observed)[:2])
    assert moved[2] == 0.0
    everything = guided(intervened, observed, 2.0, 1e-9) - intervened
    torch.testing.assert_close(everything, 2.0 * (intervened - observed))
    assert (guided(intervened, observed, 2.0, 1.0) - intervened)[1] == 0.0  # a floor of 1 guides the best only


@pytest.mark.parametrize(("top_p", "kept"), [(1.0, 4), (0.96, 4), (0.95, 3), (0.6, 2), (0.5, 1), (1e-9, 1)])
def test_the_nucleus_is_the_smallest_set_with_enough_probability(top_p, kept):
    shares = torch.tensor([0.05, 0.5, 0.15, 0.3], dtype=torch.float64)
    shares[1] += 1e-9  # binary fractions are not decimal ones: keep clear of the borders
    log_weights = torch.log(shares) + 2.0  # a common constant changes nothing
    inside = nucleus(log_weights, top_p)
    likely = torch.tensor([1, 3, 2, 0])[:kept]
    assert torch.equal(inside[likely], log_weights[likely])
    assert int(inside.isneginf().sum()) == 4 - kept


def test_the_nucleus_is_the_one_that_transformers_takes():
    from transformers import TopPLogitsWarper

    logits = torch.randn(1, 500, generator=generator(), dtype=torch.float64) * 3
    for top_p in (0.3, 0.9, 0.99):
        theirs = TopPLogitsWarper(top_p)(torch.zeros(1, 1, dtype=torch.long), logits.clone())[0]
        assert torch.equal(nucleus(logits[0], top_p).isneginf(), theirs.isneginf())


def test_the_margin_is_the_lead_over_the_runner_up():
    assert winner_and_margin(torch.tensor([1.0, 4.0, 2.5], dtype=torch.float64)) == (1, 1.5)
