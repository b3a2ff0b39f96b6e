"""Untrusted in, whole files out."""

import json

import pytest

from couple.foundation import (
    UserError,
    append_json_line,
    package_file,
    parse_yaml,
    read_json,
    read_json_lines,
    read_text,
    read_yaml,
    write_json,
    write_text,
)
from couple.foundation.files import MAX_DEPTH, MAX_YAML_BYTES

HOSTILE = {
    "a tag that builds an object": ("a: !!python/object/apply:os.system [id]", r"line 1 uses a YAML tag"),
    "a tag of one's own": ("a: 1\nb: !mine x", r"line 2 uses a YAML tag"),
    "an alias": ("a: &x [1]\nb: *x", r"line 2 uses a YAML alias"),
    "many aliases": ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]", r"line 2 uses a YAML alias"),
    "a merge": ("a: &x {k: 1}\nb:\n  <<: *x", r"line 3 uses a YAML alias"),
    "a key twice": ("power: 1\nsecurity: 2\npower: 3", r"'power' stands on line 1 and again on line 3"),
    "a key twice, deeper": ("p: {a: 1, a: 2}", r"'a' stands on line 1 and again on line 1"),
    "a list as a key": ("? [1, 2]\n: 3", r"line 1 uses a list or mapping as a key"),
    "deep nesting": ("[" * 20 + "]" * 20, r"nested deeper than 12 levels"),
    "deep enough to exhaust the stack": ("[" * 100_000, r"nested deeper than 12 levels"),
    "two documents": ("a: 1\n---\nb: 2", r"line 2: but found another document"),
    "a date that is none": ("born: 2026-13-45", r"a value that cannot be read"),
    "a tabulator": ("a:\n\t- 1", r"line 2: found character '\\t'"),
    "an open bracket": ("a: [1", r"line \d"),
}


@pytest.mark.parametrize(("text", "told"), HOSTILE.values(), ids=HOSTILE.keys())
def test_yaml_is_plain_data_or_refused(text, told):
    with pytest.raises(UserError, match=told) as caught:
        parse_yaml(text, asked="read the profile p.yaml")
    assert caught.value.asked == "read the profile p.yaml"


def test_yaml_keeps_what_is_plain():
    text = "system: schwartz10\npriorities: {power: 2.5, security: 5}\nnote: 'no'\nempty:\nlist: [1, true]\n"
    assert parse_yaml(text, asked="") == {
        "system": "schwartz10",
        "priorities": {"power": 2.5, "security": 5},
        "note": "no",
        "empty": None,
        "list": [1, True],
    }
    depth = MAX_DEPTH
    assert parse_yaml("[" * depth + "]" * depth, asked="") is not None


def test_a_large_yaml_file_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * (MAX_YAML_BYTES + 1))
    with pytest.raises(UserError, match=r"1,000,001 bytes, the limit is 1,000,000"):
        read_yaml(file, what="profile")
    file.write_bytes(b"#" * MAX_YAML_BYTES)
    assert read_yaml(file) is None


def test_reading_names_the_file_and_what_is_wrong(tmp_path):
    (tmp_path / "latin.txt").write_bytes("Größe".encode("latin-1"))
    (tmp_path / "file").write_text("")
    for name, told in {
        "missing.txt": "there is no such file",
        ".": "it is a folder",
        "latin.txt": "byte 2 is not valid UTF-8",
        "a\0b": "no file can have this name",
        "file/below": "the system refused: Not a directory",
    }.items():
        with pytest.raises(UserError, match=told):
            read_text(tmp_path / name, what="profile")


def test_a_byte_order_mark_is_dropped(tmp_path):
    (tmp_path / "windows.txt").write_bytes(b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe")
    assert read_text(tmp_path / "windows.txt") == "Größe"


@pytest.mark.parametrize(
    ("text", "told"), [("{'a': 1}", "line 1, column 2"), ("{\n1}", "line 2, column 1"), ("[" * 100_000, "too deeply")]
)
def test_json_says_where_it_is_wrong(text, told, tmp_path):
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(UserError, match=told):
        read_json(tmp_path / "bad.json")


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "new" / "result.json"
    write_json(file, {"power": 1.5, "name": "Größe"})
    assert file.read_text(encoding="utf-8") == '{\n  "power": 1.5,\n  "name": "Größe"\n}\n'
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(file, {"power": float("nan")})
    with pytest.raises(UnicodeEncodeError):
        write_text(file, "half of it, then \ud800")
    assert json.loads(file.read_text(encoding="utf-8"))["power"] == 1.5


def test_overwriting_leaves_no_other_file(tmp_path):
    write_text(tmp_path / "a.txt", "one")
    write_text(tmp_path / "a.txt", "two")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "two")]


def test_records_come_back_as_they_were_appended(tmp_path):
    records = [{"question": "Größe?\u2028\n"}, {"score": 1.5, "reason": None}]
    for record in records:
        append_json_line(tmp_path / "a.jsonl", record)
    assert read_json_lines(tmp_path / "a.jsonl") == records
    with pytest.raises(ValueError, match="not JSON compliant"):
        append_json_line(tmp_path / "a.jsonl", {"score": float("inf")})
    assert read_json_lines(tmp_path / "a.jsonl") == records


@pytest.mark.parametrize("end", [b'{"n": 3', b'{"n": 3}', '{"text": "Gr\u00f6'.encode()[:-1], b"{"])
def test_an_interrupted_last_line_is_cut_off_and_the_file_goes_on(end, tmp_path):
    """Even a whole record without its line end goes: the next one would be appended to its line."""
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"n": 1}\n{"n": 2}\n' + end)
    assert read_json_lines(file, drop_broken_end=True) == [{"n": 1}, {"n": 2}]
    append_json_line(file, {"n": 4})
    assert read_json_lines(file) == [{"n": 1}, {"n": 2}, {"n": 4}]


def test_a_whole_file_is_kept_whole(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"n": 1}\n\n{"n": 2}\n')
    assert read_json_lines(file, drop_broken_end=True) == [{"n": 1}, {"n": 2}]
    assert file.read_bytes() == b'{"n": 1}\n\n{"n": 2}\n'
    file.write_bytes(b"")
    assert read_json_lines(file, drop_broken_end=True) == []


@pytest.mark.parametrize("cut", [False, True])
def test_a_broken_line_in_the_middle_is_named(cut, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"n": 1}\n{"n": \n{"n": 3}\n')
    with pytest.raises(UserError, match="line 2, column"):
        read_json_lines(tmp_path / "a.jsonl", drop_broken_end=cut)


def test_package_files_are_found_beside_the_code():
    assert package_file("values", "systems", "schwartz10.yaml").is_file()
