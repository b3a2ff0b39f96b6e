"""The command line as people meet it: help, composed settings, dry runs, sweeps, and what it says to mistakes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from couple.__main__ import VERBS, main

ROOT = Path(__file__).resolve().parents[2]
DRY = ["target=security_first", "dry_run=true"]


@pytest.fixture
def couple(monkeypatch, tmp_path) -> Callable[..., int]:
    """``couple("generate", "seed=1")`` runs the console script in this process, from an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["couple", *arguments])
        try:
            main()
        except SystemExit as left:
            return int(left.code or 0)
        return 0

    return run


def test_the_verbs_are_listed(couple, capsys):
    for arguments in ([], ["--help"], ["help"]):
        assert couple(*arguments) == 0
        said = capsys.readouterr().out
        assert [verb for verb in VERBS if f"\n  {verb} " not in said] == []


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_examples_and_every_key(verb, couple, capsys):
    assert couple(verb, "--help") == 0
    said = capsys.readouterr().out
    assert f"python -m couple.{verb} " in said
    assert "output: null" in said
    assert max(map(len, said.splitlines())) <= 130


@pytest.mark.parametrize("verb", VERBS)
def test_the_composed_settings_can_be_shown(verb, couple, capsys, tmp_path):
    assert couple(verb, "--cfg", "job") == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert "output" in shown
    assert list(tmp_path.iterdir()) == []


def test_overrides_show_in_the_composed_settings(couple, capsys):
    assert couple("generate", "--cfg", "job", "target=x", "counterfactual.candidates=3", "decoder=local") == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert (shown["target"], shown["counterfactual"]["candidates"]) == ("x", 3)
    assert shown["decoder"]["model"] == "???"


def test_a_dry_run_checks_and_writes_nothing(couple, capsys, tmp_path):
    assert couple("generate", *DRY) == 0
    assert "nothing was answered" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_runs_every_choice_and_leaves_nothing_of_its_own(couple, capsys, tmp_path):
    assert couple("generate", "-m", "seed=1,2", *DRY) == 0
    assert capsys.readouterr().out.count("nothing was answered") == 2
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_target_may_be_a_path_from_where_the_user_stands(couple, capsys, tmp_path):
    (tmp_path / "mine.yaml").write_text("system: schwartz10\npriorities: {power: 1}\n", encoding="utf-8")
    assert couple("generate", "target=mine.yaml", "dry_run=true") == 0
    assert couple("generate", f"target={tmp_path / 'mine.yaml'}", "dry_run=true") == 0
    assert couple("generate", "target=observed", "dry_run=true") == 0


MISTAKES = {
    "unknown verb": (["genrate"], "generate"),
    "unknown key": (["generate", "trget=x"], "target"),
    "unknown key of a group": (["generate", *DRY, "decoder.temprature=1"], "temperature"),
    "group of another verb": (["discover", "data=x", "decoder=local"], "couple.discover has no such key"),
    "unknown choice of a group": (["generate", *DRY, "decoder=smolm2"], "smollm2_135m"),
    "unknown choice in another verb": (["discover", "data=x.csv", "algorithm=gse"], "ges"),
    "value out of range": (["generate", *DRY, "decoder.temperature=-1"], "should be greater than 0"),
    "value of another kind": (["generate", *DRY, "counterfactual.candidates=many"], "counterfactual.candidates"),
    "unknown profile": (["generate", "target=securty_first", "dry_run=true"], "security_first"),
    "no target": (["generate", "dry_run=true"], "target=profile.yaml"),
    "mandatory key": (["discover"], "data"),
    "unknown instrument": (["measure", "instrument=pqv"], "pvq"),
    "broken override": (["generate", *DRY, "seed=[1"], "seed"),
    "not an override": (["generate", *DRY, "seed"], "seed"),
    "missing adapter": (["generate", *DRY, "decoder.adapter=nowhere"], "certificate.json"),
    "nothing to resume": (["generate", "resume=nowhere"], "run.json"),
}


@pytest.mark.parametrize(("arguments", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gets_one_message_and_exit_code_2(arguments, told, couple, capsys, tmp_path):
    assert couple(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("couple ")
    assert said.err.count("\n  found: ") == said.err.count("\n  next:  ") == 1
    assert told in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["-m", "couple.generate", "trget=x"], ["-m", "couple", "generate", "trget=x"]])
def test_a_mistake_in_a_process_of_its_own(arguments, tmp_path):
    """The two ways of typing a verb, with the real exit code."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "did you mean target=...?" in done.stderr
    assert "Traceback" not in done.stderr
