import torch

from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.recorded.ratings import Ratings

KEY = {"power": ("x", "y"), "security": ("y", "z"), "hedonism": ()}


def ratings(**usable):
    return Ratings(usable, ())


def test_rows_name_who_rated_what_when_and_how():
    data = ordinal_data(ratings(m={"x": {"v1": 2, "v2": 6}, "z": {"v1": 2}}, n={"y": {"v1": 1}, "x": {"v1": 3}}), KEY)
    assert (data.respondents, data.items, data.values) == (("m", "n"), ("x", "y", "z"), ("power", "security"))
    rows = zip(data.respondent, data.item, data.run, data.rating, data.count, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [
        (0, 0, 0, 1, 1),
        (0, 0, 1, 5, 1),
        (0, 2, 0, 1, 1),
        (1, 1, 2, 0, 1),
        (1, 0, 2, 2, 1),
    ]
    assert data.owner.tolist() == [0, 0, 1]
    assert data.ratings == 5


def test_an_item_of_two_values_speaks_half_for_each_and_counts_for_both():
    data = ordinal_data(ratings(m={"x": {"v": 2}, "y": {"v": 3}, "z": {"v": 4}}), KEY)
    assert data.weights.tolist() == [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    assert data.rated().tolist() == [[2.0, 2.0]]


def test_equal_ratings_are_one_row_when_runs_are_not_told_apart():
    given = ratings(m={"x": {"v1": 2, "v2": 2, "v3": 5}, "z": {"v1": 1}})
    data = ordinal_data(given, KEY, by_run=False)
    assert data.count.tolist() == [2.0, 1.0, 1.0]
    assert (data.ratings, len(data.owner)) == (4, 1)
    assert ordinal_data(given, KEY).count.tolist() == [1.0] * 4


def test_who_orders_no_values_is_left_out_with_the_reason():
    flat = {"x": {"v1": 3, "v2": 3}, "z": {"v1": 3}}
    data = ordinal_data(
        ratings(flat=flat, silent={"x": {}}, other={"q": {"v": 1}}, m={"x": {"v": 1}, "z": {"v": 2}}), KEY
    )
    assert data.respondents == ("m",)
    assert data.left_out == {
        "flat": "every rating is 3",
        "silent": "no usable rating",
        "other": "no usable rating",
    }


def test_nobody_at_all_is_empty_not_an_error():
    data = ordinal_data(ratings(flat={"x": {"v": 1}}), KEY)
    assert (data.respondents, data.items, data.ratings) == ((), (), 0)
    assert torch.equal(data.rated(), torch.zeros(0, 2).double())
