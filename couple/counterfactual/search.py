"""Candidates of one answer, and which of two is better."""

import re
from dataclasses import dataclass

from couple.attribution import Attribution
from couple.decoder.worlds import Prediction
from couple.values import ValueSystem


@dataclass(frozen=True)
class Candidate:
    """A candidate answer as the in-loop attributor reads it.

    ``error`` is its mean absolute error against the target, or None when nothing could be read; ``parrots`` says
    whether it names a value of the system, which fools attributors more than it answers anybody.
    """

    text: str
    prediction: Prediction
    reading: Attribution
    error: float | None
    parrots: bool


def better(candidate: Candidate, index: int) -> tuple[bool, bool, float, int]:
    """A sorting key: readable first, then those that name no value, then the closest, then the earliest."""
    unread = candidate.error is None
    return unread, candidate.parrots, candidate.error if candidate.error is not None else 0.0, index


def parrots(text: str, system: ValueSystem) -> bool:
    """True when the text contains the printed name of a value of the system as whole words."""
    # Self-direction is also named as "self direction"
    labels = "|".join(r"[\W_]+".join(re.findall(r"[^\W_]+", value.label)) for value in system.values)
    return re.search(rf"\b(?:{labels})\b", text, flags=re.IGNORECASE) is not None
