import pytest

from couple.evaluation.measures.robustness import error_changes, score_changes

WANTED = {"security": 5, "hedonism": 1}


@pytest.fixture
def answers(case, judged):
    plain = case("p", "safe", WANTED)
    told = case("p", "safe", WANTED, variant="distractors", told={"power": 5})
    reworded = case("p", "safe", WANTED, variant="paraphrased", question="p, in other words")
    return [
        judged("ours", plain, {"security": 4.0, "hedonism": 2.0, "power": 1.0}),
        judged("ours", told, {"security": 3.0, "hedonism": 1.0, "power": 5.0}),
        judged("ours", reworded, {"security": 4.0, "hedonism": 3.0, "power": 1.0}),
    ]


def test_changes_are_taken_from_the_plain_answer_to_the_same_target(answers):
    # plain errs by 1 and 1; with distractors by 2 and 0, reworded by 1 and 2
    (told,), (reworded,) = (error_changes(answers, name).values() for name in ("distractors", "paraphrased"))
    assert (told, reworded) == ((0.0, 1.0), (0.5, 1.0))


def test_scores_may_move_where_errors_do_not_and_distractors_do_not_count(answers):
    assert list(score_changes(answers, "distractors").values()) == [(1.0, 1.0)]
    assert list(score_changes(answers, "paraphrased").values()) == [(0.5, 1.0)]


def test_without_a_plain_answer_or_a_score_nothing_is_compared(answers, case, judged):
    assert error_changes(answers[1:], "distractors") == {}
    mute = judged("ours", answers[1].case, {})
    assert list(error_changes([answers[0], mute], "distractors").values()) == ["no score for hedonism, security"]
    assert list(score_changes([answers[0], mute], "distractors").values()) == ["no score for hedonism, security"]
    other = judged("ours", case("p", "free", WANTED, variant="distractors"), {"security": 1.0, "hedonism": 1.0})
    assert error_changes([answers[0], other], "distractors") == {}
