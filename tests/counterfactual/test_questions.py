import json

import pytest

from couple.counterfactual import example_questions, read_questions
from couple.foundation import UserError

GOOD = '{"question": "Is art useful?"}'


def write(tmp_path, text, name="questions.jsonl"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


BROKEN = {
    "not JSON": ('{"question": ', "not JSON"),
    "a list": ('["Is art useful?"]', "not a JSON object"),
    "bare text": ('"Is art useful?"', "not a JSON object"),
    "no question": ('{"observed": "Yes."}', "question"),
    "empty question": ('{"question": ""}', "the question is empty"),
    "blank question": ('{"question": " \\t\\n"}', "the question is empty"),
    "invisible question": ('{"question": "\\u200b\\u200d"}', "the question is empty"),
    "number as question": ('{"question": 7}', "question"),
    "null question": ('{"question": null}', "question"),
    "empty observed": ('{"question": "Why?", "observed": "  "}', "the observed answer is empty"),
    "invisible observed": ('{"question": "Why?", "observed": "\\u200b"}', "the observed answer is empty"),
    "half a surrogate": ('{"question": "Why?", "observed": "A \\ud83d half"}', "surrogate"),
    "misspelt key": ('{"question": "Why?", "obseved": "x"}', "did you mean 'observed'"),
    "unknown value": (
        '{"question": "Why?", "target": {"system": "schwartz10", "priorities": {"secruity": 3}}}',
        "security",
    ),
    "out of range": (
        '{"question": "Why?", "target": {"system": "schwartz10", "priorities": {"power": 6}}}',
        "1 to 5",
    ),
    "missing profile": ('{"question": "Why?", "target": "nowhere.yaml"}', "nowhere.yaml"),
    "deep nesting": ("[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_named_and_the_others_are_kept(tmp_path, name):
    line, reason = BROKEN[name]
    questions, skipped = read_questions(write(tmp_path, f"{GOOD}\n{line}\n{GOOD}\n"))
    assert [question.line for question in questions] == [1, 3]
    assert [left.line for left in skipped] == [2]
    assert reason in skipped[0].reason


def test_questions_observed_answers_and_targets_are_read(tmp_path):
    write(tmp_path, "system: schwartz10\npriorities: {power: 4}\n", "mine.yaml")
    rows = [
        {"question": " Why? ", "observed": " Because.\n"},
        {"question": "How?", "target": "mine.yaml"},
        {"question": "Who?", "target": {"system": "schwartz10", "priorities": {"security": 2.5}}},
    ]
    path = write(tmp_path, "\n".join(json.dumps(row) for row in rows))
    questions, skipped = read_questions(path)
    assert not skipped
    assert questions[0].text == "Why?"
    assert questions[0].observed == " Because.\n"  # kept as it is: composition is about every character
    assert questions[0].target is None
    assert dict(questions[1].target.priorities) == {"power": 4.0}
    assert dict(questions[2].target.priorities) == {"security": 2.5}


def test_line_separators_inside_text_are_text(tmp_path):
    row = json.dumps({"question": "One\u2028two\x85three?"}, ensure_ascii=False)
    questions, skipped = read_questions(write(tmp_path, f"{row}\r\n{GOOD}\r\n"))
    assert not skipped
    assert [question.text for question in questions] == ["One\u2028two\x85three?", "Is art useful?"]


def test_a_text_file_is_one_question_a_line(tmp_path):
    questions, skipped = read_questions(write(tmp_path, "Is art useful?\n\n  Why?  \n", "questions.txt"))
    assert [(question.text, question.line) for question in questions] == [("Is art useful?", 1), ("Why?", 3)]
    assert [left.line for left in skipped] == [2]


@pytest.mark.parametrize(("text", "found"), [("", "empty"), ("\n\n", "empty"), ('{"question": ""}\n', "line 1")])
def test_a_file_without_any_question_is_refused(tmp_path, text, found):
    with pytest.raises(UserError, match=found):
        read_questions(write(tmp_path, text))


def test_a_wrong_encoding_is_a_clear_error(tmp_path):
    with pytest.raises(UserError, match="UTF-8"):
        read_questions(write(tmp_path, "Où?".encode("latin-1"), "questions.txt"))


def test_a_byte_order_mark_is_no_part_of_the_question(tmp_path):
    questions, _ = read_questions(write(tmp_path, GOOD.encode("utf-8-sig")))
    assert questions[0].text == "Is art useful?"


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    for path in (tmp_path / "nowhere.jsonl", tmp_path):
        with pytest.raises(UserError, match=str(path)):
            read_questions(path)


def test_the_shipped_examples_are_whole():
    questions, skipped = read_questions(None)
    assert len(questions) >= 3
    assert not skipped
    assert example_questions().is_file()
