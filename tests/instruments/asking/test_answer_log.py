import json

import pytest

from couple.instruments import AnswerLog, content_id


def test_the_identity_depends_on_every_part_and_not_on_their_order():
    assert content_id({"a": 1, "b": "x"}) == content_id({"b": "x", "a": 1})
    assert len({content_id(parts) for parts in ({"a": 1}, {"a": "1"}, {"a": 2}, {"b": 1}, {})}) == 5


def test_answers_are_there_after_opening_again(tmp_path):
    first = AnswerLog(tmp_path / "answers.jsonl")
    first.add({"id": "one", "text": "a\u2028b\nc"})
    first.add({"id": "two", "text": "ä"})
    again = AnswerLog(tmp_path / "answers.jsonl")
    assert again.records == first.records
    assert ("one" in again, "three" in again, again.torn) == (True, False, 0)


def test_an_answer_is_never_written_twice(tmp_path):
    log = AnswerLog(tmp_path / "answers.jsonl")
    log.add({"id": "one", "text": "first"})
    log.add({"id": "one", "text": "second"})
    assert log.records["one"]["text"] == "first"
    assert len((tmp_path / "answers.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize("cut", [1, 5, 20, 31])
def test_a_kill_in_the_middle_of_a_line_costs_that_line_only(tmp_path, cut):
    path = tmp_path / "answers.jsonl"
    log = AnswerLog(path)
    log.add({"id": "one", "text": "whole"})
    log.add({"id": "two", "text": "torn in the letter ä"})
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    again = AnswerLog(path)
    assert list(again.records) == (["one", "two"] if cut == 1 else ["one"])  # only the line's end is missing
    again.add({"id": "two", "text": "torn in the letter ä"})
    assert path.read_bytes() == whole
    assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == ["one", "two"]
