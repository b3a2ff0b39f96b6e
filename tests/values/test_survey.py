"""Questionnaire keys, scoring and centring, with numbers worked out by hand."""

import random

import pytest

from couple.foundation import UserError
from couple.values import ESS_ITEMS, PVQ21, PVQ40, load_system, priority_from_centred, score_answers
from couple.values.keys import INSTRUMENTS
from couple.values.survey import profile_of_scores


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_the_key_uses_every_item_once_and_every_value(instrument):
    items = [item for members in instrument.key.values() for item in members]
    assert sorted(items) == list(range(1, instrument.items + 1))
    assert tuple(instrument.key) == load_system(instrument.system).names


def test_known_places_of_the_keys():
    assert PVQ21.key["universalism"] == (3, 8, 19) and PVQ21.key["hedonism"] == (10, 21)
    assert PVQ40.key["security"] == (5, 14, 21, 31, 35) and PVQ40.key["power"] == (2, 17, 39)
    by_value = {value: [ESS_ITEMS[item - 1] for item in items] for value, items in PVQ21.key.items()}
    assert by_value == {
        "self_direction": ["ipcrtiv", "impfree"],
        "stimulation": ["impdiff", "ipadvnt"],
        "hedonism": ["ipgdtim", "impfun"],
        "achievement": ["ipshabt", "ipsuces"],
        "power": ["imprich", "iprspot"],
        "security": ["impsafe", "ipstrgv"],
        "conformity": ["ipfrule", "ipbhprp"],
        "tradition": ["ipmodst", "imptrad"],
        "benevolence": ["iphlppl", "iplylfr"],
        "universalism": ["ipeqopt", "ipudrst", "impenv"],
    }


def test_centring_is_over_all_items_not_over_the_ten_values():
    # All 21 items 3, but the three of universalism 6: the mean rating is (18 * 3 + 3 * 6) / 21 = 24 / 7.
    # The mean of the ten values would be (9 * 3 + 6) / 10 = 3.3 instead.
    answers = [6 if number in (3, 8, 19) else 3 for number in range(1, 22)]
    scores = score_answers(answers, PVQ21, reversed_codes=False)
    assert scores is not None
    assert scores.mean_rating == pytest.approx(24 / 7)
    assert scores.raw["universalism"] == 6 and scores.raw["power"] == 3
    assert scores.centred["universalism"] == pytest.approx(18 / 7)
    assert scores.centred["power"] == pytest.approx(-3 / 7)


def test_pvq40_by_hand():
    # Items 1..40 answered 2, the three of power 5: mean rating (37 * 2 + 3 * 5) / 40 = 2.225.
    answers = [5 if number in (2, 17, 39) else 2 for number in range(1, 41)]
    scores = score_answers(answers, PVQ40, reversed_codes=False)
    assert scores is not None
    assert scores.mean_rating == pytest.approx(2.225)
    assert scores.centred["power"] == pytest.approx(2.775)
    assert scores.centred["universalism"] == pytest.approx(-0.225)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_identities_of_centring(instrument):
    draw = random.Random(5)
    for _ in range(30):
        answers = [draw.randint(1, 5) for _ in range(instrument.items)]
        scores = score_answers(answers, instrument, reversed_codes=False)
        shifted = score_answers([answer + 1 for answer in answers], instrument, reversed_codes=False)
        mirrored = score_answers([7 - answer for answer in answers], instrument, reversed_codes=True)
        assert scores is not None and shifted is not None and mirrored is not None
        weighted = sum(len(instrument.key[value]) * score for value, score in scores.centred.items())
        assert weighted == pytest.approx(0, abs=1e-9)
        assert dict(shifted.centred) == pytest.approx(dict(scores.centred))
        assert mirrored == scores


@pytest.mark.parametrize("answer", range(1, 7))
def test_the_same_answer_everywhere_says_nothing(answer):
    scores = score_answers([answer] * 21, PVQ21, reversed_codes=False)
    assert scores is not None
    assert set(scores.centred.values()) == {0.0}
    assert set(profile_of_scores([scores]).priorities.values()) == {3.0}


@pytest.mark.parametrize("code", [7, 8, 9, 66, 77, 88, 99, None])
@pytest.mark.parametrize("reversed_codes", [True, False])
def test_codes_above_six_are_missing(code, reversed_codes):
    answers: list[int | None] = [2] * 21
    answers[1] = code  # power: item 2 missing, item 17 answered
    scores = score_answers(answers, PVQ21, reversed_codes=reversed_codes)
    assert scores is not None
    assert scores.raw["power"] == scores.mean_rating == (5 if reversed_codes else 2)


def test_at_most_a_quarter_of_the_items_may_be_missing():
    for instrument, allowed in ((PVQ21, 5), (PVQ40, 10)):
        for missing in (allowed, allowed + 1):
            answers = [None] * missing + [3] * (instrument.items - missing)
            scored = score_answers(answers, instrument, reversed_codes=False)
            assert (scored is not None) == (missing == allowed)


def test_a_value_without_answers_is_absent():
    answers = [None if number in (2, 17) else 3 for number in range(1, 22)]
    scores = score_answers(answers, PVQ21, reversed_codes=False)
    assert scores is not None
    assert "power" not in scores.raw and len(scores.raw) == 9
    assert "power" not in profile_of_scores([scores]).names


def test_wrong_numbers_of_answers_are_a_bug():
    with pytest.raises(ValueError, match="pvq21 wants 21 codes"):
        score_answers([3] * 20, PVQ21, reversed_codes=False)
    with pytest.raises(ValueError, match="pvq21 wants 21 codes of 1 or more"):
        score_answers([0] + [3] * 20, PVQ21, reversed_codes=False)


def test_mean_profile_by_hand():
    # Centred universalism 18/7 for one and 0 for the other: mean 9/7, priority 3 + 9/7; power: 3 - 3/14.
    first = score_answers([6 if number in (3, 8, 19) else 3 for number in range(1, 22)], PVQ21, reversed_codes=False)
    second = score_answers([4] * 21, PVQ21, reversed_codes=False)
    assert first is not None and second is not None
    mean = profile_of_scores([first, second])
    assert mean.priorities["universalism"] == pytest.approx(3 + 9 / 7)
    assert mean.priorities["power"] == pytest.approx(3 - 3 / 14)


def test_no_respondents_no_profile():
    with pytest.raises(UserError, match="every respondent misses more than 25% of the items"):
        profile_of_scores([])


def test_priority_from_centred_is_monotone_and_stays_on_the_scale():
    assert [priority_from_centred(score) for score in (-5, -2, -0.5, 0, 1.25, 2, 5)] == [1, 1, 2.5, 3, 4.25, 5, 5]
