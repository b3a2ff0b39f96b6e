"""New staircases from a model: planned, written, labelled by three annotators, and kept in the published form.

Every request goes through the runner's log, so that a run that was interrupted goes on where it stopped. What cannot
be read is kept with its reason and counted; nothing is asked again until it fits.
"""

from collections.abc import Sequence
from pathlib import Path

from couple.foundation import UserError, package_file, read_yaml
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS, Choice, Dilemma, Step
from couple.instruments.staircase.writing.annotating import agreement, annotate, consensus
from couple.instruments.staircase.writing.annotators import Annotator, Label, Unlabelled
from couple.instruments.staircase.writing.form import (
    Plan,
    WrittenStaircase,
    plan_staircases,
    read_staircase,
    writing_presentation,
)
from couple.instruments.staircase.writing.generation import Annotation, Generation


def generate_staircases(
    count: int,
    family: str,
    writer: Respondent,
    annotators: Sequence[Annotator],
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
    labels = annotate(choices, family, annotators) if choices else []
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
