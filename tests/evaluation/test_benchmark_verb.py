"""The verb as people run it: a plan that is only told, a real run, a kill, parts, other decoders."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas
import pytest

from couple.benchmark import benchmark
from couple.foundation import UserError

ROOT = Path(__file__).resolve().parents[2]
ASKED = [
    "methods=[raw,value_prompt]",
    "profiles=[security_first,freedom_first]",
    "values_per_question=null",
    "resamples=200",
    "decoder.max_new_tokens=8",
    "decoder.batch_size=2",
    "decoder.threads=1",
]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "couple.benchmark", *ASKED, *arguments]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command(*arguments), cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with questions, and one finished run: 2 methods x 2 profiles x 2 questions."""
    folder = tmp_path_factory.mktemp("benchmark")
    (folder / "mine.txt").write_text("Should we ban cars from cities?\nShould we tax sugar?\n")
    done = run(folder, "questions=mine.txt", "limit=null", "output=run")
    assert done.returncode == 0, done.stderr
    return folder


def essence(path: Path) -> list[tuple[str, str]]:
    """Every answer on disk by its name, in the order of names."""
    lines = [line for file in sorted((path / "answers").iterdir()) for line in file.read_text().splitlines()]
    return sorted((one["id"], one["answer"]) for one in map(json.loads, lines))


@pytest.mark.slow
def test_a_run_writes_every_answer_once_and_three_files(folder):
    frame = pandas.read_parquet(folder / "run" / "results.parquet")
    assert len(frame) == len(frame.drop_duplicates(["method", "profile", "question"])) == 8
    assert frame["rating_mae"].between(0, 4).all() and frame["anchored_mae"].between(0, 4).all()
    assert (frame["seconds"] > 0).all() and (frame["tokens_read"] > 10).all() and (frame["tokens_written"] > 0).all()
    assert set(frame["generations"]) == {1.0}
    assert frame["answer"].str.len().gt(0).all()
    raw = frame[frame["method"] == "raw"]
    assert raw.groupby("question")["answer"].nunique().eq(1).all()  # raw knows no target
    table = (folder / "run" / "results.md").read_text()
    assert "| raw |" in table and "value prompt" in table and "people" in table
    assert "What this report does not show" in table
    assert "value prompt" in (folder / "run" / "report.html").read_text()
    assert json.loads((folder / "run" / "run.json").read_text())["status"] == "finished"


@pytest.mark.slow
def test_a_run_that_is_killed_in_the_middle_of_an_answer_ends_as_if_it_had_not_been(folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    begun = command("questions=mine.txt", "limit=null", "output=killed")
    running = subprocess.Popen(begun, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    answers = folder / "killed" / "answers" / "part_1_of_1.jsonl"
    for _ in range(6000):
        if answers.is_file() and len(answers.read_text().splitlines()) >= 3:
            break
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert 0 < len(essence(folder / "killed")) < 8
    done = run(folder, "resume=killed")
    assert done.returncode == 0, done.stderr
    assert essence(folder / "killed") == essence(folder / "run")
    assert (folder / "killed" / "report.html").is_file()


@pytest.mark.slow
def test_two_parts_are_the_whole_and_the_last_one_writes_the_results(folder):
    first = run(folder, "questions=mine.txt", "limit=null", "output=shared", "part=1/2")
    assert first.returncode == 0, first.stderr
    assert "belong to other parts" in first.stdout
    assert not (folder / "shared" / "report.html").exists()
    second = run(folder, "resume=shared", "part=2/2")
    assert second.returncode == 0, second.stderr
    assert essence(folder / "shared") == essence(folder / "run")
    assert (folder / "shared" / "results.parquet").is_file()


@pytest.mark.slow
def test_a_finished_run_goes_on_with_its_own_settings_and_asks_nothing_again(folder, monkeypatch):
    from couple.decoder import LocalDecoder

    def refuse(*_, **__):
        raise AssertionError("the decoder was asked again")

    monkeypatch.setattr(LocalDecoder, "generate", refuse)
    monkeypatch.chdir(folder)
    names = ("results.parquet", "results.md", "report.html")
    before = {name: (folder / "run" / name).read_bytes() for name in names}
    benchmark({"resume": "run", "part": None, "dry_run": False, "methods": ["best_of_n"]})
    assert {name: (folder / "run" / name).read_bytes() for name in before} == before


@pytest.mark.slow
def test_a_run_whose_questions_changed_does_not_go_on(folder, monkeypatch):
    monkeypatch.chdir(folder)
    text = Path("mine.txt").read_text()
    Path("mine.txt").write_text(text + "Should we sing?\n")
    try:
        with pytest.raises(UserError, match="have changed since it began"):
            benchmark({"resume": "run", "part": None, "dry_run": False})
    finally:
        Path("mine.txt").write_text(text)


def test_a_dry_run_says_what_would_be_asked_and_writes_nothing(folder):
    done = run(folder, "questions=mine.txt", "limit=null", "dry_run=true", "output=dry")
    assert done.returncode == 0, done.stderr
    assert "8 answers of at most 8 tokens" in done.stdout
    assert not (folder / "dry").exists()


@pytest.mark.parametrize("decoder", ["qwen25_7b", "llama31_8b"])
def test_recipes_of_larger_decoders_compose_and_run_dry(folder, decoder, data_folder):
    data_folder("touche23")
    arguments = [f"experiment=touche23_{decoder}", f"decoder.adapter=runs/{decoder}/adapter", "limit=2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    asked = [sys.executable, "-m", "couple.benchmark", *arguments, "dry_run=true"]
    done = subprocess.run(asked, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "couple_no_search" in done.stdout and "nothing was asked" in done.stdout


@pytest.mark.slow
def test_the_smoke_experiment_runs_whole(tmp_path, data_folder):
    data_folder("touche23")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    asked = [sys.executable, "-m", "couple.benchmark", "experiment=smoke", "output=smoke", "decoder.threads=1"]
    done = subprocess.run(asked, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    frame = pandas.read_parquet(tmp_path / "smoke" / "results.parquet")
    assert set(frame["method"]) == {"value_prompt", "raw", "best_of_n", "couple"}
    assert set(frame["source"]) == {"ess9_de", "opposed", "against_the_grain", "dose"}
    assert set(frame["variant"]) == {"plain", "distractors", "paraphrased"}
