"""Laplace's approximation against what can be computed otherwise."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from couple.attribution.descriptions.laplace import condition
from couple.foundation import torch_generator

GENERATOR = torch_generator(0, "test laplace")
POINTS = torch.randn(12, 3, generator=GENERATOR, dtype=torch.float64)
KERNEL = 0.5 + 2 * POINTS @ POINTS.T
MEAN = torch.randn(12, generator=GENERATOR, dtype=torch.float64)
LABELS = torch.rand(12, generator=GENERATOR) < 0.5


def test_the_mode_is_where_the_penalised_likelihood_is_highest():
    """In weight space: logistic regression around MEAN with a Gaussian prior, solved by another optimiser."""
    features = np.concatenate([np.full((12, 1), 0.5**0.5), 2**0.5 * POINTS.numpy()], axis=1)
    sign = LABELS.numpy() * 2.0 - 1

    def loss(weight):
        return np.logaddexp(0, -sign * (MEAN.numpy() + features @ weight)).sum() + weight @ weight / 2

    weight = minimize(loss, np.zeros(4), tol=1e-12).x
    found = MEAN + KERNEL @ condition(KERNEL, MEAN, LABELS).weights
    assert found.numpy() == pytest.approx(MEAN.numpy() + features @ weight, abs=1e-4)


def test_a_prior_without_variance_is_not_moved_and_its_evidence_is_the_likelihood():
    posterior = condition(torch.zeros(12, 12, dtype=torch.float64), MEAN, LABELS)
    likelihood = torch.where(LABELS, MEAN.sigmoid(), (-MEAN).sigmoid())
    assert posterior.evidence == pytest.approx(float(likelihood.log().sum()))


def test_the_evidence_of_one_label_is_near_the_integral():
    kernel, mean = torch.full((1, 1), 0.8, dtype=torch.float64), torch.full((1,), 0.3, dtype=torch.float64)
    grid = np.linspace(-8, 8, 20001)
    density = np.exp(-(grid**2) / 1.6) / np.sqrt(1.6 * np.pi)
    exact = np.log(np.sum(density / (1 + np.exp(-(0.3 + grid)))) * (grid[1] - grid[0]))
    assert condition(kernel, mean, torch.tensor([True])).evidence == pytest.approx(exact, abs=0.02)


def test_extreme_prior_means_converge():
    posterior = condition(KERNEL, 40 * MEAN.sign(), LABELS)
    assert torch.isfinite(posterior.weights).all() and np.isfinite(posterior.evidence)
