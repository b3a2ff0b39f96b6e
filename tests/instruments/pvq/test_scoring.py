import random

import pytest

from couple.instruments import build_instrument
from couple.instruments.pvq.questionnaire import load_questionnaire
from couple.instruments.pvq.scoring import score_questionnaire
from couple.values import PVQ40, score_answers

KEY = {"power": ("a", "b"), "security": ("c",), "hedonism": ("d",)}


def scores_of(ratings, key=KEY, groups=None):
    return {score.dimension: score for score in score_questionnaire({"m": ratings}, key, groups or {})}


def test_scores_by_hand():
    # all items: 6 + 4 + 2 + 3 over four items = 3.75; the mean of the three value means would be 3.33
    scores = scores_of({"a": 6.0, "b": 4.0, "c": 2.0, "d": 3.0}, groups={"both": ("power", "security")})
    power = scores["power"]
    assert (power.mean, power.centred_mean, power.sd, power.n, power.family) == (5.0, 1.25, 1.0, 2, "pvq")
    both = scores["both"]  # a mean of value means: (5 + 2) / 2, not (6 + 4 + 2) / 3
    assert (both.mean, both.centred_mean, both.n, both.family) == (3.5, -0.25, 2, "higher_pvq")


def test_centred_scores_weighted_by_items_sum_to_zero():
    questionnaire, generator = load_questionnaire(), random.Random(1)
    ratings = {item.id: float(generator.randint(1, 6)) for item in questionnaire.items}
    scores = scores_of(ratings, questionnaire.key)
    assert abs(sum(score.n * score.centred_mean for score in scores.values())) < 1e-9
    assert abs(sum(score.centred_mean for score in scores.values())) > 0.01  # the unweighted sum is another matter


@pytest.mark.parametrize("answer", [1.0, 3.5, 6.0])
def test_a_respondent_who_answers_all_the_same_has_no_profile(answer):
    scores = scores_of(dict.fromkeys("abcd", answer))
    assert {score.centred_mean for score in scores.values()} == {0.0}


def test_a_shift_of_all_answers_changes_no_centred_score():
    ratings = {"a": 1.0, "b": 3.0, "c": 2.0, "d": 4.0}
    shifted = scores_of({item: rating + 2 for item, rating in ratings.items()})
    for value, score in scores_of(ratings).items():
        assert shifted[value].centred_mean == pytest.approx(score.centred_mean, abs=1e-12)
        assert shifted[value].mean == score.mean + 2


def test_gaps_are_left_out_and_too_many_of_them_leave_everything_unknown():
    scores = scores_of({"a": 6.0, "b": 4.0, "d": 2.0})  # one of four items open
    assert (scores["power"].centred_mean, scores["security"].n, scores["security"].mean) == (1.0, 0, None)
    assert {score.n for score in scores_of({"a": 6.0, "b": 4.0}).values()} == {0}


def test_it_agrees_with_the_survey_scorer_of_the_values_room():
    questionnaire, generator = load_questionnaire(), random.Random(2)
    for _ in range(20):
        answers = [generator.randint(1, 6) for _ in questionnaire.items]
        ratings = {item.id: float(answer) for item, answer in zip(questionnaire.items, answers, strict=True)}
        expected = score_answers(answers, PVQ40, reversed_codes=False)
        found = scores_of(ratings, questionnaire.key)
        assert {value: score.centred_mean for value, score in found.items()} == pytest.approx(dict(expected.centred))


def test_recorded_answers_to_the_questionnaire_are_scored(tmp_path):
    instrument = build_instrument({"name": "pvq"})
    rows = [f"m,{item.id},{6 if item.value == 'power' else 3}" for item in instrument.questionnaire.items]
    (tmp_path / "answers.csv").write_text("\n".join(["model,item,first", *rows]) + "\n")
    scores = {score.dimension: score for score in instrument.score(instrument.recorded(tmp_path / "answers.csv"))}
    assert scores["power"].centred_mean == pytest.approx(6 - (3 * 6 + 37 * 3) / 40)
    assert set(scores) >= {"self_enhancement", "self_transcendence", "conservation", "openness_to_change"}
    assert scores["self_enhancement"].mean == 4.5
