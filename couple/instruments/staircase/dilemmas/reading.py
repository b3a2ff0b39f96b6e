"""Staircases from files in the published form: a JSON list of objects with norm, idx and seven texts a step.

``step k_situation``, ``step k_dilemma`` (may be absent), ``step k_choiceA``, ``step k_choiceA_value`` and the same for
B, k = 1..5; other keys are ignored. Untrusted: a row that is no staircase is left out and counted under the name of
what it lacks; a step whose labels are unknown or equal is told but not scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from couple.foundation import UserError, read_json, write_json
from couple.instruments.recorded.irregularities import Irregularity, Tally
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS, Choice, Dilemma, Letter, Step
from couple.instruments.staircase.dilemmas.labels import ADJUDICATION, family_of, read_label

LONGEST = 10_000  # characters of a text; a longer one is no dilemma
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Staircases:
    """``dilemmas`` in the order of the files, and what was wrong with the others (``respondent`` is the file)."""

    dilemmas: tuple[Dilemma, ...]
    irregularities: tuple[Irregularity, ...]


def read_staircases(paths: Sequence[str | Path]) -> Staircases:
    """The staircases of some files, each with labels of one family.

    Raises:
        UserError: a file cannot be read, is no list of objects, or holds not one staircase.
    """
    dilemmas: list[Dilemma] = []
    tally = Tally()
    for path in paths:
        dilemmas += _read_file(path, tally)
    return Staircases(tuple(dilemmas), tally.found())


def _read_file(path: str | Path, tally: Tally) -> list[Dilemma]:
    asked, file = f"read the staircases {path}", Path(path).name
    rows = read_json(path, what="staircases")
    if not isinstance(rows, list) or not rows:
        raise UserError(asked, "it is no list of dilemmas", "give a JSON list of objects in the published form")
    sound: list[tuple[int, Row]] = []
    for number, row in enumerate(rows, start=1):
        if problem := _problem(row):
            tally.add(file, problem, f"row {number}", "dilemma left out")
        else:
            sound.append((number, row))
    if not sound:
        found = f"not one of its {len(rows)} rows is a staircase: {_problem(rows[0])}"
        raise UserError(asked, found, "give a JSON list of objects in the published form")
    labels = [row[_key(k, f"choice{letter}_value")] for _, row in sound for k in STEPS for letter in LETTERS]
    family = family_of(labels, asked=asked)
    dilemmas: list[Dilemma] = []
    seen: dict[str, int] = {}
    for number, row in sound:
        name = f"{family}/{row.get('idx', number)}"
        seen[name] = seen.get(name, 0) + 1
        identifier = name if seen[name] == 1 else f"{name}.{seen[name]}"
        steps = tuple(_step(row, k, family, identifier, file, tally) for k in STEPS)
        dilemmas.append(Dilemma(identifier, family, row["norm"].strip(), steps))
    return dilemmas


def _key(number: int, field: str) -> str:
    return f"step {number}_{field}"


def _problem(row: object) -> str | None:
    """What keeps a row from being a staircase."""
    if not isinstance(row, Mapping):
        return "row that is no object"
    texts = ("situation", "choiceA", "choiceA_value", "choiceB", "choiceB_value")
    for name in ("norm", *(_key(number, field) for number in STEPS for field in texts)):
        if not isinstance(row.get(name), str) or not row[name].strip():
            return f"no text in {name}"
        if len(row[name]) > LONGEST:
            return f"more than {LONGEST:,} characters in {name}"
    if not isinstance(row.get("idx", 0), int | str):
        return "idx that is neither a number nor text"
    return None


def _step(row: Row, number: int, family: str, identifier: str, file: str, tally: Tally) -> Step:
    labels = [str(row[_key(number, f"choice{letter}_value")]) for letter in LETTERS]
    values = [read_label(label, family) for label in labels]
    place, handling = f"{identifier} step {number}", "told, not scored"
    for label, value in zip(labels, values, strict=True):
        if value is None:
            kind = ADJUDICATION if label == ADJUDICATION else "unknown label"
            tally.add(file, kind, f"{place}: {label[:40]}", handling)
    if values[0] == values[1] and values[0] is not None:
        tally.add(file, "both choices have one label", f"{place}: {values[0]}", handling)
        values = [None, None]

    def choice(letter: Letter, value: str | None) -> Choice:
        return Choice(row[_key(number, f"choice{letter}")].strip(), value)

    dilemma = row.get(_key(number, "dilemma"))
    told = dilemma.strip() if isinstance(dilemma, str) else ""
    return Step(row[_key(number, "situation")].strip(), told, choice("A", values[0]), choice("B", values[1]))


def as_rows(dilemmas: Sequence[Dilemma]) -> list[dict[str, str]]:
    """The published form, which ``read_staircases`` reads; an unknown label is written as ``ADJUDICATION``."""
    rows: list[dict[str, str]] = []
    for dilemma in dilemmas:
        row = {"norm": dilemma.norm, "idx": dilemma.id.removeprefix(f"{dilemma.family}/")}
        for number in STEPS:
            step = dilemma.step(number)
            row |= {_key(number, "situation"): step.situation, _key(number, "dilemma"): step.dilemma}
            for letter in LETTERS:
                row[_key(number, f"choice{letter}")] = step.choice(letter).text
                row[_key(number, f"choice{letter}_value")] = step.choice(letter).value or ADJUDICATION
        rows.append(row)
    return rows


def write_staircases(path: str | Path, dilemmas: Sequence[Dilemma]) -> None:
    """Write a file in the published form."""
    write_json(path, as_rows(dilemmas))
