import choix
import numpy as np
import pytest
from scipy.special import expit, ndtr

from couple.foundation.global_randomness import global_seed
from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.comparisons.strengths import bradley_terry, thurstone

NAMES = ("a", "b", "c", "d")
PLANTED = np.array([1.2, 0.4, -0.3, -1.3])


def comparisons(probability, meetings=10.0):
    wins = meetings * probability(PLANTED[:, None] - PLANTED)
    np.fill_diagonal(wins, 0)
    return Comparisons(NAMES, wins)


@pytest.mark.parametrize(("fit", "probability"), [(bradley_terry, expit), (thurstone, ndtr)])
def test_strengths_that_made_the_rates_come_back(fit, probability):
    found = fit(comparisons(probability))
    assert list(found.values.values()) == pytest.approx(PLANTED, abs=1e-5)
    assert found.order == ["a", "b", "c", "d"] and found.error == pytest.approx(0, abs=1e-6)


def test_two_names_have_the_strengths_of_the_textbook():
    found = bradley_terry(Comparisons.of_pairs("ab", [("a", "b")] * 3 + [("b", "a")]))
    assert found.values["a"] - found.values["b"] == pytest.approx(np.log(3))


def test_our_thurstone_is_choixs_posterior_with_a_weak_prior():
    rng = np.random.default_rng(4)
    pairs = [
        (i, j) if rng.random() < ndtr(PLANTED[i] - PLANTED[j]) else (j, i)
        for _ in range(40)
        for i in range(4)
        for j in range(i)
    ]
    with global_seed(0):
        posterior, _ = choix.ep_pairwise(4, pairs, alpha=1e-3, model="probit")
    found = thurstone(Comparisons.of_pairs(NAMES, [(NAMES[i], NAMES[j]) for i, j in pairs]))
    assert list(found.values.values()) == pytest.approx(posterior - posterior.mean(), abs=0.05)


@pytest.mark.parametrize("fit", [bradley_terry, thurstone])
def test_strengths_without_bounds_are_unknown_unless_a_prior_holds_them(fit):
    always = Comparisons.of_pairs("abc", [("a", "b"), ("b", "a"), ("a", "c"), ("b", "c")])
    assert fit(always).values == {} and "not finite" in fit(always).reason
    held = fit(always, prior=0.5)
    assert held.values["c"] < held.values["a"] == pytest.approx(held.values["b"], abs=1e-6)
    assert sum(held.values.values()) == pytest.approx(0)


def test_who_met_nobody_has_no_strength():
    found = bradley_terry(Comparisons.of_pairs("abz", [("a", "b"), ("b", "a")]))
    assert set(found.values) == {"a", "b"}
    assert bradley_terry(Comparisons.of_pairs("ab", [])).reason == "nobody met anybody"
