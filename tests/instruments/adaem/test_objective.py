"""A1: the exact objective's identities. Nowhere is JS >= TV asserted: it is false."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from couple.instruments.adaem.objective import (
    entropy,
    generalised_jensen_shannon,
    jensen_shannon,
    objective,
    total_variation,
)

SEEDS = st.integers(0, 2**32 - 1)


def distributions(seed, respondents=4, outcomes=10):
    generator = np.random.default_rng(seed)
    p = generator.dirichlet(np.full(outcomes, 0.4), size=respondents)
    return p, generator.dirichlet(np.ones(respondents))


@given(SEEDS)
def test_it_is_the_entropy_of_the_mixture_minus_the_mean_entropy(seed):
    p, alpha = distributions(seed)
    direct = entropy(alpha @ p) - sum(weight * entropy(row) for weight, row in zip(alpha, p, strict=True))
    assert generalised_jensen_shannon(p, alpha) == pytest.approx(direct, abs=1e-10)


@given(SEEDS)
def test_it_lies_between_zero_and_the_entropy_of_the_weights(seed):
    p, alpha = distributions(seed)
    assert 0 <= generalised_jensen_shannon(p, alpha) <= entropy(alpha) + 1e-12


def test_the_ends_of_the_range_are_reached():
    alpha = np.array([0.2, 0.3, 0.5])
    assert generalised_jensen_shannon(np.tile([0.1, 0.2, 0.7], (3, 1)), alpha) == pytest.approx(0, abs=1e-12)
    assert generalised_jensen_shannon(np.eye(3), alpha) == pytest.approx(entropy(alpha), abs=1e-12)


@given(SEEDS)
def test_neither_the_order_of_respondents_nor_that_of_values_matters(seed):
    p, alpha = distributions(seed)
    generator = np.random.default_rng(seed)
    people, values = generator.permutation(len(p)), generator.permutation(p.shape[1])
    expected = generalised_jensen_shannon(p, alpha)
    assert generalised_jensen_shannon(p[people][:, values], alpha[people]) == pytest.approx(expected, abs=1e-12)


@given(SEEDS)
def test_total_variation_bounds_jensen_shannon_from_above(seed):
    (p, q), _ = distributions(seed, respondents=2)
    assert jensen_shannon(p, q) <= log(2) * total_variation(p, q) + 1e-12


def test_a_case_by_hand():
    p, q = np.array([0.6, 0.4]), np.array([0.4, 0.6])
    by_hand = 0.6 * log(0.6 / 0.5) + 0.4 * log(0.4 / 0.5)
    assert jensen_shannon(p, q) == pytest.approx(by_hand)
    assert total_variation(p, q) == pytest.approx(0.2)


def test_disentanglement_is_added_or_subtracted_and_measured_as_asked():
    p, question = np.array([[0.6, 0.4], [0.4, 0.6]]), np.array([1.0, 0.0])
    apart = jensen_shannon(p[0], p[1])
    variation = (0.4 + 0.6) / 2
    assert objective(p, question, beta=2.0, divergence=total_variation) == pytest.approx(apart + 2 * variation)
    assert objective(p, question, beta=2.0, sign=-1, divergence=total_variation) == pytest.approx(apart - 2 * variation)
    exact = (jensen_shannon(question, p[0]) + jensen_shannon(question, p[1])) / 2
    assert objective(p, question) == pytest.approx(apart + exact)
    one_sided = objective(p, question, alpha=np.array([1.0, 0.0]), beta=0.0)
    assert one_sided == pytest.approx(0, abs=1e-12)


def test_what_is_no_distribution_is_refused():
    p = np.array([[0.6, 0.4], [0.4, 0.6]])
    with pytest.raises(ValueError, match="alpha"):
        generalised_jensen_shannon(p, np.array([0.6, 0.6]))
    with pytest.raises(ValueError, match="each row"):
        generalised_jensen_shannon(p * 2, np.array([0.5, 0.5]))
