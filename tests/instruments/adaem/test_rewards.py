"""A2: the set-based rewards by hand, empty sets included; each of the paper's ambiguities as an option."""

import pytest

from couple.instruments.adaem.rewards import RewardsConfig, rewards

A, B, C, D = "achievement", "benevolence", "conformity", "hedonism"


def of(*names):
    return frozenset(names)


def test_a_case_by_hand():
    values = {"one": [of(A, B), of(B)], "two": [of(B, C), of(B, C)], "three": [of(D), of(D)]}
    found = rewards(values, of(B), 0.25, RewardsConfig())
    assert found.value_conformity == pytest.approx((2 / 1 + 2 / 2 + 1 / 1) / 3)
    # unions over opinions are {A, B}, {B, C}, {D}: pairs share 1, 0, 0
    assert found.value_diversity == pytest.approx((3 / 1 + 3 / 1 + 3 / 1) / 3)
    assert found.disentanglement == pytest.approx((1 + 1 + 2) / 3)
    assert found.opinion_diversity == 0.25
    assert found.score == pytest.approx(4 / 3 + 3 + 0.25 + 4 / 3 / 2)


def test_an_empty_intersection_divides_by_one_and_empty_sets_give_nothing():
    disjoint = rewards({"one": [of(A)], "two": [of(B, C)]}, of(), 0.0, RewardsConfig())
    assert disjoint.value_diversity == 3
    silent = rewards({"one": [of()], "two": [of()]}, of(), 0.0, RewardsConfig())
    assert (silent.value_conformity, silent.value_diversity, silent.disentanglement, silent.score) == (0, 0, 0, 0)


def test_the_printed_denominator_counts_no_shared_values_and_is_infinite_without_any():
    printed = RewardsConfig(denominator="as_printed")
    shared = {"one": [of(A, B, C)], "two": [of(A, B)]}
    assert rewards(shared, of(), 0.0, printed).value_diversity == 3
    assert rewards(shared, of(), 0.0, RewardsConfig()).value_diversity == 3 / 2
    assert rewards({"one": [of(A)], "two": [of(B)]}, of(), 0.0, printed).score == float("inf")


def test_the_sign_of_disentanglement_is_a_choice():
    values = {"one": [of(A)], "two": [of(A)]}
    added = rewards(values, of(B), 0.0, RewardsConfig())
    subtracted = rewards(values, of(B), 0.0, RewardsConfig(disentanglement_sign=-1))
    assert added.disentanglement == subtracted.disentanglement == 2
    assert added.score - subtracted.score == pytest.approx(2)


def test_pairs_are_averaged_or_added_up():
    values = {"one": [of(A)], "two": [of(B)], "three": [of(C)]}
    assert rewards(values, of(), 0.0, RewardsConfig()).value_diversity == 2
    assert rewards(values, of(), 0.0, RewardsConfig(pairs="sum")).value_diversity == 6


@pytest.mark.parametrize("values", [{"one": [of(A)]}, {"one": [of(A)], "two": []}])
def test_one_respondent_or_none_of_its_opinions_is_no_comparison(values):
    with pytest.raises(ValueError, match="at least two"):
        rewards(values, of(), 0.0, RewardsConfig())
