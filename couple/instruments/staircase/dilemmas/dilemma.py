"""A staircase: one norm, five situations that grow harder, and at each two choices that speak for different values."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from couple.values import ValueSystem, load_system

STEPS = (1, 2, 3, 4, 5)
Letter = Literal["A", "B"]
LETTERS: tuple[Letter, Letter] = ("A", "B")


def other_letter(letter: Letter) -> Letter:
    """B for A, A for B."""
    return "B" if letter == "A" else "A"


FAMILIES: Mapping[str, str] = {"mft": "moral_foundations6", "schwartz": "schwartz10"}
"""The kinds of labels, as scores are filed: family -> value system."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one may do, and the ``value`` it speaks for; None where its annotators did not agree on one."""

    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One conflict. ``dilemma`` spells it out; it may be empty."""

    situation: str
    dilemma: str
    a: Choice
    b: Choice

    def choice(self, letter: Letter) -> Choice:
        """The choice that the data calls A or B, whatever the order it is shown in."""
        return self.a if letter == "A" else self.b

    @property
    def values(self) -> frozenset[str]:
        """The values that are known to be at stake."""
        return frozenset(value for value in (self.a.value, self.b.value) if value is not None)

    @property
    def decided(self) -> bool:
        """Whether both labels are known: only then can the step be scored."""
        return len(self.values) == len(LETTERS)


@dataclass(frozen=True, slots=True)
class Dilemma:
    """One staircase of ``len(STEPS)`` steps; ``id`` is unique among the dilemmas that are read together."""

    id: str
    family: str
    norm: str
    steps: tuple[Step, ...]

    def step(self, number: int) -> Step:
        """Step 1 to 5."""
        return self.steps[number - 1]


@cache
def family_system(family: str) -> ValueSystem:
    """The value system whose names the labels of a family are."""
    return load_system(FAMILIES[family])


def label_counts(dilemmas: Iterable[Dilemma], family: str) -> dict[str, int]:
    """How often each value of the family is a choice's label, in the system's order; ten labels a dilemma at most."""
    counts = Counter(
        step.choice(letter).value
        for dilemma in dilemmas
        if dilemma.family == family
        for step in dilemma.steps
        for letter in LETTERS
    )
    return {name: counts[name] for name in family_system(family).names}


def without_repeats(dilemmas: Iterable[Dilemma]) -> tuple[Dilemma, ...]:
    """The first of those that are the same word for word: asked twice, one staircase would count as two."""
    first: dict[tuple[str, str, tuple[Step, ...]], Dilemma] = {}
    for dilemma in dilemmas:
        first.setdefault((dilemma.family, dilemma.norm, dilemma.steps), dilemma)
    return tuple(first.values())
