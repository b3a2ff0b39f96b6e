import json
import subprocess
import sys

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.findings import DriftPlot, WinRates
from couple.instruments.recorded.csv_table import read_rows
from couple.instruments.staircase.climbing.choices import choices_csv
from couple.instruments.staircase.dilemmas.reading import write_staircases


@pytest.fixture
def files(tmp_path, make_dilemmas, choose, by_utility):
    """Dilemmas of both families and the choices of two respondents, as files."""
    dilemmas = [*make_dilemmas(12), *make_dilemmas(9, family="schwartz")]
    write_staircases(tmp_path / "mft.json", dilemmas[:12])
    write_staircases(tmp_path / "schwartz.json", dilemmas[12:])
    made = [
        *choose(dilemmas[:12], by_utility, model="one"),
        *choose(dilemmas, lambda *_: 0.5, seed=2, model="other"),
    ]
    (tmp_path / "choices.csv").write_text(choices_csv(made))
    return tmp_path


def staircase(files):
    paths = [str(files / "mft.json"), str(files / "schwartz.json")]
    return build_instrument({"name": "staircase", "dilemmas": paths, "draws": 100})


def test_recorded_choices_become_findings(files):
    instrument = staircase(files)
    answers = instrument.recorded(files / "choices.csv")
    found = instrument.findings(answers)
    assert {(score.model, score.family) for score in found.scores} == {
        ("one", "mft"),
        ("other", "mft"),
        ("other", "schwartz"),
    }
    assert all(-0.5 <= score.centred_mean <= 0.5 for score in found.scores if score.centred_mean is not None)
    assert [table.title for table in found.tables] == [
        "Preferences",
        "Do preferences stand on one line?",
        "Strengths",
        "Ranks of respondents at steps 1 and 5",
        "Respondents compared",
    ]
    assert [type(picture) for picture in found.pictures] == [DriftPlot, WinRates] * 3
    assert found.facts["published label counts, schwartz"].startswith("the labels sum to 33,083, not 33,020")
    assert found == instrument.findings(answers)  # the same seed, the same draws


def test_choices_that_a_run_wrote_are_recorded_choices(files):
    instrument = staircase(files)
    first = instrument.findings(instrument.recorded(files / "choices.csv"))
    (files / "again.csv").write_text(first.files["choices.csv"])
    assert instrument.findings(instrument.recorded(files / "again.csv")).files == first.files


def test_the_verb_writes_them_down_without_torch(files):
    settings = {
        "instrument": {
            "name": "staircase",
            "dilemmas": [str(files / "mft.json"), str(files / "schwartz.json")],
            "draws": 100,
        },
        "ratings": str(files / "choices.csv"),
        "compat": None,
        "seed": 0,
        "output": str(files / "run"),
        "resume": None,
    }
    code = (
        "import sys, json; from couple.measure import measure\n"
        "measure(json.loads(sys.argv[1])); print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(settings)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
    scores = read_rows(files / "run" / "scores.csv", what="scores")
    assert list(scores[0]) == ["model", "family", "dimension", "centred_mean", "mean", "sd", "n"]
    rates = read_rows(files / "run" / "win_rates.csv", what="win rates")
    assert {row["step"] for row in rates} == {"1", "2", "3", "4", "5", "all"}
    steps = read_rows(files / "run" / "preferences.csv", what="preferences")
    assert sum(int(row["offered"]) for row in steps if row["model"] == "one") == 12 * 5 * 2


@pytest.mark.parametrize(
    ("key", "value"),
    [("contexts", ["whole"]), ("contexts", []), ("dilemmas", []), ("draws", 3), ("famly", "mft"), ("orders", 3)],
)
def test_wrong_settings_are_refused(key, value):
    with pytest.raises(UserError, match=rf"instrument\.{key}"):
        build_instrument({"name": "staircase", key: value})


def test_the_sample_is_put_once_each(sample_files, tmp_path):
    class First:
        name, fingerprint = "first", "first-1"

        def answer(self, shown, *, seed):
            return ["A" for _ in shown]

    instrument = build_instrument({"name": "staircase", "limit": 2, "draws": 100})
    answers = instrument.ask(First(), log=tmp_path / "log.jsonl", seed=0)
    assert len(answers.dilemmas) == 4 and len(answers.made) == 20
    twice = [one for one in answers.irregularities if one.kind == "dilemma repeated word for word"]
    assert [one.count for one in twice] == [4]
