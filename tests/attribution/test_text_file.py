import json

import pytest

from couple.attribution.text_file import TextFile, repeated_identifiers
from couple.foundation import UserError


def entries(tmp_path, content, name="texts.jsonl"):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(TextFile(tmp_path / name))


def test_json_lines(tmp_path):
    line = {"text": "Yes\u2028no", "question": "Why?", "stance": "against", "id": 7, "source": "else"}
    (entry,) = entries(tmp_path, json.dumps(line, ensure_ascii=False) + "\n")
    said = entry.utterance
    assert (entry.line, entry.problem) == (1, None)
    assert (said.text, said.question, said.stance, said.identifier) == ("Yes\u2028no", "Why?", -1, "7")


def test_plain_lines_keep_their_places(tmp_path):
    found = entries(tmp_path, "one\r\n\n  three\n", "texts.txt")
    assert [(entry.line, entry.utterance.text, entry.utterance.empty) for entry in found] == [
        (1, "one", False),
        (2, "", True),
        (3, "  three", False),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON at column 2"),
        ("", "not JSON at column 1"),
        ("[]", "the line: input should be a valid dictionary"),
        ("{}", "text: field required"),
        ('{"text": 5}', "text: input should be a valid string"),
        ('{"text": "a", "stance": "perhaps"}', "stance: input should be"),
        ('{"text": "\\ud800"}', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_a_broken_line_is_named_and_the_others_kept(tmp_path, line, problem):
    first, broken, last = entries(tmp_path, '{"text": "a"}\n' + line + '\n{"text": "b"}')
    assert (first.utterance.text, last.utterance.text, broken.line) == ("a", "b", 2)
    assert broken.problem is not None and problem in broken.problem and first.problem is last.problem is None


def test_repeated_identifiers(tmp_path):
    found = entries(tmp_path, "\n".join(json.dumps({"text": "t", "id": name}) for name in ["a", "b", "a", 1, "1"]))
    assert repeated_identifiers(found) == {"a": [1, 3], "1": [4, 5]}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "text\n", "cannot tell what is in a .csv"),
        ("a", "text\n", "a file without a suffix"),
        ("a.txt", "", "the file is empty"),
        ("a.txt", b"\xff\xfe", "not valid UTF-8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, content, message):
    with pytest.raises(UserError, match=message):
        entries(tmp_path, content, name)
