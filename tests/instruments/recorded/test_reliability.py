import numpy
import pytest

from couple.instruments import Ratings
from couple.instruments.recorded.reliability import cronbach_alpha

ITEMS = ("1", "2", "3")


def ratings(rows, version="v1"):
    return Ratings(
        {f"m{k}": {item: {version: int(x)} for item, x in zip(ITEMS, row, strict=True)} for k, row in enumerate(rows)},
        (),
    )


def test_alpha_by_hand():
    # items (1, 2, 3), (1, 2, 3), (2, 2, 5): variances 1, 1, 3; sums 4, 6, 11: variance 13; 3/2 (1 - 5/13) = 12/13
    assert cronbach_alpha(ratings([(1, 1, 2), (2, 2, 2), (3, 3, 5)]), ITEMS).value == pytest.approx(12 / 13)


def test_items_that_say_the_same_are_perfectly_reliable_and_opposed_ones_are_not():
    assert cronbach_alpha(ratings([(1, 1, 1), (4, 4, 4), (6, 6, 6)]), ITEMS).value == pytest.approx(1)
    assert cronbach_alpha(ratings([(1, 6, 1), (4, 3, 1), (6, 2, 1)]), ITEMS).value < 0


def test_alpha_of_a_one_factor_model_is_what_theory_says():
    """k parallel items with correlation r: alpha = k r / (1 + (k - 1) r) (Spearman and Brown)."""
    draw = numpy.random.default_rng(0)
    factor, noise = draw.normal(size=(4000, 1)), draw.normal(size=(4000, 3))
    rows = numpy.clip(numpy.rint(3.5 + factor + noise), 1, 6)
    r = numpy.corrcoef(rows.T)[numpy.triu_indices(3, 1)].mean()
    assert cronbach_alpha(ratings(rows), ITEMS).value == pytest.approx(3 * r / (1 + 2 * r), abs=0.01)


def test_every_version_is_a_row_and_an_incomplete_one_is_none():
    usable = {
        "a": {"1": {"v1": 1, "v2": 2}, "2": {"v1": 1, "v2": 3}},
        "b": {"1": {"v1": 4, "v2": 4}, "2": {"v1": 5}},
        "c": {"1": {"v1": 6}, "2": {"v1": 5}},
    }
    rows = [(1, 1), (2, 3), (4, 5), (6, 5)]
    table = numpy.array(rows)
    expected = 2 * (1 - table.var(axis=0, ddof=1).sum() / table.sum(axis=1).var(ddof=1))
    assert cronbach_alpha(Ratings(usable, ()), ["1", "2"]).value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rows", "items", "reason"),
    [
        ([(1, 2, 3)] * 3, ("1",), "fewer than two items"),
        ([(1, 2, 3), (3, 2, 2)], ITEMS, "fewer than 3 respondents"),
        ([(1, 2, 3), (3, 2, 1), (2, 2, 2)], ITEMS, "all rows have the same sum"),
        ([(1, 2, 3), (3, 2, 2), (1, 1, 1)], (*ITEMS, "4"), "fewer than 3 respondents"),
    ],
)
def test_what_cannot_be_said_says_why(rows, items, reason):
    found = cronbach_alpha(ratings(rows), items)
    assert found.value is None and reason in found.reason
