"""The three causal verbs as people run them: discover a graph, fit it, ask what if; and what they say to mistakes."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pandas
import pytest

from couple.foundation import numpy_generator
from couple.graph import load_graph

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["Power", "age group", "Größe", "security"]


def run(folder: Path, verb: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb from ``folder`` as a user would."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", f"couple.{verb}", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with people.csv, the graph found in it, and the model fitted to it."""
    folder = tmp_path_factory.mktemp("verbs")
    noise = numpy_generator(1, "people").standard_normal((300, 4))
    power, age = noise[:, 0], noise[:, 1]
    size = power - age + 0.5 * noise[:, 2]
    people = pandas.DataFrame(dict(zip(NAMES, [power, age, size, size + noise[:, 3]], strict=True)))
    people.to_csv(folder / "people.csv", index=False)
    people.assign(name="Ann").to_csv(folder / "with_text.csv")
    done = run(folder, "discover", "data=people.csv", "bootstraps=5", "output=found")
    assert done.returncode == 0, done.stderr
    done = run(folder, "fit", "graph=found/graph.json", "data=people.csv", "output=model")
    assert done.returncode == 0, done.stderr
    return folder


def test_discover_writes_its_contract(folder):
    graph = load_graph(folder / "found" / "graph.json")
    assert set(graph.nodes) == set(NAMES)
    assert {("Power", "Größe"), ("age group", "Größe")} <= {(edge.source, edge.target) for edge in graph.edges}
    assert "</graphml>" in (folder / "found" / "graph.graphml").read_text()
    page = (folder / "found" / "report.html").read_text()
    assert "Größe" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    record = json.loads((folder / "found" / "run.json").read_text())
    assert record["status"] == "finished"
    assert record["config"]["algorithm"]["name"] == "boss"


def test_discover_again_gives_the_same_bytes(folder):
    done = run(folder, "discover", "data=people.csv", "bootstraps=5", "output=again")
    assert done.returncode == 0, done.stderr
    for name in ("graph.json", "graph.graphml", "edge_frequencies.csv", "report.html"):
        assert (folder / "again" / name).read_bytes() == (folder / "found" / name).read_bytes()


def test_an_interrupted_discovery_goes_on_and_ends_the_same(folder):
    half = folder / "interrupted"
    half.mkdir()
    for name in ("run.json", "searches.jsonl"):
        (half / name).write_bytes((folder / "found" / name).read_bytes())
    lines = (half / "searches.jsonl").read_text().splitlines(keepends=True)
    (half / "searches.jsonl").write_text("".join(lines[:3]) + lines[3][:20])  # stopped while it wrote
    done = run(folder, "discover", "data=people.csv", "bootstraps=5", "output=interrupted")
    assert done.returncode == 0, done.stderr
    assert "2/5" in done.stderr
    assert (half / "graph.json").read_bytes() == (folder / "found" / "graph.json").read_bytes()
    other = run(folder, "discover", "data=people.csv", "bootstraps=5", "seed=2", "output=interrupted")
    assert other.returncode == 2
    assert "other data, settings" in other.stderr


def test_discover_with_constraints_another_algorithm_and_chosen_columns(folder):
    (folder / "known.yaml").write_text("required: [[security, Power]]\nforbidden: [[Power, age group]]\n")
    arguments = ["data=with_text.csv", "columns=[Power,security,age group]", "constraints=known.yaml", "algorithm=ges"]
    done = run(folder, "discover", *arguments, "bootstraps=3", "output=constrained")
    assert done.returncode == 0, done.stderr
    graph = load_graph(folder / "constrained" / "graph.json")
    assert set(graph.nodes) == {"Power", "security", "age group"}
    assert graph.edge("security", "Power") is not None
    assert graph.edge("Power", "age group") is None


def test_whatif_keeps_rows_columns_and_what_is_not_caused(folder):
    arguments = ["scm=model", "observed=with_text.csv", "do.Power=0.5", "do.age group=1"]
    done = run(folder, "whatif", *arguments, "output=answer")
    assert done.returncode == 0, done.stderr
    before = pandas.read_csv(folder / "with_text.csv")
    after = pandas.read_csv(folder / "answer" / "counterfactuals.csv")
    assert list(after.columns) == list(before.columns)
    assert after["Unnamed: 0"].equals(before["Unnamed: 0"])
    assert (after["name"] == "Ann").all()
    assert (after["Power"] == 0.5).all()
    assert (after["age group"] == 1).all()
    from couple.scm import load_scm

    expected = load_scm(folder / "model").counterfactual(before, {"Power": 0.5, "age group": 1.0})
    assert after["Größe"].tolist() == expected["Größe"].tolist()
    assert (after["Größe"] != before["Größe"]).all()


def test_whatif_reads_byte_order_mark_and_semicolons(folder):
    people = pandas.read_csv(folder / "people.csv").head(20).round(3)
    people.to_csv(folder / "europe.csv", sep=";", decimal=",", index=False, encoding="utf-8-sig")
    done = run(folder, "whatif", "scm=model", "observed=europe.csv", "do.Größe=0", "output=european")
    assert done.returncode == 0, done.stderr
    after = pandas.read_csv(folder / "european" / "counterfactuals.csv", sep=";", decimal=",")
    assert after["Power"].equals(people["Power"])
    assert (after["Größe"] == 0).all()


def test_whatif_outside_the_support_warns_and_strict_refuses(folder):
    arguments = ["scm=model", "observed=people.csv", "do.Power=99"]
    done = run(folder, "whatif", *arguments, "output=far")
    assert done.returncode == 0
    assert "warning: do.Power=99 lies outside -" in done.stderr
    assert (pandas.read_csv(folder / "far" / "counterfactuals.csv")["Power"] == 99).all()
    done = run(folder, "whatif", *arguments, "strict=true", "output=strict")
    assert done.returncode == 2
    assert "lies outside" in done.stderr
    assert not (folder / "strict").exists()


def test_survey_name_reaches_the_shipped_model(folder):
    scores = pandas.DataFrame([[3.0] * 10], columns=_schwartz10())
    scores.to_csv(folder / "text.csv", index=False)
    done = run(folder, "whatif", "scm=ess9", "observed=text.csv", "do.power=5", "output=shipped")
    assert done.returncode == 0, done.stderr
    after = pandas.read_csv(folder / "shipped" / "counterfactuals.csv")
    assert list(after.columns) == list(scores.columns)
    assert after.loc[0, "power"] == 5
    assert after.loc[0, "benevolence"] < 3 < after.loc[0, "achievement"]


def _schwartz10() -> list[str]:
    from couple.values import load_system

    return list(load_system("schwartz10").names)


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("discover", ["data=nothing"], "no such survey or file"),
        ("discover", ["data=people.csv", "algorithm=pcc"], "did you mean algorithm=pc?"),
        ("discover", ["data=people.csv", "algorithm.alpha=7"], "algorithm.alpha"),
        ("discover", ["data=with_text.csv"], "the column name is constant"),
        ("discover", ["data=mixed.csv"], "some of its columns are categories and some are numbers"),
        ("discover", ["data=people.csv", "bootstraps=100", "limit_minutes=0.0001"], "type force=true"),
        ("discover", [], "data was not given"),
        ("fit", ["graph=cyclic.json", "data=people.csv"], "the cycle Power -> security -> Power"),
        (
            "fit",
            ["graph=found/graph.json", "data=people.csv", "mechanism=additive"],
            "did you mean mechanism=additive_noise?",
        ),
        ("fit", ["graph=found/graph.json", "data=text.csv"], "there is no such column"),
        ("whatif", ["scm=model", "observed=people.csv", "do.power=5"], "did you mean Power?"),
        ("whatif", ["scm=model", "observed=people.csv", "do.Power=high"], "not a finite number"),
        ("whatif", ["scm=model", "observed=people.csv", "do.Power=1", "shift.Power=1"], "intervened on twice"),
        ("whatif", ["scm=model", "observed=people.csv", "clip.Power=[2,1]"], "the wrong way round"),
        ("whatif", ["scm=model", "observed=people.csv", "do.Power=1", "where.powr=[1,2]"], "did you mean Power?"),
        ("whatif", ["scm=model", "observed=people.csv"], "nothing was set"),
        ("whatif", ["scm=nowhere", "observed=people.csv", "do.Power=5"], "shipped model: ess9"),
        ("whatif", ["scm=model", "observed=people.csv", "do.Power=1", "output=found"], "it exists and is not empty"),
    ],
)
def test_mistakes_get_one_message_and_exit_code_two(folder, monkeypatch, capsys, verb, arguments, said):
    """In this process, which is what the command does after its imports."""
    edges = [{"source": "Power", "target": "security"}, {"source": "security", "target": "Power"}]
    (folder / "cyclic.json").write_text(json.dumps({"nodes": ["Power", "security"], "edges": edges}))
    (folder / "text.csv").write_text("a,b\n1,2\n")
    (folder / "mixed.csv").write_text("a,b\n" + "yes,1.5\nno,2.5\nno,3.5\n" * 10)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", [verb, *arguments])
    with pytest.raises(SystemExit) as left:
        import_module(f"couple.{verb}").main()
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_names_go_through_all_three_verbs(tmp_path):
    """Text columns: discover by scores for categories, fit by logits, ask in names; cells that stay keep their text."""
    generator = numpy_generator(2, "names")
    town = generator.choice(["north", "south"], 800)
    trade = [
        ("farm" if generator.random() < 0.8 else "ship")
        if place == "north"
        else ("ship" if generator.random() < 0.8 else "farm")
        for place in town
    ]
    pandas.DataFrame({"town": town, "trade": trade, "coin": generator.choice(["a", "b"], 800)}).to_csv(
        tmp_path / "people.csv", index=False
    )
    (tmp_path / "known.yaml").write_text("tiers: [[town], [trade, coin]]\n")
    arguments = ["data=people.csv", "constraints=known.yaml", "bootstraps=6", "workers=1", "output=found"]
    assert run(tmp_path, "discover", *arguments).returncode == 0
    edges = load_graph(tmp_path / "found" / "graph.json").edges
    assert [(edge.source, edge.target) for edge in edges] == [("town", "trade")]
    done = run(tmp_path, "fit", "graph=found/graph.json", "data=people.csv", "output=model")
    assert done.returncode == 0, done.stderr
    assert "mechanism=categorical" in done.stdout
    done = run(tmp_path, "whatif", "scm=model", "observed=people.csv", "do.town=north", "output=answer")
    assert done.returncode == 0, done.stderr
    before, after = (pandas.read_csv(tmp_path / file) for file in ("people.csv", "answer/counterfactuals.csv"))
    assert (after["town"] == "north").all()
    assert after["coin"].equals(before["coin"])
    north = before["town"] == "north"
    assert after["trade"][north].equals(before["trade"][north])
    assert (after["trade"][~north] == "farm").mean() == pytest.approx(0.8, abs=0.07)
    done = run(tmp_path, "whatif", "scm=model", "observed=people.csv", "do.town=nort", "output=wrong")
    assert done.returncode == 2
    assert "did you mean north?" in done.stderr
    assert not (tmp_path / "wrong").exists()


def test_shifts_and_conditions_reach_the_rows_and_strict_watches_them(folder):
    people = pandas.read_csv(folder / "people.csv")
    arguments = ["scm=model", "observed=people.csv", "shift.Power=0.5", "where.age group=[0,null]"]
    done = run(folder, "whatif", *arguments, "output=shifted")
    assert done.returncode == 0, done.stderr
    after = pandas.read_csv(folder / "shifted" / "counterfactuals.csv")
    older = people["age group"] >= 0
    assert after[~older].equals(people[~older])
    assert (after["Power"] - people["Power"])[older].to_numpy() == pytest.approx(0.5)
    done = run(folder, "whatif", "scm=model", "observed=people.csv", "shift.Power=3", "strict=true", "output=too_far")
    assert done.returncode == 2
    assert "would leave" in done.stderr
    assert not (folder / "too_far").exists()


def test_populations_side_by_side(folder):
    noise = numpy_generator(3, "populations").standard_normal((900, 3))
    group = ["east"] * 450 + ["west"] * 450
    sign = [1.0] * 450 + [-1.0] * 450
    table = pandas.DataFrame({"a": noise[:, 0], "b": noise[:, 0] * sign + noise[:, 1], "c": noise[:, 2], "side": group})
    table.to_csv(folder / "sides.csv", index=False)
    arguments = ["data=sides.csv", "by=side", "bootstraps=3", "workers=1", "examine=false", "output=sides"]
    done = run(folder, "discover", *arguments)
    assert done.returncode == 0, done.stderr
    found = pandas.read_csv(folder / "sides" / "differences.csv")
    different = found[found["verdict"] == "different"]
    assert [tuple(row) for row in different[["source", "target"]].to_numpy()] == [("a", "b")]
    assert "Populations" in (folder / "sides" / "report.html").read_text()
