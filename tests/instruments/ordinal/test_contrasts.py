import csv
from io import StringIO

import pytest
import torch

from couple.instruments.ordinal.contrasts import OTHERS, OWN, Contrasts, contrasts_csv
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.recorded.ratings import Ratings

GROUPS = {"both": ("one", "two"), "elsewhere": ("four",)}


def posterior(ratings, key, effects=None):
    """The mode or, where ``effects`` (draw, respondent, value) are given, these draws."""
    found = MaximumAPosteriori().fit(OrdinalRegression(ordinal_data(ratings, key)), seed=0)
    if effects is None:
        return found
    drawn = Posterior(found.regression, found.sites, "by hand", None, ())
    drawn.__dict__["value_effects"] = torch.tensor(effects, dtype=torch.float64)
    return drawn


def test_contrasts_by_hand(few):
    key, ratings = few
    draws = [[[k / 100, 1.0, 2.0], [0.5, 0.0, 5.0]] for k in range(101)]
    found = Contrasts(posterior(ratings, key, draws), GROUPS)
    assert found.dimensions == ("one", "two", "three", "both")  # a group without a value here is no dimension
    own = found.own("a", "one")
    assert (own.estimate, own.lower, own.upper) == pytest.approx((0.5, 0.025, 0.975))
    assert own.above == pytest.approx(100 / 101)  # of 101 draws one is 0
    against = found.against_others("a", "one")
    assert (against.estimate, against.lower, against.upper) == pytest.approx((0.0, -0.475, 0.475))
    both = found.difference("a", "b", "both")  # (k / 100 + 1) / 2 - 0.25
    assert (both.estimate, both.above, both.against) == (pytest.approx(0.5), 1.0, "b")
    assert found.difference("b", "a", "both").estimate == pytest.approx(-0.5)


def test_every_contrast_is_listed_once(few):
    key, ratings = few
    rows = list(Contrasts(posterior(ratings, key), GROUPS).all())
    places = [(one.respondent, one.against, one.dimension) for one in rows]
    assert len(set(places)) == len(places) == 4 * (2 + 2 + 1)


def test_a_mode_has_no_interval_and_says_so(few):
    key, ratings = few
    one = Contrasts(posterior(ratings, key), GROUPS).own("a", "one")
    assert one.estimate is not None and one.estimate > 0
    assert (one.lower, one.upper, one.above) == (None, None, None)
    assert "a mode has no interval" in one.reason


def test_a_single_respondent_cannot_be_compared(few):
    key, ratings = few
    found = Contrasts(posterior(Ratings({"a": ratings.usable["a"]}, ()), key), GROUPS)
    one = found.against_others("a", "one")
    assert (one.estimate, one.reason) == (None, "there is no other respondent to compare with")
    assert found.own("a", "one").estimate is not None


def test_who_is_left_out_and_what_was_not_rated_is_unknown_with_the_reason(few):
    key, ratings = few
    flat = {item: {"run 0": 4} for items in key.values() for item in items}
    partly = {item: given for item, given in ratings.usable["b"].items() if item not in key["two"]}
    found = Contrasts(posterior(Ratings({**ratings.usable, "b": partly, "flat": flat}, ()), key), GROUPS)
    assert found.own("flat", "one").reason == "flat: every rating is 4"
    assert found.difference("a", "flat", "one").reason == "flat: every rating is 4"
    assert "b rated no item of two" in found.own("b", "two").reason
    assert "b rated no item of both" in found.against_others("b", "both").reason
    assert found.against_others("a", "two").reason == "there is no other respondent to compare with"
    assert found.against_others("a", "three").estimate == found.difference("a", "b", "three").estimate


def test_the_file_leaves_unknown_cells_empty(few):
    key, ratings = few
    found = Contrasts(posterior(Ratings({"a": ratings.usable["a"]}, ()), key), GROUPS)
    rows = list(csv.DictReader(StringIO(contrasts_csv([found.against_others("a", "one"), found.own("a", "one")]))))
    assert [row["against"] for row in rows] == [OTHERS, OWN]
    assert (rows[0]["estimate"], rows[0]["above"]) == ("", "")
    assert float(rows[1]["estimate"]) > 0
