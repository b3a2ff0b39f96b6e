"""Labels as data sets spell them, and the names of values: "Care/Harm", "care/harm" and "care" are one.

The released pattern that cut labels out of annotators' replies stopped at hyphens, so that "self" stands for
Self-Direction. What is no value of a family is unknown, never guessed.
"""

from collections.abc import Iterable

from couple.foundation import UserError
from couple.instruments.staircase.dilemmas.dilemma import FAMILIES, family_system

ADJUDICATION = "needs adjudication"
"""What stands for a label where three annotators said three things, or both choices came out alike."""

_CUT = {"self": "self_direction"}


def read_label(label: str, family: str) -> str | None:
    """The value that ``label`` names; None for anything else, ``ADJUDICATION`` included."""
    names = family_system(family).names
    head = "_".join(label.split("/")[0].replace("-", " ").casefold().split())
    name = head if head in names else _CUT.get(head)
    return name if name in names else None


def family_of(labels: Iterable[str], *, asked: str) -> str:
    """The family that knows most of ``labels``. Raises ``UserError`` when none knows any, or two know as many."""
    given = list(labels)
    known = {family: sum(read_label(label, family) is not None for label in given) for family in FAMILIES}
    best = max(known, key=lambda family: known[family])
    if not known[best] or sum(count == known[best] for count in known.values()) > 1:
        found = f"its labels are of no one kind (for instance {', '.join(sorted(set(given))[:3])})"
        raise UserError(asked, found, "label the choices with the six moral foundations or with the ten basic values")
    return best
