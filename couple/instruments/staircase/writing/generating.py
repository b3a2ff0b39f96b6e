"""New staircases from a model: planned, written, labelled by three annotators, and kept in the published form.

Every request goes through the runner's log, so that a run that was interrupted goes on where it stopped. What cannot
be read is kept with its reason and counted; nothing is asked again until it fits.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from couple.foundation import UserError, package_file, read_yaml
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.recorded.csv_table import format_rows
from couple.instruments.recorded.ratings import Irregularity
from couple.instruments.staircase.dilemmas.counting import Tally
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS, Choice, Dilemma, Step
from couple.instruments.staircase.dilemmas.labels import ADJUDICATION
from couple.instruments.staircase.dilemmas.reading import as_rows
from couple.instruments.staircase.writing.annotating import Agreement, Label, Unlabelled, agreement, annotate, consensus
from couple.instruments.staircase.writing.form import (
    Plan,
    WrittenStaircase,
    plan_staircases,
    read_staircase,
    writing_presentation,
)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one choice was planned to speak for, what each annotator says, and what they agreed on."""

    dilemma: str
    step: int
    choice: str
    planned: str
    labels: tuple[Label, ...]
    agreed: Label


@dataclass(frozen=True, slots=True)
class Generation:
    """What came of ``asked`` requests.

    Attributes:
        dilemmas: the staircases that could be read; steps that need adjudication have no labels.
        annotations: two a step.
        agreement: of the annotators; None when there was nothing to label.
        unreadable: (dilemma, reason, text as written) of the others.
    """

    asked: int
    dilemmas: tuple[Dilemma, ...]
    annotations: tuple[Annotation, ...]
    agreement: Agreement | None
    unreadable: tuple[tuple[str, str, str], ...]

    @property
    def reasons(self) -> dict[str, int]:
        """Why staircases could not be read, and how many."""
        return dict(Counter(reason for _, reason, _ in self.unreadable).most_common())

    @property
    def irregularities(self) -> tuple[Irregularity, ...]:
        """What could not be read, and what annotators did not agree on."""
        tally = Tally()
        for name, reason, _ in self.unreadable:
            tally.add(
                "the writer", f"staircase that cannot be read: {reason}", name, "left out, kept in unreadable.json"
            )
        for one in self.annotations:
            if one.agreed is None:
                tally.add(
                    "the annotators", ADJUDICATION, f"{one.dilemma} step {one.step} {one.choice}", "told, not scored"
                )
        return tally.found()

    @property
    def facts(self) -> dict[str, str]:
        """How many came out, and how far annotators agree."""
        facts = {"staircases asked for": str(self.asked), "staircases that could be read": str(len(self.dilemmas))}
        if self.agreement:
            a = self.agreement
            alpha = f"{a.alpha.value:.2f}" if a.alpha.value is not None else f"unknown ({a.alpha.reason})"
            facts["annotators"] = (
                f"of {a.choices} choices {a.all_alike} labelled alike by all three, {a.two_alike} by two, {a.none_alike} "
                f"by none; {a.unread} labels could not be read; Krippendorff's alpha {alpha}"
            )
            decided = sum(step.decided for dilemma in self.dilemmas for step in dilemma.steps)
            facts["steps with two labels"] = f"{decided} of {len(self.dilemmas) * len(STEPS)}"
        return facts

    @property
    def files(self) -> dict[str, str]:
        """``staircases.json`` in the published form, ``annotations.csv`` and ``unreadable.json``."""
        header = ["dilemma", "step", "choice", "planned", "annotator 1", "annotator 2", "annotator 3", "agreed"]
        rows = [
            dict(
                zip(header, (a.dilemma, a.step, a.choice, a.planned, *a.labels, a.agreed or ADJUDICATION), strict=True)
            )
            for a in self.annotations
        ]
        kept = [{"dilemma": name, "reason": reason, "text": text} for name, reason, text in self.unreadable]
        return {
            "staircases.json": json.dumps(as_rows(self.dilemmas), indent=2, ensure_ascii=False) + "\n",
            "annotations.csv": format_rows(header, rows),
            "unreadable.json": json.dumps(kept, indent=2, ensure_ascii=False) + "\n",
        }


def generate_staircases(
    count: int,
    family: str,
    writer: Respondent,
    annotators: Sequence[Respondent],
    *,
    norms: Sequence[str],
    log: str | Path,
    seed: int,
    batch_size: int = 8,
) -> Generation:
    """Ask ``writer`` for ``count`` staircases over the values of ``family``, and three ``annotators`` for labels."""
    plans = plan_staircases(count, family, norms, seed=seed)
    shown = [writing_presentation(plan) for plan in plans]
    records = administer(shown, writer, log=log, seed=seed, batch_size=batch_size, doing="writing")
    written: list[tuple[Plan, WrittenStaircase]] = []
    unreadable: list[tuple[str, str, str]] = []
    for plan, record in zip(plans, records, strict=True):
        try:
            written.append((plan, read_staircase(record["text"])))
        except ValueError as error:
            unreadable.append((plan.id, str(error), record["text"]))
    choices = [
        Unlabelled(
            f"{plan.id} step {number} {letter}", step.situation, step.choice_a if letter == "A" else step.choice_b
        )
        for plan, staircase in written
        for number, step in zip(STEPS, staircase.steps, strict=True)
        for letter in LETTERS
    ]
    labels = annotate(choices, family, annotators, log=log, seed=seed, batch_size=batch_size) if choices else []
    rest = iter(labels)
    dilemmas, annotations = [], []
    for plan, staircase in written:
        own = [(next(rest), next(rest)) for _ in STEPS]
        dilemma, notes = _labelled(plan, staircase, own)
        dilemmas.append(dilemma)
        annotations += notes
    found = agreement(labels) if labels else None
    return Generation(count, tuple(dilemmas), tuple(annotations), found, tuple(unreadable))


def _labelled(
    plan: Plan, staircase: WrittenStaircase, labels: Sequence[tuple[Sequence[Label], Sequence[Label]]]
) -> tuple[Dilemma, list[Annotation]]:
    steps, notes = [], []
    for number, step, planned, (a, b) in zip(STEPS, staircase.steps, plan.pairs, labels, strict=True):
        agreed = consensus(a, b)
        steps.append(
            Step(step.situation, step.dilemma, Choice(step.choice_a, agreed[0]), Choice(step.choice_b, agreed[1]))
        )
        for letter, meant, given, value in zip(LETTERS, planned, (a, b), agreed, strict=True):
            notes.append(Annotation(plan.id, number, letter, meant, tuple(given), value))
    return Dilemma(plan.id, plan.family, plan.norm, tuple(steps)), notes


def load_norms(path: str | Path | None = None) -> tuple[str, ...]:
    """The norms in a YAML list; ours without a path. Raises ``UserError`` for anything but a list of texts."""
    file = path or package_file("instruments", "staircase", "writing", "norms.yaml")
    raw = read_yaml(file, what="norms")
    if not isinstance(raw, list) or not raw or not all(isinstance(norm, str) and norm.strip() for norm in raw):
        raise UserError(f"read the norms {file}", "it is no list of texts", "write one norm a line, each after a dash")
    return tuple(norm.strip() for norm in raw)
