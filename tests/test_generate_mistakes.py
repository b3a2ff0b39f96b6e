"""A user's mistake: exit code 2, one message that says what to type next, and no run folder left behind."""

import sys
from pathlib import Path

import pytest

from couple.generate import main

FINE = "system: schwartz10\npriorities: {power: 4}\n"


@pytest.fixture
def refuse(monkeypatch, tmp_path, capsys):
    """Run the command in an empty folder; it must refuse. The result is its message."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        before = sorted(tmp_path.rglob("*"))
        monkeypatch.setattr(sys, "argv", ["couple.generate", "experiment=smoke", "judge=false", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        message = capsys.readouterr().err
        assert left.value.code == 2
        assert message.startswith("couple generate: ")
        assert "next:" in message
        assert "Traceback" not in message
        assert len(message) < 1200
        assert sorted(tmp_path.rglob("*")) == before
        return message

    return run


PROFILES = {
    "unknown value": ("system: schwartz10\npriorities: {secruity: 4}\n", "security"),
    "too high": ("system: schwartz10\npriorities: {power: 5.1}\n", "1 to 5"),
    "too low": ("system: schwartz10\npriorities: {power: 0}\n", "1 to 5"),
    "not a number": ("system: schwartz10\npriorities: {power: high}\n", "1 to 5"),
    "nan": ("system: schwartz10\npriorities: {power: .nan}\n", "1 to 5"),
    "a yes": ("system: schwartz10\npriorities: {power: yes}\n", "1 to 5"),
    "no priorities": ("system: schwartz10\npriorities: {}\n", "priorities"),
    "unknown system": ("system: schwarz10\npriorities: {power: 4}\n", "schwartz10"),
    "unknown key": ("sytem: schwartz10\npriorities: {power: 4}\n", "did you mean system"),
    "duplicate key": ("system: schwartz10\npriorities: {power: 4, power: 5}\n", "power"),
    "a tag": ("system: !!python/object/apply:os.system ['touch broken']\n", "tag"),
    "an alias": ("a: &x [1]\nb: *x\n", "alias"),
    "deep": ("a: " + "[" * 500 + "]" * 500, "nested"),
    "ten megabytes": ("# " + "x" * 10_000_000 + "\n" + FINE, "bytes"),
    "empty": ("", "empty"),
    "not YAML": ("{unfinished", "line"),
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_bad_profile(refuse, tmp_path, name):
    text, found = PROFILES[name]
    (tmp_path / "mine.yaml").write_text(text)
    assert found in refuse("target=mine.yaml")


def test_a_profile_in_another_encoding(refuse, tmp_path):
    (tmp_path / "mine.yaml").write_bytes("# Wärme\n".encode("latin-1") + FINE.encode())
    assert "UTF-8" in refuse("target=mine.yaml")


def test_no_target(refuse):
    assert "target=profile.yaml" in refuse()


def test_a_missing_profile_names_the_nearest(refuse):
    assert "security_first" in refuse("target=security_frist")
    assert "no such file" in refuse("target=/nowhere/mine.yaml")


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["questions=nowhere.jsonl"], "nowhere.jsonl"),
        (["limit=none"], "limit"),
        (["limit=0"], "limit"),
        (["limit=-2"], "limit"),
        (["seed=abc"], "seed"),
        (["seed=1.5"], "seed"),
        (["judge=maybe"], "judge"),
        (["sede=1"], "seed"),
        (["decoder.temprature=1"], "decoder.temperature"),
        (["decoder.temperature=0"], "decoder.temperature"),
        (["decoder.max_new_tokens=0"], "decoder.max_new_tokens"),
        (["counterfactual.candidates=0"], "counterfactual.candidates"),
        (["counterfactual.guidance.weight=-1"], "guidance.weight"),
        (["decoder=smolm2"], "smollm2_135m"),
        (["decoder.model=no_such_model"], "no_such_model"),
        (["decoder.adapter=nowhere"], "nowhere"),
        (["resume=nowhere"], "run.json"),
    ],
    ids=" ".join,
)
def test_a_bad_argument(refuse, arguments, found):
    assert found in refuse("target=security_first", *arguments)


def test_an_empty_questions_file(refuse, tmp_path):
    (tmp_path / "asked.jsonl").write_text("\n\n")
    assert "no usable question" in refuse("target=security_first", "questions=asked.jsonl")


def test_an_output_that_exists_is_never_overwritten(refuse, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("precious")
    assert "output=NEW" in refuse("target=security_first", "output=run")
    assert (tmp_path / "run" / "mine.txt").read_text() == "precious"


def test_an_output_that_cannot_be_written(refuse, tmp_path):
    (tmp_path / "file").write_text("")
    assert "may write" in refuse("target=security_first", "output=file/run")
    assert "may write" in refuse("target=security_first", "output=/proc/couple")


def test_resuming_another_verb_is_refused(refuse, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text('{"verb": "fit"}')
    assert "couple.generate" in refuse("resume=run")


@pytest.mark.slow
def test_a_question_longer_than_the_context_alone_is_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    Path("asked.txt").write_text("word " * 9000)
    arguments = ["target=security_first", "questions=asked.txt", "output=run", "decoder.threads=1"]
    monkeypatch.setattr(sys, "argv", ["couple.generate", "experiment=smoke", "judge=false", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    message = capsys.readouterr().err
    assert left.value.code == 2
    assert "line 1: question and answer take" in message
    assert "the model has room for 8,192" in message


def test_a_dry_run_leaves_nothing_behind(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["couple.generate", "target=germany", "dry_run=true"])
    main()
    assert "everything is in place: 6 questions" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
