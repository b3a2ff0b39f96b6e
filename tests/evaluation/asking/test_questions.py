import pytest

from couple.evaluation.asking.questions import TOUCHE23_VALIDATION, Questions, load_questions
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


def test_touche23_adds_the_conclusions_of_the_test_split(data_folder):
    from couple.data import load_arguments, opinion_question

    data_folder("touche23")
    validation, both = load_questions("touche23_validation").texts, load_questions("touche23").texts
    assert len(set(both)) == len(both) == 168 and set(validation) < set(both)
    assert set(both) - set(validation) <= {opinion_question(text) for text in load_arguments("test")["conclusion"]}
    first = [question in validation for question in both[:84]]
    assert 84 * 65 / 168 - 12 < sum(first) < 84 * 65 / 168 + 12  # the splits are mixed


def test_dilemmas_come_whole_and_in_no_order_of_the_file(data_folder):
    from couple.data import load_daily_dilemmas

    data_folder("daily_dilemmas")
    asked = load_questions("daily_dilemmas").texts
    assert len(set(asked)) == 1360 and all(text.endswith("?") for text in asked)
    place = {text: number for number, text in enumerate(load_daily_dilemmas()["dilemma"])}
    places = [place[text] for text in load_questions("daily_dilemmas", limit=100).texts if text in place]
    assert places != sorted(places) and 500 < sum(places) / len(places) < 860


def test_a_misspelt_name_is_not_a_missing_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="did you mean daily_dilemmas"):
        load_questions("daily_dilemma")
    (tmp_path / "daily_dilemma").write_text("Mine?\n")
    assert load_questions("daily_dilemma").texts == ("Mine?",)
