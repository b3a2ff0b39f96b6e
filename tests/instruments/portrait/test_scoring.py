import pytest

from couple.instruments import DimensionScore
from couple.instruments.portrait.key import PortraitKey, portrait_key
from couple.instruments.portrait.scoring import RELEASED_LOSSES, score_portrait
from couple.instruments.recorded.csv_table import read_rows

KEY = PortraitKey(
    ("1/1", "1/2", "1/3", "1/4"),
    {
        "pvq": {"Power": frozenset({"1/1", "1/2"}), "Security": frozenset({"1/2", "1/3"})},
        "bfi": {"Openness": frozenset()},
    },
)


def scores_of(ratings):
    return {score.dimension: score for score in score_portrait({"m": ratings}, KEY)}


def test_scores_by_hand():
    # tagged: 6, 3, 3 (item 1/4 belongs to no scale); g = 4; power = 4.5, security = 3
    scores = scores_of({"1/1": 6.0, "1/2": 3.0, "1/3": 3.0, "1/4": 1.0})
    assert scores["Power"] == DimensionScore("m", "pvq", "Power", 0.5, 4.5, 1.5, 2)
    assert scores["Security"] == DimensionScore("m", "pvq", "Security", -1.0, 3.0, 0.0, 2)


def test_an_item_on_two_scales_enters_the_general_mean_once():
    scores = scores_of({"1/1": 1.0, "1/2": 4.0, "1/3": 1.0})
    assert scores["Power"].centred_mean == 2.5 - 2.0  # over scales it would be 2.5 - 2.5


def test_an_unrated_item_leaves_its_scale_and_an_empty_scale_is_unknown():
    scores = scores_of({"1/1": 6.0, "1/3": 2.0})
    assert scores["Power"] == DimensionScore("m", "pvq", "Power", 2.0, 6.0, 0.0, 1)
    assert scores["Openness"] == DimensionScore("m", "bfi", "Openness", None, None, None, 0)


def test_the_same_rating_everywhere_gives_zero_and_a_shift_changes_nothing():
    ratings = {"1/1": 2.0, "1/2": 3.0, "1/3": 5.0}
    flat = scores_of(dict.fromkeys(ratings, 3.0))
    assert (flat["Power"].centred_mean, flat["Security"].centred_mean) == (0.0, 0.0)
    shifted = scores_of({item: rating + 1 for item, rating in ratings.items()})
    for value, score in scores_of(ratings).items():
        if score.n:
            assert shifted[value].centred_mean == pytest.approx(score.centred_mean, abs=1e-12)


def test_a_lost_item_is_lost_for_its_respondent_only():
    ratings = {"1/1": 6.0, "1/2": 2.0, "1/3": 1.0}
    lost = frozenset({("m", "1/1"), ("m", "no such item")})
    scores = score_portrait({"m": ratings, "n": ratings}, KEY, lost=lost)
    assert {score.model: score.n for score in scores if score.dimension == "Power"} == {"m": 1, "n": 2}


def test_tags_are_correlations_strictly_above_the_threshold_and_significant():
    header = ["portrait_id", "option_id", "r_Achievement", "rH_Openness_to_Change", "rB_Openness"]
    lines = ["3902 4 0.31 0 0.31", "1902 2 0.31 0.31 0.1", "1 1 0.3 0 0.5", "2 2 -0.9 0 0.1"]
    key = portrait_key([dict(zip(header, line.split(), strict=True)) for line in lines])
    assert key.items == ("3902/4", "1902/2", "1/1", "2/2")
    assert key.scales == {
        "pvq": {"Achievement": {"1902/2"}},  # 3902/4 is not significant, 1/1 not above, 2/2 negative
        "higher_pvq": {"Openness_to_Change": {"1902/2"}},
        "bfi": {"Openness": {"3902/4", "1/1"}},
    }


def test_the_key_of_the_real_data_has_the_published_lengths(portrait_folder):
    key = portrait_key(read_rows(portrait_folder / "items_tagged.csv", what="item table"))
    assert len(key.items) == 520
    assert {dimension: len(items) for dimension, items in key.scales["pvq"].items()} == {
        "Universalism": 15,
        "Benevolence": 13,
        "Conformity": 23,
        "Tradition": 12,
        "Security": 14,
        "Power": 64,
        "Achievement": 56,
        "Hedonism": 33,
        "Stimulation": 43,
        "Self_Direction": 11,
    }
    assert len(frozenset().union(*key.scales["pvq"].values())) == 221


def test_the_losses_of_the_release_are_two_items():
    assert {model for model, _ in RELEASED_LOSSES} == {"gemini-2.0-flash-thinking-exp-01-21", "llama-3.1-8b-instruct"}
