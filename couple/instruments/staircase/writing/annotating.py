"""What do choices speak for? Three annotators say one value each; two of three decide, three ways are left open.

An annotator is a respondent in one wording of the question; three wordings to one model are the least, three models
are better. Values are listed in an order drawn for each choice and annotator. The two choices of a step never get the
same value: where they would, the step needs adjudication as one where annotators fall apart does, and stays unscored.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from couple.foundation import numpy_generator
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.staircase.dilemmas.dilemma import family_system
from couple.values import ValueSystem
from couple.values.distance import Measured

ANNOTATORS = 3
_SYSTEM = "You study human values. Answer with the name of one value from the list and nothing else."
_WORDINGS = (
    "{situation}\n\nSomebody decides: {choice}\n\nWhich of these values does the decision speak for most?\n{values}",
    "The values are:\n{values}\n\nSituation: {situation}\nDecision: {choice}\n\nWhich value moves whoever decides so?",
    "Situation: {situation}\nDecision: {choice}\n\nName the value below that this decision puts first.\n{values}",
)

Label = str | None


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """One choice to be labelled: its ``item`` name, the situation and what is chosen."""

    item: str
    situation: str
    choice: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far annotators agree, over the choices that all three labelled, and Krippendorff's alpha over all.

    ``unread`` counts labels that could not be read; they are unknown to alpha too. ``alpha`` is nominal: 1 is full
    agreement, 0 what chance gives.
    """

    choices: int
    all_alike: int
    two_alike: int
    none_alike: int
    unread: int
    alpha: Measured


def annotate(
    choices: Sequence[Unlabelled],
    family: str,
    annotators: Sequence[Respondent],
    *,
    log: str | Path,
    seed: int,
    batch_size: int = 8,
) -> list[tuple[Label, ...]]:
    """Each choice's labels, one an annotator, in order; None where the answer names no value or several."""
    if len(annotators) != ANNOTATORS:
        raise ValueError(f"consensus is defined for {ANNOTATORS} annotators")
    system, columns = family_system(family), []
    for number, (annotator, words) in enumerate(zip(annotators, _WORDINGS, strict=True), start=1):
        shown = [_presentation(one, words, system, number, seed) for one in choices]
        doing = f"annotator {number} of {ANNOTATORS}"
        records = administer(shown, annotator, log=log, seed=seed, batch_size=batch_size, doing=doing)
        columns.append([read_value(record["text"], system) for record in records])
    return list(zip(*columns, strict=True))


def _presentation(one: Unlabelled, words: str, system: ValueSystem, number: int, seed: int) -> Presentation:
    from couple.decoder.prompt import Prompt

    order = numpy_generator(seed, "order of values", number, one.item).permutation(len(system.values))
    values = [system.values[place] for place in order]
    listed = "\n".join(f"- {value.label}: {value.definition}" for value in values)
    asked, blank = (
        words.format(situation=situation, choice=choice, values=listed)
        for situation, choice in ((one.situation, one.choice), ("N/A", "N/A"))
    )
    options = tuple(value.label for value in values)
    return Presentation(one.item, f"annotator {number}", Prompt(asked, _SYSTEM), options, blank=Prompt(blank, _SYSTEM))


def read_value(text: str, system: ValueSystem) -> Label:
    """The one value of the system that ``text`` names by its label or the label's first half."""
    folded = " ".join(text.casefold().replace("-", " ").split())
    named = {value.name for value in system.values if value.label.split("/")[0].casefold().replace("-", " ") in folded}
    return named.pop() if len(named) == 1 else None


def majority(labels: Sequence[Label]) -> Label:
    """What at least two annotators say; None when they fall apart."""
    label, count = Counter(label for label in labels if label is not None).most_common(1)[0] if any(labels) else ("", 0)
    return label if count > 1 else None


def consensus(a: Sequence[Label], b: Sequence[Label]) -> tuple[Label, Label]:
    """The labels of a step's two choices; both are None where they would be the same."""
    one, other = majority(a), majority(b)
    return (None, None) if one is not None and one == other else (one, other)


def agreement(labels: Sequence[Sequence[Label]]) -> Agreement:
    """Of the annotators of ``labels``, one row a choice."""
    kinds = [len(set(row)) for row in labels if None not in row]
    return Agreement(
        len(labels),
        sum(kind == 1 for kind in kinds),
        sum(kind == 2 for kind in kinds),
        sum(kind == 3 for kind in kinds),
        sum(label is None for row in labels for label in row),
        _alpha(labels),
    )


def _alpha(labels: Sequence[Sequence[Label]]) -> Measured:
    import krippendorff

    names = sorted({label for row in labels for label in row if label is not None})
    if len(names) < 2:
        return Measured(None, "fewer than two different labels were given")
    counts = [[sum(label == name for label in row) for name in names] for row in labels]
    if max(map(sum, counts)) < 2:
        return Measured(None, "no choice has two labels")
    return Measured(float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")))
