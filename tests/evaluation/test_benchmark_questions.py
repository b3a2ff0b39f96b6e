import pytest

from couple.evaluation.questions import TOUCHE23_VALIDATION, Questions, load_questions
from couple.foundation import UserError


def test_a_question_that_comes_twice_is_asked_once(tmp_path):
    (tmp_path / "mine.txt").write_text("One?\nTwo?\nOne?\n")
    assert load_questions(str(tmp_path / "mine.txt")) == Questions(("One?", "Two?"), ("line 3: it repeats line 1",))


def test_a_broken_line_is_named_and_the_others_are_kept(tmp_path):
    lines = ['{"question": "One?"}', "{broken", '{"question": " "}', '{"question": "Two?", "observed": "Yes."}']
    (tmp_path / "mine.jsonl").write_text("\n".join(lines))
    found = load_questions(str(tmp_path / "mine.jsonl"))
    assert found.texts == ("One?", "Two?")
    assert [reason.split(":")[0] for reason in found.skipped] == ["line 2", "line 3"]


def test_a_limit_keeps_the_first(tmp_path):
    (tmp_path / "mine.txt").write_text("One?\nTwo?\nThree?\n")
    assert load_questions(str(tmp_path / "mine.txt"), limit=2).texts == ("One?", "Two?")
    with pytest.raises(UserError, match="leaves no question"):
        load_questions(str(tmp_path / "mine.txt"), limit=0)


def test_a_file_without_a_question_is_refused(tmp_path):
    (tmp_path / "mine.jsonl").write_text("[1]\n")
    with pytest.raises(UserError, match="no usable question"):
        load_questions(str(tmp_path / "mine.jsonl"))
    with pytest.raises(UserError, match="no such file"):
        load_questions(str(tmp_path / "nowhere.txt"))


def test_touche23_gives_each_debate_once_and_smaller_limits_are_prefixes():
    from couple.data import attributor_arguments, is_available, judge_arguments, opinion_question

    if not is_available("touche23"):
        pytest.skip("Touché23 is not here (set COUPLE_DATA)")
    everything = load_questions(TOUCHE23_VALIDATION).texts
    assert len(set(everything)) == len(everything) == 65
    assert all(question.endswith("?") for question in everything)
    assert load_questions(TOUCHE23_VALIDATION, limit=7).texts == everything[:7]
    learned = {*attributor_arguments()["conclusion"], *judge_arguments()["conclusion"]}
    assert not set(everything) & {opinion_question(conclusion) for conclusion in learned}
