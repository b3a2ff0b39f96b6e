import numpy as np
import pytest

from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.comparisons.resampling import percentile_interval, resampling_weights, strength_intervals
from couple.instruments.comparisons.strengths import bradley_terry


def test_every_draw_holds_as_many_units_and_the_same_seed_the_same_ones():
    weights = resampling_weights(7, seed=3, draws=50)
    assert weights.shape == (50, 7) and set(weights.sum(axis=1)) == {7}
    assert (weights == resampling_weights(7, seed=3, draws=50)).all()
    assert (weights != resampling_weights(7, seed=4, draws=50)).any()


def test_an_interval_is_the_middle_or_unknown():
    assert percentile_interval(np.arange(101.0)) == pytest.approx((2.5, 97.5))
    assert percentile_interval([1.0, float("nan")]) is None


def test_intervals_of_strengths_cover_what_was_planted():
    """One of two names wins with probability 0.7 in 400 independent units, in 50 worlds."""
    rng, planted, covered = np.random.default_rng(0), np.log(0.7 / 0.3) / 2, 0
    for world in range(50):
        won = rng.random(400) < 0.7
        wins = np.zeros((400, 2, 2))
        wins[:, 0, 1], wins[:, 1, 0] = won, ~won
        found = strength_intervals("ab", wins, bradley_terry, seed=world, draws=50)["a"]
        assert found
        covered += found[0] <= planted <= found[1]
    assert covered >= 42  # 47 expected, three standard deviations


def test_strengths_that_are_mostly_unbounded_have_no_interval():
    wins = np.array([Comparisons.of_pairs("ab", [pair]).wins for pair in [("a", "b"), ("b", "a")]])
    assert strength_intervals("ab", wins, bradley_terry, seed=0, draws=200) == {"a": None, "b": None}
