"""Which values does a text express? An attributor's tuned thresholds say so, or a language model asked value by value.

An opinion expresses a value when any of its points does, whatever its stance: v_x = OR over the points.
"""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from couple.foundation import fingerprint_bytes
from couple.instruments.adaem.opinions import Opinion
from couple.instruments.adaem.reading import Reading
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.values import ValueSystem

if TYPE_CHECKING:
    from couple.attribution import Attributor


class ValueJudge(Protocol):
    """Finds values in texts, each read by itself."""

    @property
    def values(self) -> tuple[str, ...]:
        """The values it looks for."""
        ...

    def judge(self, texts: Sequence[str]) -> list[Reading | None]:
        """What it finds in each text, in order; None where the text could not be read."""
        ...


class AttributorJudge:
    """Our attributor: a value is expressed where its probability reaches the threshold tuned on human labels."""

    def __init__(self, attributor: "Attributor") -> None:
        self._attributor, self.values = attributor, attributor.system.names

    def judge(self, texts: Sequence[str]) -> list[Reading | None]:
        """None for texts without readable words, or whose attributor gives a reason."""
        from couple.attribution import Utterance

        found = self._attributor.attribute([Utterance(text) for text in texts])
        return [
            None
            if one.reason
            else Reading(frozenset(name for name, is_there in one.present.items() if is_there), one.probabilities)
            for one in found
        ]


class LanguageModelJudge:
    """A language model that says yes or no to each value of each text; ``log`` keeps every answer.

    Both orders of the options are asked of models that choose; a value counts when both answers are yes, and is half as
    likely when one is.
    """

    def __init__(self, model: Respondent, system: ValueSystem, *, log: Path, seed: int) -> None:
        self._model, self._system, self._log, self._seed = model, system, log, seed
        self.values = system.names

    def judge(self, texts: Sequence[str]) -> list[Reading | None]:
        """None for a text with an answer that is neither yes nor no."""
        shown = [one for text in texts for one in self._questions(text)]
        records = administer(shown, self._model, log=self._log, seed=self._seed, doing="judging values")
        said = iter(records)
        return [self._read([next(said)["text"] for _ in range(2 * len(self.values))]) for _ in texts]

    def _questions(self, text: str) -> list[Presentation]:
        from couple.decoder.prompt import Prompt

        item = fingerprint_bytes(text.encode())
        return [
            Presentation(
                f"{item}/{value.name}",
                f"{first} first",
                Prompt(
                    f"Text: {text}\n\nValue: {value.label}. {value.definition}\n\n"
                    f"Does the text express this value? Answer with {first} or {second}."
                ),
                (first, second),
                longest=4,
            )
            for value in self._system.values
            for first, second in (("Yes", "No"), ("No", "Yes"))
        ]

    def _read(self, answers: Sequence[str]) -> Reading | None:
        words = [answer.strip().strip("'\"*.,!").casefold() for answer in answers]
        if not all(word.startswith(("yes", "no")) for word in words):
            return None
        said = [word.startswith("yes") for word in words]
        likely = {name: (one + other) / 2 for name, one, other in zip(self.values, said[::2], said[1::2], strict=True)}
        return Reading(frozenset(name for name, share in likely.items() if share == 1), likely)


def read_opinions(opinions: Sequence[Opinion], judge: ValueJudge) -> list[Reading | None]:
    """Each opinion by any of its points; None for one without points or with one that could not be read."""
    readings = iter(judge.judge([point for opinion in opinions for point in opinion.points]))
    return [_any_point([next(readings) for _ in opinion.points]) for opinion in opinions]


def _any_point(points: Sequence[Reading | None]) -> Reading | None:
    known = [one for one in points if one is not None]
    return reduce(Reading.either, known) if points and len(known) == len(points) else None
