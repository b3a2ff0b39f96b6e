"""What was chosen, step by step: the record that everything is scored from, and its CSV file.

``choices.csv`` has the columns model, context, dilemma, step, chosen (A or B as the data calls them, whatever the order
they were shown in; empty where there is none), first (which was shown first; may be empty) and problem (why there is no
choice); where staircases were climbed twice also climb (1 or 2). A file of one's own needs model, dilemma, step and
chosen.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from couple.foundation import UserError, nearest_name
from couple.instruments.recorded.csv_table import Row, format_rows, read_rows
from couple.instruments.recorded.irregularities import Irregularity, Tally
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS, Dilemma, Letter

CLIMBS = (1, 2)
_NEEDED = ("model", "dilemma", "step", "chosen")
_Place = tuple[str, str, int, str, int]  # model, context, climb, dilemma, step


@dataclass(frozen=True, slots=True)
class StepChoice:
    """One answer at one step.

    Attributes:
        model: who chose.
        context: how much of the way up it was told: full, none or causal.
        dilemma: the identifier.
        step: 1 to 5.
        chosen: A or B as the data calls them; None when there is no choice, for the reason ``problem``.
        first: which of the two was shown first; None where that is not recorded.
        problem: refused, or what about the answer cannot be read.
        climb: 1, or 2 for the way up with the choices of each step exchanged.
    """

    model: str
    context: str
    dilemma: str
    step: int
    chosen: Letter | None
    first: Letter | None = None
    problem: str | None = None
    climb: int = 1


@dataclass(frozen=True, slots=True)
class Choices:
    """The staircases that were put and what was chosen at their steps.

    ``facts`` and ``files`` say where the staircases come from, when they were made for this run.
    """

    dilemmas: tuple[Dilemma, ...]
    made: tuple[StepChoice, ...]
    irregularities: tuple[Irregularity, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def choices_csv(made: Iterable[StepChoice]) -> str:
    """``choices.csv``; the column climb is there only if something was climbed twice."""
    rows = [asdict(one) for one in made]
    header = [field.name for field in fields(StepChoice)]
    if all(row["climb"] == 1 for row in rows):
        header.remove("climb")
        rows = [{name: row[name] for name in header} for row in rows]
    return format_rows(header, rows)


def read_choices(
    path: str | Path, *, dilemmas: Collection[str]
) -> tuple[tuple[StepChoice, ...], tuple[Irregularity, ...]]:
    """The choices in a CSV file that are about some ``dilemmas``, and what was wrong with the other rows.

    Raises:
        UserError: the file cannot be read, lacks a column, or no row is about one of the dilemmas.
    """
    rows, asked = read_rows(path, what="file of choices"), f"ratings={path}"
    for column in _NEEDED if rows else ():
        if column not in rows[0]:
            near = nearest_name(column, rows[0])
            hint = f"rename the column {near} to {column}" if near else f"add the column {column}"
            raise UserError(asked, f"it has no column {column}", hint)
    tally, known = Tally(), frozenset(dilemmas)
    made: dict[_Place, StepChoice] = {}
    clashing: set[_Place] = set()
    for row in rows:
        model, place = row["model"] or "(no name)", f"{row['dilemma']} step {row['step']}"
        if row["dilemma"] not in known or row["step"] not in map(str, STEPS):
            tally.add(model, "unknown dilemma or step", place, "row left out")
            continue
        if (row.get("climb") or "1") not in map(str, CLIMBS):
            tally.add(model, "climb that is neither 1 nor 2", place, "row left out")
            continue
        one = _read_row(row, model)
        key = (one.model, one.context, one.climb, one.dilemma, one.step)
        if key not in made:
            made[key] = one
        elif made[key] == one:
            tally.add(model, "row repeated word for word", place, "counted once")
        else:
            clashing.add(key)
            tally.add(model, "row that contradicts an earlier one", place, "both left out")
    if not made:
        raise UserError(asked, "no row is about a step of the dilemmas", "check the column dilemma against choices.csv")
    for model, context, climb, dilemma in dict.fromkeys(key[:4] for key in made):
        for step in STEPS:
            if (model, context, climb, dilemma, step) not in made:
                place = f"{dilemma} step {step}, {context} context" + (", second climb" if climb == 2 else "")
                tally.add(model, "step without a row", place, "not scored")
    return tuple(one for key, one in made.items() if key not in clashing), tally.found()


def _read_row(row: Row, model: str) -> StepChoice:
    chosen, first = _letter(row["chosen"]), _letter(row.get("first", ""))
    problem = None if chosen else row.get("problem") or row["chosen"] or "no answer"
    context = row.get("context") or "full"
    climb = int(row.get("climb") or 1)
    return StepChoice(model, context, row["dilemma"], int(row["step"]), chosen, first, problem, climb)


def _letter(cell: str) -> Letter | None:
    return next((letter for letter in LETTERS if letter == cell.upper()), None)


def missing_choices(made: Iterable[StepChoice]) -> tuple[Irregularity, ...]:
    """Steps without a choice, counted by kind and step."""
    tally = Tally()
    for one in made:
        if one.chosen is None:
            kind = f"{one.problem} at step {one.step}"
            tally.add(filed_as(one), kind, one.dilemma, "not scored; told as no clear choice")
    return tally.found()


def filed_as(one: StepChoice) -> str:
    """The name that scores are filed under: the model's, with the context unless it is full."""
    told = {"full": "", "none": " (no context)"}
    return one.model + told.get(one.context, f" ({one.context} context)")
