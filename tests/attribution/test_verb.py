import json
import shutil
import subprocess
import sys

import pytest

from couple.attribute import attribute
from couple.foundation import UserError

SETTINGS = {
    "texts": None,
    "system": "schwartz10",
    "concepts": False,
    "attribution": {"kind": "detector", "detector": "fast"},
    "output": None,
    "resume": None,
}


def run(tmp_path, lines, **changes):
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n")
    attribute({**SETTINGS, "texts": str(tmp_path / "in.jsonl"), "output": str(tmp_path / "out"), **changes})
    return [json.loads(line) for line in (tmp_path / "out" / "attributions.jsonl").read_text().splitlines()]


def test_records_keep_the_order_and_name_what_is_unknown(tmp_path, capsys):
    lines = [
        {"text": "We must all obey the law.", "id": "b"},
        {"text": " ", "id": "a"},
        {"words": 1},
        {"text": "Go!", "id": "b"},
    ]
    records = run(tmp_path, lines, concepts=True)
    assert [(record["line"], record["id"]) for record in records] == [(1, "b"), (2, "a"), (3, None), (4, "b")]
    assert records[0]["present"]["conformity"] == 1 and records[0]["reason"] is None
    assert {"value", "phrase", "start", "end", "weight"} == set(records[0]["concepts"][0])
    for record, reason in ((records[1], "empty text"), (records[2], "text: field required")):
        assert record["reason"] == reason and record["concepts"] == []
        assert record["scores"] is record["probabilities"] is record["present"] is None
    told = capsys.readouterr()
    assert "line 3 is kept without scores: text: field required" in told.err
    assert "id 'b' stands on lines 1, 4: all are kept" in told.err
    assert "2 of 4 texts attributed in schwartz10" in told.out
    assert "| Conformity" in told.out
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert (report["texts"], report["read"]) == (4, 2) and len(report["shown"]) == 4
    page = (tmp_path / "out" / "report.html").read_text()
    assert "obey the law" in page and "empty text" in page
    written = json.loads((tmp_path / "out" / "run.json").read_text())
    assert written["status"] == "finished" and written["counts"] == {"texts": 4, "without_scores": 2}


def test_an_interrupted_run_goes_on_to_the_same_bytes(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("couple.attribute.SHARD", 8)
    run(tmp_path, [{"text": f"Reason number {n}: freedom needs order.", "id": n} for n in range(20)])
    target = tmp_path / "out" / "attributions.jsonl"
    whole = target.read_bytes()
    for kept in (0, len(whole) // 2, len(whole) - 9):
        target.write_bytes(whole[:kept])
        attribute({**SETTINGS, "resume": str(tmp_path / "out")})
        assert target.read_bytes() == whole
    assert "attributing 16/20" in capsys.readouterr().err  # the last time, only the broken shard was read again


def test_other_texts_are_no_continuation(tmp_path):
    run(tmp_path, [{"text": "a"}])
    (tmp_path / "in.jsonl").write_text('{"text": "b"}\n')
    with pytest.raises(UserError, match="no longer those the run began with"):
        attribute({**SETTINGS, "resume": str(tmp_path / "out")})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"texts": None}, "texts was not given"),
        ({"texts": "missing.jsonl"}, "there is no such file"),
        ({"system": "schwartz11"}, "did you mean schwartz1"),
        ({"attribution": {"detectr": "fast"}}, r"did you mean attribution\.detector\?"),
        ({"attribution": {"kind": "descriptions"}}, r"did you mean description\?"),
        ({"resume": "nowhere"}, "there is no run.json in it"),
    ],
)
def test_mistakes_leave_no_folder_behind(tmp_path, changes, message):
    with pytest.raises(UserError, match=message):
        run(tmp_path, [{"text": "a"}], **changes)
    assert not (tmp_path / "out").exists()


def test_a_full_folder_is_never_touched(tmp_path):
    run(tmp_path, [{"text": "a"}])
    with pytest.raises(UserError, match="it exists and is not empty"):
        run(tmp_path, [{"text": "a"}])
    shutil.rmtree(tmp_path / "out")
    run(tmp_path, [{"text": "a"}])


def test_the_command_line(tmp_path):
    command = [sys.executable, "-m", "couple.attribute"]
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True)
    assert "python -m couple.attribute texts=answers.jsonl" in shown.stdout
    wrong = subprocess.run([*command, f"texts={tmp_path}/none.txt"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "there is no such file" in wrong.stderr and "Traceback" not in wrong.stderr
