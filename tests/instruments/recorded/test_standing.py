import pytest

from couple.instruments.recorded.standing import Standing, ranks, standings


def test_ranks_share_ties():
    assert ranks({"a": 0.5, "b": 0.1, "c": 0.5, "d": -1.0}) == {"a": 1.5, "b": 3.0, "c": 1.5, "d": 4.0}


def test_standings_by_hand():
    profiles = {
        "m": {"a": 3.0, "b": 2.0, "c": 1.0, "d": 0.0, "e": -1.0, "f": -2.0},
        "n": {"a": 3.0, "b": 0.0, "c": 1.0, "d": 2.0, "e": -3.0, "f": -2.0},
    }
    found = standings(profiles)
    assert next(iter(found)) == "a"
    assert found["a"] == Standing(3.0, 1.0, 1.0, 0.0, 2)
    assert found["d"] == Standing(1.0, 3.0, 0.5, 0.5, 2)
    assert list(found)[-2:] == ["e", "f"] or list(found)[-2:] == ["f", "e"]
    assert found["e"].mean_rank == pytest.approx(5.5)


def test_profiles_with_an_unknown_score_are_left_out():
    found = standings({"m": {"a": 1.0, "b": 0.0}, "n": {"a": None, "b": 5.0}})
    assert {one.respondents for one in found.values()} == {1}
    assert standings({"n": {"a": None, "b": 5.0}}) == standings({}) == {}
