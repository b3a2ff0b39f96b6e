"""What do choices speak for? Three annotators say one value each; two of three decide, three ways are left open.

Three wordings to one model are the least, three models are better. The two choices of a step never get the same value:
where they would, the step needs adjudication as one where annotators fall apart does, and stays unscored.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from couple.instruments.staircase.dilemmas.dilemma import family_system
from couple.instruments.staircase.writing.annotators import ANNOTATORS, Annotator, Label, Unlabelled
from couple.values.distance import Measured


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


def annotate(choices: Sequence[Unlabelled], family: str, annotators: Sequence[Annotator]) -> list[tuple[Label, ...]]:
    """Each choice's labels, one an annotator, in order; None where an annotator names no value or several."""
    if len(annotators) != ANNOTATORS:
        raise ValueError(f"consensus is defined for {ANNOTATORS} annotators")
    system = family_system(family)
    return list(zip(*(annotator.label(choices, system) for annotator in annotators), strict=True))


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
