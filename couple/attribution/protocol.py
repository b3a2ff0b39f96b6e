"""What every attributor takes and gives: a text in, the priorities that it expresses out."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

_ANSWERS = {1: "Yes. ", -1: "No. ", None: ""}


@dataclass(frozen=True)
class Utterance:
    """A text to read, with what is known about it.

    Attributes:
        text: what was said, at any length.
        question: what it answers, if anything.
        stance: +1 for, -1 against what the question asks, where it is known.
        identifier: the user's own name for it; comes back in error messages only.
    """

    text: str
    question: str | None = None
    stance: int | None = None
    identifier: str | None = None

    @property
    def context(self) -> str:
        """What the text answers, as it is put before it: the question, and yes or no where the stance is known."""
        if not self.question:
            return ""
        return f"{self.question} {_ANSWERS[self.stance]}"

    @property
    def in_context(self) -> str:
        """The text after what it answers."""
        return f"{self.context}{self.text}"

    @property
    def empty(self) -> bool:
        """True when nothing in the text could be read: only spaces, control and format characters."""
        return all(character.isspace() or unicodedata.category(character)[0] == "C" for character in self.text)


@dataclass(frozen=True)
class Concept:
    """A phrase that carries a value: ``text[start:end] == phrase``.

    ``weight`` is how much the probability of ``value`` falls when the phrase is deleted, in (0, 1]; where there
    are levels alone, the fall of the level over its range.
    """

    value: str
    phrase: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Attribution:
    """What an utterance expresses, for each value of a system.

    Attributes:
        scores: 1 (contradicted), 2 (absent), 3 (mentioned), 4 (present, not central), 5 (most important), continuous.
            Absence is no evidence of contradiction: attributors without other evidence never go below 2.
        probabilities: calibrated probability that a human annotator would find the value in the text, 0..1.
        present: 1 where the probability reaches the value's tuned threshold, else 0.
        concepts: the phrases that carry the present values, when they were asked for.
        residuals: for each value with concepts the share of its probability that they do not keep alone, 0..1: what is
            left over, the paper's eps_2.
        label_set: values among which are, for nine texts in ten about new questions, all that annotators would find;
            None where the attributor gives no such guarantee.
        flags: what a reader should know before trusting the numbers, in plain words.
        reason: why nothing could be said, and then the mappings are empty; None otherwise.
    """

    scores: Mapping[str, float]
    probabilities: Mapping[str, float]
    present: Mapping[str, int]
    concepts: tuple[Concept, ...] = ()
    residuals: Mapping[str, float] = FrozenMapping({})
    label_set: tuple[str, ...] | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None


NOTHING: Mapping[str, float] = FrozenMapping({})
EMPTY_TEXT = Attribution(NOTHING, NOTHING, FrozenMapping({}), reason="empty text")


@runtime_checkable
class Attributor(Protocol):
    """Anything that reads values out of texts in one value system."""

    @property
    def system(self) -> ValueSystem:
        """The system whose names the mappings use."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get other scores."""
        ...

    def attribute(self, utterances: Sequence[Utterance], *, concepts: bool = False) -> list[Attribution]:
        """One attribution for each utterance, in order. Concepts cost several times as much as scores alone."""
        ...
