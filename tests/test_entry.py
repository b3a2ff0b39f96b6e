"""From a command line to a verb's settings: what Hydra would misread reaches the verb as it was typed."""

import sys
from typing import Any

import pytest

from couple.entry import conf_folder, help_text, serve
from couple.foundation import UserError


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    """``settings_of("whatif", "do.power=5")``: what the verb is called with, once for each run of a sweep."""
    monkeypatch.chdir(tmp_path)

    def settings_of(verb: str, *arguments: str) -> list[dict[str, Any]]:
        given: list[dict[str, Any]] = []
        monkeypatch.setattr(sys, "argv", [f"couple.{verb}", *arguments])
        serve(verb, given.append)
        return given

    return settings_of


def test_a_plain_key_that_is_a_group_elsewhere_stays_plain(settings_of):
    (given,) = settings_of("whatif", "scm=my_scm", "observed=people.csv")
    assert given["scm"] == "my_scm"
    (given,) = settings_of("fit", "graph=found/graph.json", "data=people.csv")
    assert given["graph"] == "found/graph.json"
    assert not [key for key in given if "shadow" in key]


def test_a_group_of_that_name_stays_a_group(settings_of):
    (given,) = settings_of("generate", "scm=ess9", "graph=ess9")
    assert given["scm"] == given["graph"] == {"reference": "ess9"}


def test_open_keys_take_names_that_hydra_cannot_spell(settings_of):
    (given,) = settings_of(
        "whatif", "scm=a", "observed=b", "do.power=5", "do.Power & money=4.5", "do.Größe=1", "do.a.b=2"
    )
    assert given["do"] == {"power": 5, "Power & money": 4.5, "Größe": 1, "a.b": 2}


def test_paths_stay_relative_to_where_the_user_stands(settings_of, tmp_path):
    (given,) = settings_of("generate", "target=profiles/mine.yaml", "questions=q.jsonl")
    assert (given["target"], given["questions"]) == ("profiles/mine.yaml", "q.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_runs_of_a_sweep_get_folders_of_their_own(settings_of):
    given = settings_of("generate", "-m", "seed=1,2", "target=a,b", "output=runs")
    assert [(one["seed"], one["target"]) for one in given] == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]
    assert [one["output"] for one in given] == ["runs/0", "runs/1", "runs/2", "runs/3"]
    assert [one["output"] for one in settings_of("generate", "-m", "seed=1,2")] == [None, None]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_flags_may_stand_anywhere(place, settings_of):
    arguments = ["seed=1,2", "target=a"]
    arguments.insert(place, "--multirun")
    assert [one["seed"] for one in settings_of("generate", *arguments)] == [1, 2]


def test_settings_of_methods_are_read_from_dotted_names(settings_of):
    from couple.baselines import BestOfN
    from couple.evaluation.asking.planning import read_benchmark

    (given,) = settings_of("benchmark", "methods=[best_of_n]", "options.best_of_n.candidates=9")
    (contestant,) = read_benchmark(given, adapter="shipped").contestants
    assert isinstance(contestant.method, BestOfN)
    assert contestant.settings["candidates"] == 9


def test_a_judge_is_named_by_keys_with_several_dots(settings_of):
    from couple.evaluation.asking.planning import nested

    address = "language_model_judge.server.base_url=http://localhost:8000/v1"
    (given,) = settings_of("benchmark", address, "language_model_judge.max_new_tokens=64")
    found = nested(given["language_model_judge"])
    assert found == {"server": {"base_url": "http://localhost:8000/v1"}, "max_new_tokens": 64}


def test_an_experiment_is_one_of_the_verbs_own(settings_of, capsys):
    (generate,) = settings_of("generate", "experiment=smoke", "target=a")
    (benchmark,) = settings_of("benchmark", "experiment=smoke")
    assert generate["counterfactual"]["candidates"] == 2
    assert benchmark["reference"] == "value_prompt"
    with pytest.raises(SystemExit):
        settings_of("benchmark", "experiment=touche")
    assert "did you mean experiment=touche23" in capsys.readouterr().err


def test_settings_are_plain_data(settings_of):
    def kinds(value: object) -> set[type]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
        return {type(value)}.union(*map(kinds, inner))

    (given,) = settings_of("benchmark", "profiles=[a,b]", "options.best_of_n={candidates:8}")
    assert given["profiles"] == ["a", "b"]
    assert given["options"] == {"best_of_n": {"candidates": 8}}
    assert kinds(given) <= {dict, list, str, int, float, bool, type(None)}


def test_a_missing_key_is_named(settings_of, capsys):
    with pytest.raises(SystemExit) as left:
        settings_of("whatif", "scm=a")
    assert left.value.code == 2
    assert "observed was not given" in capsys.readouterr().err


@pytest.mark.parametrize(("raised", "code"), [(UserError("a", "b", "c"), 2), (KeyboardInterrupt(), 130)])
def test_what_a_verb_raises_becomes_an_exit_code(raised, code, monkeypatch, capsys):
    def work(settings: dict[str, Any]) -> None:
        raise raised

    monkeypatch.setattr(sys, "argv", ["couple.generate"])
    with pytest.raises(SystemExit) as left:
        serve("generate", work)
    assert left.value.code == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_keeps_its_traceback(monkeypatch):
    def work(settings: dict[str, Any]) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sys, "argv", ["couple.generate"])
    with pytest.raises(ZeroDivisionError):
        serve("generate", work)


def test_help_is_the_head_of_the_file_and_its_keys():
    text = (conf_folder() / "generate.yaml").read_text(encoding="utf-8")
    told = help_text("generate")
    assert told.startswith(text.splitlines()[0].removeprefix("# "))
    assert "  target: null " in told
    assert not told.startswith("#")
