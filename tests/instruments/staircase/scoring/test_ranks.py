import pytest

from couple.instruments.staircase.scoring.ranks import rank_correlation, rank_shifts

FIRST = {"care": 0.3, "liberty": 0.1, "loyalty": -0.2, "sanctity": None}
LAST = {"care": -0.1, "liberty": 0.2, "loyalty": -0.3, "sanctity": 0.4}


def test_who_moves_up_and_down():
    found = {shift.name: (shift.first, shift.last, shift.shift) for shift in rank_shifts(FIRST, LAST)}
    assert found == {"care": (1, 2, -1), "liberty": (2, 1, 1), "loyalty": (3, 3, 0)}


def test_ties_share_a_rank():
    assert [shift.first for shift in rank_shifts({"a": 1.0, "b": 1.0, "c": 0.0}, LAST | {"a": 0, "b": 1, "c": 2})] == [
        1.5,
        1.5,
        3,
    ]


def test_the_correlation_of_ranks_or_why_there_is_none():
    assert rank_correlation(FIRST, LAST).value == pytest.approx(0.5)
    assert rank_correlation({"a": 1.0}, {"a": 1.0}).value is None
    assert rank_shifts({}, {}) == []
