import pytest

from couple.data import conclusion_key, is_available, judge_arguments, opinion_question
from couple.data.answers import hold_out_topics, training_answers

pytestmark = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


def keys(frame):
    return set(frame["conclusion"].map(conclusion_key))


def test_the_decoder_learns_from_no_row_conclusion_or_question_of_the_judge():
    learned, judged = training_answers(), judge_arguments()
    assert len(learned) == 4117
    assert not set(learned["identifier"]) & set(judged["identifier"])
    assert not keys(learned) & keys(judged)
    assert not set(learned["question"]) & set(judged["conclusion"].map(opinion_question))


def test_whole_topics_are_held_out_and_nothing_is_lost():
    answers = training_answers()
    learned, measured = hold_out_topics(answers, 0.1)
    assert not keys(learned) & keys(measured)
    assert sorted([*learned["identifier"], *measured["identifier"]]) == sorted(answers["identifier"])
    assert 0.05 < len(keys(measured)) / len(keys(answers)) < 0.15


def test_a_larger_share_holds_out_more_of_the_same():
    answers = training_answers()
    some, more = (keys(hold_out_topics(answers, share)[1]) for share in (0.1, 0.2))
    assert some < more
    assert hold_out_topics(answers, 0.0)[1].empty
