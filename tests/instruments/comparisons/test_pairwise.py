import numpy as np
import pytest

from couple.instruments.comparisons.pairwise import Comparisons


def test_pairs_are_counted_and_what_never_met_is_unknown():
    found = Comparisons.of_pairs("abc", [("a", "b"), ("a", "b"), ("b", "a")])
    assert found.wins.tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]
    assert found.rows() == [[None, 2 / 3, None], [1 / 3, None, None], [None, None, None]]


def test_rates_are_kept_as_they_are():
    assert Comparisons.of_rates("ab", {("a", "b"): 0.3}).rates[1, 0] == pytest.approx(0.7)


@pytest.mark.parametrize("wins", [np.zeros((3, 3)), np.full((2, 2), 1.0), np.array([[0.0, -1.0], [0.0, 0.0]])])
def test_what_cannot_be_wins_is_refused(wins):
    with pytest.raises(ValueError, match=r"row|wins"):
        Comparisons(("a", "b"), wins)
