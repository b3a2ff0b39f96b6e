"""The rows of a dot plot: each value of the system with its target, its priority before and after, and the judge's."""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.report.document import AnswerRecord, ValueCard

SCALE = (1.0, 5.0)
# The outer marks keep their whole width inside the plot.
INSET = 4.0


@dataclass(frozen=True)
class DotRow:
    """One value's priorities 1..5, None where unknown. ``targeted``: intervened on; ``moved``: it followed."""

    label: str
    definition: str
    targeted: bool
    moved: bool
    target: float | None
    before: float | None
    after: float | None
    judged: float | None


def dot_rows(answer: AnswerRecord, values: Sequence[ValueCard]) -> list[DotRow]:
    """One row a value, always in the system's order; then names that only this answer uses."""
    known = [value.name for value in values]
    named = [*answer.target.priorities, *answer.observed.scores, *answer.counterfactual.scores]
    strangers = [ValueCard(name=name, label=name, definition="") for name in dict.fromkeys(named) if name not in known]
    moved = {propagation.value for propagation in answer.propagated}
    judged = answer.independent.counterfactual_scores if answer.independent else {}
    return [
        DotRow(
            label=value.label,
            definition=value.definition,
            targeted=value.name in answer.target.priorities,
            moved=value.name in moved,
            target=answer.target.priorities.get(value.name),
            before=answer.observed.scores.get(value.name),
            after=answer.counterfactual.scores.get(value.name),
            judged=judged.get(value.name),
        )
        for value in [*values, *strangers]
    ]


def place(score: float, low: float = SCALE[0], high: float = SCALE[1]) -> str:
    """Where ``score`` stands across a plot, as an SVG percentage; scores beyond the scale stand at its end."""
    share = (min(max(score, low), high) - low) / (high - low) if high > low else 0.0
    return f"{INSET + share * (100 - 2 * INSET):.4g}%"
