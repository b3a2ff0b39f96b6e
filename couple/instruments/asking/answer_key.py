"""What the answers to an instrument say of somebody's values: all that a person of mere numbers needs to fill it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from couple.instruments.asking.answer_log import content_id
from couple.instruments.asking.answer_scale import OPTIONS
from couple.instruments.asking.presentation import Presentation
from couple.values import MIDDLE, ValueSystem

_LEVEL = fmean(OPTIONS.values())


class AnswerKey(Protocol):
    """Which values the answers to an instrument speak for."""

    @property
    def systems(self) -> tuple[ValueSystem, ...]:
        """Whose values these are; no name stands in two of them."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when an answer comes to speak for other values."""
        ...

    def appeal(self, shown: Presentation, priorities: Mapping[str, float]) -> list[float]:
        """How much each of ``shown.options`` appeals to somebody, in points of priority; only differences count.

        ``priorities`` hold a number, 1..5, for every value of the systems.
        """
        ...


@dataclass(frozen=True)
class RatingKey:
    """Of a questionnaire with the six answers; ``speaks_for``: item -> the values it speaks for, if any.

    A priority is 3 plus a score in points of the answer scale (see ``couple.values.scale``). Who is in the middle of
    that scale on the whole therefore means the rating 3.5 + priority - 3 (with several values, of their mean; without
    any, 3.5). An answer appeals by how near it is: -(rating - meant)**2 / 2.
    """

    system: ValueSystem
    speaks_for: Mapping[str, Sequence[str]]

    @property
    def systems(self) -> tuple[ValueSystem, ...]:
        """The one that the items speak of."""
        return (self.system,)

    @property
    def fingerprint(self) -> str:
        """Of all items with their values."""
        return content_id({item: list(values) for item, values in self.speaks_for.items()})

    def meant(self, item: str, priorities: Mapping[str, float]) -> float:
        """The rating of ``item`` that is meant, 1.5..5.5; it need not be whole."""
        values = self.speaks_for.get(item, ())
        return _LEVEL + (fmean(priorities[value] for value in values) - MIDDLE if values else 0.0)

    def appeal(self, shown: Presentation, priorities: Mapping[str, float]) -> list[float]:
        """Of each answer, in the order they are shown."""
        meant = self.meant(shown.item, priorities)
        return [-((OPTIONS[option] - meant) ** 2) / 2 for option in shown.options]
