import pytest

from couple.foundation import UserError
from couple.instruments import Irregularity, read_ratings

ITEMS = ("1/1", "1/2", "2/1")


def read(tmp_path, *lines, head="model,portrait_id,option_id,v1,v2"):
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join([head, *lines]) + "\n")
    return read_ratings(path, items=ITEMS, item=("portrait_id", "option_id"))


def kinds(ratings):
    return {(one.respondent, one.kind): (one.count, one.example) for one in ratings.irregularities}


def test_an_item_is_the_mean_of_the_versions_that_were_answered(tmp_path):
    ratings = read(tmp_path, "m,1,1,4.0,5", "m,1,2,6,", "m,2,1, 1 ,2")
    assert ratings.item_means["m"] == {"1/1": 4.5, "1/2": 6.0, "2/1": 1.5}
    handling = "left out of the item's mean"
    assert ratings.irregularities == (Irregularity("m", "missing rating", 1, "1/2", handling),)


def test_ratings_off_the_scale_are_named_and_never_averaged_in(tmp_path):
    ratings = read(tmp_path, "m,1,1,7,5", "m,1,2,0,3", "m,2,1,2.5,very", "n,1,1,1,2", "n,1,2,1,2", "n,2,1,1,nan")
    assert ratings.item_means["m"] == {"1/1": 5.0, "1/2": 3.0}
    assert kinds(ratings) == {
        ("m", "rating not on the scale 1..6"): (4, "1/1: 7"),
        ("n", "rating not on the scale 1..6"): (1, "2/1: nan"),
    }


def test_unknown_items_are_left_out_and_absent_ones_are_counted(tmp_path):
    ratings = read(tmp_path, "m,1,1,4,5", "m,9,9,1,1")
    assert list(ratings.item_means["m"]) == ["1/1"]
    assert kinds(ratings) == {("m", "unknown item"): (1, "9/9"), ("m", "item without a row"): (2, "1/2")}


def test_a_repeated_row_counts_once_and_contradicting_rows_not_at_all(tmp_path):
    ratings = read(tmp_path, "m,1,1,4,5", "m,1,1,4,5", "m,1,2,2,2", "m,1,2,3,2", "m,2,1,6,6")
    assert ratings.item_means["m"] == {"1/1": 4.5, "2/1": 6.0}
    assert kinds(ratings) == {
        ("m", "row repeated word for word"): (1, "1/1"),
        ("m", "row that contradicts an earlier one"): (1, "1/2"),
        ("m", "item without a row"): (1, "1/2"),
    }


def test_a_respondent_who_answers_all_the_same_is_named(tmp_path):
    ratings = read(tmp_path, "m,1,1,3,3", "m,1,2,3,3", "m,2,1,3,3", ",1,1,3,4", ",1,2,3,3", ",2,1,3,3")
    assert kinds(ratings) == {("m", "every rating is 3"): (6, "all items")}
    assert set(ratings.item_means) == {"(no name)", "m"}


def test_the_order_of_rows_changes_nothing(tmp_path):
    lines = ["m,1,1,4,5", "m,1,2,6,", "n,2,1,1,2", "n,1,1,8,2"]
    one, other = read(tmp_path, *lines), read(tmp_path, *lines[::-1])
    assert one.usable == other.usable
    assert one.irregularities == other.irregularities


@pytest.mark.parametrize(
    ("head", "lines", "found"),
    [
        ("Model,portrait_id,option_id,v1", ["m,1,1,4"], "no column model"),
        ("model,portrait_id,option_id", ["m,1,1"], "no ratings"),
        ("model,portrait_id,option_id,v1", [], "no ratings"),
        ("model,portrait_id,option_id,v1", ["m,8,8,4"], "no row names an item"),
        ("model,portrait_id,option_id,v1", ["m,1,1,4", "m,1,2,4,5,6"], "line 3 has more cells"),
        ("model,portrait_id,option_id,v1,v1", ["m,1,1,4,5"], "v1 stands twice"),
        ("model,portrait_id,option_id,v1", ['m,1,1,"4'], "near line 1"),
    ],
)
def test_a_file_that_is_no_ratings_table_is_refused(tmp_path, head, lines, found):
    with pytest.raises(UserError, match=found):
        read(tmp_path, *lines, head=head)


def test_a_missing_and_an_empty_file_are_refused(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_ratings(tmp_path / "nowhere.csv", items=ITEMS)
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(UserError, match="is empty"):
        read_ratings(tmp_path / "empty.csv", items=ITEMS)
