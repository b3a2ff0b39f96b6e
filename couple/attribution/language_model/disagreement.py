"""How far a rater's levels are from people's annotations, value by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

from couple.attribution.language_model.rater import Reading
from couple.attribution.protocol import Utterance
from couple.values.frozen import FrozenMapping

PRESENT, ABSENT = (3, 5), (1, 2)
Range = tuple[int, int]


@dataclass(frozen=True)
class AnnotatedExample:
    """A text and, for each annotated value, the lowest and highest level that the people's annotation allows."""

    utterance: Utterance
    ranges: Mapping[str, Range]


def presence_example(utterance: Utterance, present: Mapping[str, bool]) -> AnnotatedExample:
    """From labels that only say whether a value is there: levels 3 to 5 if it is, 1 or 2 if not."""
    return AnnotatedExample(utterance, FrozenMapping({k: PRESENT if there else ABSENT for k, there in present.items()}))


class Disagreement(BaseModel):
    """Steps between levels and annotations, 0 (none) to 4.

    Attributes:
        overall: mean over values; None when nothing could be compared.
        by_value: for each value that could be compared.
        texts: how many texts were rated.
        unread: how many of them the model gave no levels for; they are in neither number above.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    overall: float | None
    by_value: Annotated[Mapping[str, float], AfterValidator(FrozenMapping), PlainSerializer(dict)]
    texts: int
    unread: int


def distance(level: int, allowed: Range) -> int:
    """Steps from ``level`` to the nearest level that is allowed."""
    low, high = allowed
    return max(low - level, level - high, 0)


def measure_disagreement(examples: Sequence[AnnotatedExample], readings: Sequence[Reading]) -> Disagreement:
    """Each kind of annotation weighs the same in a value, however rare: else calling everything absent would win."""
    steps: dict[str, dict[Range, list[int]]] = {}
    for example, reading in zip(examples, readings, strict=True):
        for name, allowed in example.ranges.items() if reading.levels else ():
            own = distance((reading.levels or {})[name], allowed)
            steps.setdefault(name, {}).setdefault(allowed, []).append(own)
    by_value = {name: _mean([_mean(group) for group in groups.values()]) for name, groups in steps.items()}
    overall = _mean(list(by_value.values())) if by_value else None
    unread = sum(reading.levels is None for reading in readings)
    return Disagreement(overall=overall, by_value=by_value, texts=len(examples), unread=unread)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
