from statistics import fmean

import pytest

from couple.instruments import Ratings, build_instrument, order_sensitivity, wording_sensitivity
from couple.values.distance import Measured


def ratings(**items):
    return Ratings({"m": items}, ())


def test_sensitivities_by_hand():
    found = ratings(
        a={"v1": 3, "v1_reversed": 3, "v2": 3, "v2_reversed": 4},
        b={"v1": 3, "v1_reversed": 5, "v2": 4},
        c={"v1": 6, "v1_reversed": 6, "v2_reversed": 1},
    )
    assert order_sensitivity(found, "m") == Measured(0.5)  # four pairs, two of them unequal
    assert wording_sensitivity(found, "m") == Measured(0.5)  # a and b have both wordings; b differs


def test_one_version_says_nothing_of_consistency():
    reason = "no item was rated in two versions"
    found = ratings(a={"v1": 3}, b={"v1": 4}, c={})
    assert order_sensitivity(found, "m") == wording_sensitivity(found, "m") == Measured(None, reason)


def test_the_released_models_are_as_sensitive_as_published(portrait_folder):
    """Published averages, over 27 of these 33 models: 0.424 for the order, 0.501 for the wording."""
    found = build_instrument({"name": "portrait"}).recorded(portrait_folder / "llm_ratings_long.csv")
    models = [model for model in found.usable if model != "gemini-flash-1.5"]  # two of its six versions are released
    assert fmean(order_sensitivity(found, model).value for model in models) == pytest.approx(0.424, abs=0.01)
    assert fmean(wording_sensitivity(found, model).value for model in models) == pytest.approx(0.501, abs=0.02)
