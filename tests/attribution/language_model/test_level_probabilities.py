import pytest

from couple.attribution.language_model import LevelProbabilities, measure_level_probabilities
from couple.foundation import UserError


def test_shares_are_counted_and_rise():
    levels = [1] * 8 + [2] * 8 + [3] * 8 + [4] * 8
    found = [True] * 2 + [False] * 6 + [False] * 8 + [True] * 6 + [False] * 2 + [True] * 4 + [False] * 4
    table = measure_level_probabilities(levels, found, rater="r")
    assert table.counts == (8, 8, 8, 8, 0)
    one, two, three, four, five = table.probabilities
    assert (one, two) == (pytest.approx(3 / 10), pytest.approx(1 / 10))
    # 7/10 and 5/10 fall, and nothing was seen on 5, whose prior is 1/2: all three are pooled, weighted 10, 10, 2
    assert three == pytest.approx(four) == pytest.approx(five) == pytest.approx((7 + 5 + 1) / 22)


def test_a_table_survives_its_file(tmp_path):
    table = measure_level_probabilities([2, 5], [False, True], rater="r")
    table.save(tmp_path / "p.json")
    assert LevelProbabilities.load(tmp_path / "p.json") == table


@pytest.mark.parametrize(
    "content", ["[]", "{}", '{"rater": "r", "probabilities": [0, 0, 0, 0, 2], "counts": [1, 1, 1, 1, 1]}']
)
def test_what_is_no_table_is_refused(tmp_path, content):
    (tmp_path / "p.json").write_text(content)
    with pytest.raises(UserError, match="probabilities"):
        LevelProbabilities.load(tmp_path / "p.json")
