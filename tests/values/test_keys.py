"""Keys against the coding sheets, and what follows from them for centring and higher-order values."""

import csv
import random
from statistics import fmean

import pytest

from couple.values import ESS_ITEMS, PVQ21, PVQ40, PVQ_RR, load_profile, load_system, score_answers
from couple.values.keys import INSTRUMENTS


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_a_key_partitions_the_items_over_all_values_of_its_system(instrument):
    items = [item for members in instrument.key.values() for item in members]
    assert sorted(items) == list(range(1, instrument.items + 1))
    assert tuple(instrument.key) == load_system(instrument.system).names


def test_rows_of_the_refined_key():
    assert {len(items) for items in PVQ_RR.key.values()} == {3}
    assert PVQ_RR.key["self_direction_thought"] == (1, 23, 39)
    assert PVQ_RR.key["face"] == (9, 24, 49) and PVQ_RR.key["humility"] == (7, 38, 54)
    assert PVQ_RR.key["benevolence_caring"] == (11, 25, 47)
    assert PVQ_RR.key["universalism_tolerance"] == (14, 34, 57)


def test_rows_of_the_forty_items():
    assert PVQ40.key["universalism"] == (3, 8, 19, 23, 29, 40)
    assert PVQ40.key["conformity"] == (7, 16, 28, 36) and PVQ40.key["tradition"] == (9, 20, 25, 38)


def test_groups_of_the_refined_sheet_leave_out_the_two_border_values():
    groups = load_system("schwartz19").higher_order
    members = [value for values in groups.values() for value in values]
    assert len(members) == len(set(members)) == 17
    assert set(PVQ_RR.key) - set(members) == {"face", "humility"}
    assert {group: len(values) for group, values in groups.items()} == {
        "openness_to_change": 4,
        "self_enhancement": 3,
        "conservation": 5,
        "self_transcendence": 5,
    }


def test_groups_of_the_forty_items_are_means_of_values():
    groups = load_system("schwartz10").higher_order
    assert groups["openness_to_change"] == ("self_direction", "stimulation", "hedonism")
    assert groups["self_transcendence"] == ("benevolence", "universalism")


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_centred_scores_weighted_by_items_sum_to_zero_and_shifts_change_nothing(instrument):
    draw = random.Random(11)
    for _ in range(50):
        answers = [draw.randint(1, 5) for _ in range(instrument.items)]
        scores = score_answers(answers, instrument, reversed_codes=False)
        shifted = score_answers([answer + 1 for answer in answers], instrument, reversed_codes=False)
        assert scores is not None and shifted is not None
        assert abs(sum(len(instrument.key[value]) * score for value, score in scores.centred.items())) < 1e-9
        assert dict(shifted.centred) == pytest.approx(dict(scores.centred), abs=1e-12)


@pytest.mark.parametrize("instrument", [PVQ21, PVQ40], ids=lambda one: one.name)
def test_centring_over_the_ten_values_would_give_other_scores(instrument):
    """Universalism has more items than the others: whoever holds it high has a higher mean rating than ten means say.

    With 19 values of three items each (PVQ-RR) the two agree, so only there does the slip go unseen.
    """
    answers = [6 if number in instrument.key["universalism"] else 2 for number in range(1, instrument.items + 1)]
    scores = score_answers(answers, instrument, reversed_codes=False)
    assert scores is not None
    slip = fmean(scores.raw.values())
    weight = len(instrument.key["universalism"]) / instrument.items
    assert scores.mean_rating == pytest.approx(2 + 4 * weight)
    assert scores.mean_rating - slip == pytest.approx(4 * (weight - 1 / 10))
    assert scores.mean_rating - slip > 0.15


def test_the_refined_key_centres_alike_both_ways():
    draw = random.Random(3)
    scores = score_answers([draw.randint(1, 6) for _ in range(57)], PVQ_RR, reversed_codes=False)
    assert scores is not None
    assert scores.mean_rating == pytest.approx(fmean(scores.raw.values()), abs=1e-12)


def test_survey_codes_run_the_other_way_and_five_becomes_two():
    answers = dict.fromkeys(ESS_ITEMS, 3) | {"imprich": 5, "iprspot": 5}
    scores = score_answers(list(answers.values()), PVQ21, reversed_codes=True)
    assert scores is not None
    assert scores.raw["power"] == 2  # a published recode of these items makes it 3
    assert scores.raw["hedonism"] == 4


def test_a_file_of_57_answers_is_a_profile_of_nineteen_values(tmp_path):
    rows = [[5 if number in PVQ_RR.key["humility"] else 3 for number in range(1, 58)] for _ in range(2)]
    with (tmp_path / "answers.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[f"item_{number}" for number in range(1, 58)], *rows])
    profile = load_profile({"survey": str(tmp_path / "answers.csv")})
    assert profile.system.name == "schwartz19"
    mean_rating = (3 * 5 + 54 * 3) / 57
    assert profile.priorities["humility"] == pytest.approx(3 + 5 - mean_rating)
    assert profile.priorities["face"] == pytest.approx(3 + 3 - mean_rating)
    named = load_profile({"survey": str(tmp_path / "answers.csv"), "instrument": "pvq_rr"})
    assert named.priorities == profile.priorities


def test_scores_of_real_people_are_centred_over_21_items():
    """Value Portrait's 569 people: weighted by items their scores sum to zero, by values they do not."""
    import json

    from couple.data import is_available, locate

    if not is_available("valueportrait"):
        pytest.skip("the Value Portrait data set is not here (set COUPLE_DATA)")
    people = json.loads((locate("valueportrait") / "value.json").read_text())
    assert len(people) == 569
    over_values = 0
    for person in people.values():
        centred = {value.lower(): score for value, score in person["pvq"].items()}
        assert abs(sum(len(PVQ21.key[value]) * score for value, score in centred.items())) < 1e-12
        over_values += abs(sum(centred.values())) > 1e-6
    assert over_values > 500
