import csv
import json
from io import StringIO

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.staircase.dilemmas.dilemma import STEPS
from couple.instruments.staircase.dilemmas.reading import read_staircases
from couple.instruments.staircase.writing.annotators import AskedAnnotator
from couple.instruments.staircase.writing.generating import generate_staircases


class Writer:
    """Writes staircases whose every choice ends in the label it was asked to speak for; each third one is no JSON."""

    name, fingerprint = "writer", "writer-1"

    def __init__(self, spoiled=3):
        self.spoiled, self.asked = spoiled, 0

    def answer(self, shown, *, seed):
        self.asked += len(shown)
        return [self._label(one) if one.options else self._write(one) for one in shown]

    def _write(self, one):
        if self.spoiled and int(one.item.split("-")[1]) % self.spoiled == 0:
            return "Once upon a time"
        wanted = [line.split(". ", 1)[1] for line in one.prompt.user.splitlines() if ". choice_a speaks for " in line]
        steps = []
        for number, line in enumerate(wanted):
            a, b = line.removeprefix("choice_a speaks for ").split(", choice_b for ")
            steps.append({"situation": f"Situation number {number}.", "dilemma": "And what now?"})
            steps[-1] |= {"choice_a": f"Do what is for {a}", "choice_b": f"Do what is for {b}"}
        return json.dumps({"steps": steps})

    def _label(self, one):
        return next(option for option in one.options if f"for {option}" in one.prompt.user)


class Contrary(Writer):
    """Labels everything with what stands first in its list."""

    fingerprint = "contrary-1"

    def _label(self, one):
        return one.options[0]


def generate(tmp_path, annotators, count=6, writer=None):
    log = tmp_path / "log.jsonl"
    asked = [AskedAnnotator(one, number, log=log, seed=0) for number, one in enumerate(annotators, start=1)]
    return generate_staircases(count, "mft", writer or Writer(), asked, norms=["Be kind."], log=log, seed=0)


def test_what_is_written_is_labelled_and_kept_in_the_published_form(tmp_path):
    found = generate(tmp_path, [Writer()] * 3)
    assert (found.asked, len(found.dilemmas), found.reasons) == (6, 4, {"no JSON object": 2})
    assert all(step.decided for dilemma in found.dilemmas for step in dilemma.steps)
    assert all(one.agreed == one.planned for one in found.annotations) and len(found.annotations) == 40
    assert found.agreement.alpha.value == pytest.approx(1)
    (tmp_path / "made.json").write_text(found.files["staircases.json"])
    again = read_staircases([tmp_path / "made.json"])
    assert again.dilemmas == found.dilemmas and again.irregularities == ()
    assert [one["text"] for one in json.loads(found.files["unreadable.json"])] == ["Once upon a time"] * 2


def test_what_annotators_do_not_agree_on_needs_adjudication_and_stays_so(tmp_path):
    found = generate(tmp_path, [Writer(), Contrary(), Contrary()])
    open_ones = [one for one in found.annotations if one.agreed is None]
    assert 0 < len(open_ones) < 40
    for dilemma in found.dilemmas:
        for step in dilemma.steps:
            assert step.a.value is None or step.a.value != step.b.value
    rows = list(csv.DictReader(StringIO(found.files["annotations.csv"])))
    assert sum(row["agreed"] == "needs adjudication" for row in rows) == len(open_ones)
    assert {one.kind: one.count for one in found.irregularities}["needs adjudication"] == len(open_ones)
    (tmp_path / "made.json").write_text(found.files["staircases.json"])
    assert read_staircases([tmp_path / "made.json"]).dilemmas == found.dilemmas


def test_nothing_is_written_or_labelled_twice(tmp_path):
    writer = Writer()
    first = generate(tmp_path, [writer] * 3, writer=writer)
    asked = writer.asked
    assert generate(tmp_path, [writer] * 3, writer=writer) == first and writer.asked == asked == 6 + 3 * 40


class Everything(Writer):
    """Writes, labels, and goes up its own stairs, always by what is shown first."""

    def _label(self, one):
        return super()._label(one) if len(one.options) > 2 else "A"


def test_the_instrument_writes_labels_and_climbs(tmp_path):
    instrument = build_instrument({"name": "staircase", "generate": 4, "family": "mft", "draws": 100})
    choices = instrument.ask(Everything(), log=tmp_path / "log.jsonl", seed=0)
    assert len(choices.dilemmas) == 3 and len(choices.made) == 3 * len(STEPS)
    found = instrument.findings(choices)
    assert {"staircases.json", "annotations.csv", "unreadable.json", "choices.csv"} <= set(found.files)
    assert found.facts["staircases that could be read"] == "3"
    assert "staircase that cannot be read: no JSON object" in {one.kind for one in found.irregularities}


def test_a_writer_that_writes_nothing_readable_is_said_so(tmp_path):
    instrument = build_instrument({"name": "staircase", "generate": 2})
    with pytest.raises(UserError, match="no staircase could be read: 2 times no JSON object"):
        instrument.ask(Writer(spoiled=1), log=tmp_path / "log.jsonl", seed=0)
