"""One folder a run: never overwritten, and readable after any interrupt."""

import json
import subprocess

import pytest

from couple import __version__
from couple.foundation import RunFolder, UserError, package_file
from couple.foundation.run_folder import git_revision


def test_a_run_describes_itself(tmp_path):
    run = RunFolder.create("fit", {"seed": 3, "data": "a.csv"}, output=str(tmp_path / "deep" / "run"))
    record = json.loads((run.path / "run.json").read_text())
    assert record["status"] == "running"
    assert (record["verb"], record["seed"], record["version"]) == ("fit", 3, __version__)
    assert record["config"] == {"seed": 3, "data": "a.csv"}
    assert {"python", "torch", "numpy"} <= set(record["versions"])
    run.note("artefacts", graph="abc")
    run.note("artefacts", scm="def")
    run.finish()
    record = json.loads((run.path / "run.json").read_text())
    assert record["status"] == "finished"
    assert record["artefacts"] == {"graph": "abc", "scm": "def"}
    assert 0 <= record["timings"]["seconds"] < 60


def test_an_existing_folder_is_refused_and_untouched(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"it exists and is not empty\n.*output=NEW"):
        RunFolder.create("fit", {}, output=str(tmp_path))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("notes.txt", "mine")]


def test_an_empty_folder_may_be_used(tmp_path):
    assert RunFolder.create("fit", {}, output=str(tmp_path)).path == tmp_path


@pytest.mark.parametrize("below", ["", "/run", "/deep/run"])
def test_what_cannot_be_written_is_refused(below, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match=r"write the run to .*file"):
        RunFolder.create("fit", {}, output=f"{tmp_path}/file{below}")
    assert (tmp_path / "file").read_text() == "mine"


def test_without_a_name_each_run_gets_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [RunFolder.create("fit", {}, output=None).path for _ in range(3)]
    assert len(set(paths)) == 3
    assert all(str(path).startswith("outputs/fit/2") and (path / "run.json").is_file() for path in paths)


def test_a_run_is_resumed_with_what_it_knew(tmp_path):
    first = RunFolder.create("generate", {"seed": 5}, output=str(tmp_path / "run"))
    first.finish("interrupted")
    spent = first.record["timings"]["seconds"]
    again = RunFolder.resume("generate", str(tmp_path / "run"))
    assert again.record["config"] == {"seed": 5}
    again.finish()
    record = json.loads((again.path / "run.json").read_text())
    assert record["status"] == "finished"
    assert record["timings"]["seconds"] >= spent


def test_only_a_run_of_the_same_verb_is_resumed(tmp_path):
    with pytest.raises(UserError, match=r"there is no run.json"):
        RunFolder.resume("generate", str(tmp_path))
    RunFolder.create("fit", {}, output=str(tmp_path / "run"))
    with pytest.raises(UserError, match=r"it holds a run of fit"):
        RunFolder.resume("generate", str(tmp_path / "run"))
    (tmp_path / "run" / "run.json").write_text("[]")
    with pytest.raises(UserError, match=r"it holds a run of nothing"):
        RunFolder.resume("generate", str(tmp_path / "run"))


def test_the_revision_is_that_of_the_checkout():
    revision = git_revision()
    if revision is None:
        pytest.skip("couple does not run from a git checkout here")
    command = ["git", "rev-parse", "--verify", f"{revision}^{{commit}}"]
    done = subprocess.run(command, cwd=package_file(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == revision
