"""Intervals for means of answers: resampling questions, since the answers to one question are not independent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from couple.foundation import numpy_generator
from couple.values.distance import Measured

if TYPE_CHECKING:
    import numpy

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over answers with a percentile bootstrap interval.

    ``mean`` is None (with a ``reason``) when no answer could be measured; ``low`` and ``high`` are None when fewer than
    two questions remain. ``count`` answers from ``questions`` questions entered, ``undefined`` answers could not.
    """

    mean: float | None
    low: float | None
    high: float | None
    count: int
    questions: int
    undefined: int
    reason: str | None = None


class Resamples:
    """Draws of whole questions with replacement, shared by all measures: as many questions, the same draws.

    Sharing them saves time, and pairs what is measured on the same questions. Field and Welsh (2007), cluster
    bootstrap; Efron (1979), percentiles. With few questions (under about 20) the intervals are too narrow.
    """

    def __init__(self, seed: int, *, count: int = RESAMPLES, confidence: float = 0.95) -> None:
        self._seed, self._count, self._confidence = seed, count, confidence
        self._drawn = lru_cache(maxsize=8)(self._draw)

    def weights(self, questions: int) -> "numpy.ndarray":
        """Shape (resamples, questions): how often each question was drawn."""
        return self._drawn(questions)

    def bounds(self, estimates: "numpy.ndarray") -> tuple[float, float]:
        """The percentile interval of one estimate a resample; NaN when one of them is."""
        import numpy

        low, high = numpy.quantile(estimates, [(1 - self._confidence) / 2, (1 + self._confidence) / 2])
        return float(low), float(high)

    def _draw(self, questions: int) -> "numpy.ndarray":
        import numpy

        generator = numpy_generator(self._seed, "clustered bootstrap")
        drawn = generator.integers(questions, size=(self._count, questions))
        cells = drawn + questions * numpy.arange(self._count)[:, None]
        counts = numpy.bincount(cells.ravel(), minlength=self._count * questions)
        return counts.reshape(self._count, questions).astype(float)


def clustered_interval(
    measurements: Sequence[Measured],
    questions: Sequence[str],
    *,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Interval:
    """The mean of ``measurements`` and its interval, whole questions drawn with replacement (see ``Resamples``).

    ``questions[i]`` is the question that ``measurements[i]`` belongs to.
    """
    known = [(m.value, q) for m, q in zip(measurements, questions, strict=True) if m.value is not None]
    undefined = len(measurements) - len(known)
    if not known:
        reason = measurements[0].reason if measurements else "there are no answers"
        return Interval(None, None, None, 0, 0, undefined, reason)
    import numpy

    place = {name: number for number, name in enumerate(sorted({question for _, question in known}))}
    where = numpy.array([place[question] for _, question in known])
    values = numpy.array([value for value, _ in known], dtype=float)
    mean, size = float(values.mean()), len(place)
    if size < 2:
        return Interval(mean, None, None, len(known), size, undefined, "one question gives no interval")
    draws = Resamples(seed, count=resamples, confidence=confidence)
    sums = numpy.stack([numpy.bincount(where, values, size), numpy.bincount(where, minlength=size)], axis=1)
    drawn = draws.weights(size) @ sums
    low, high = draws.bounds(drawn[:, 0] / drawn[:, 1])
    return Interval(mean, low, high, len(known), size, undefined)


def question_resamples(
    questions: Sequence[str], generator: "numpy.random.Generator", *, resamples: int = RESAMPLES
) -> "list[numpy.ndarray]":
    """For measures that are no means: the rows of each resample, whole questions drawn with replacement.

    ``questions[i]`` is the question that row i belongs to; questions count in the order of their first row.
    """
    import numpy

    place = {question: number for number, question in enumerate(dict.fromkeys(questions))}
    codes = numpy.array([place[question] for question in questions])
    rows = [numpy.flatnonzero(codes == number) for number in place.values()]
    drawn = generator.integers(len(rows), size=(resamples, len(rows)))
    return [numpy.concatenate([rows[number] for number in one]) for one in drawn]


def resampled_interval(
    measure: "Callable[[numpy.ndarray], float]", rows: int, samples: "Sequence[numpy.ndarray]"
) -> tuple[float, float, float]:
    """``measure`` of all ``rows``, and its 95 % percentile interval over ``question_resamples``: estimate, low, high.

    ``measure`` takes the numbers of the rows that it is to look at.
    """
    import numpy

    low, high = numpy.quantile([measure(sample) for sample in samples], [0.025, 0.975])
    return measure(numpy.arange(rows)), float(low), float(high)


def paired_interval(
    first: Sequence[Measured],
    second: Sequence[Measured],
    questions: Sequence[str],
    *,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Interval:
    """The mean of ``first[i] - second[i]`` and its interval: pairs stay together, questions are drawn.

    A pair with an undefined side is left out and counted in ``undefined``.
    """
    differences = [_difference(a, b) for a, b in zip(first, second, strict=True)]
    return clustered_interval(differences, questions, seed=seed, resamples=resamples, confidence=confidence)


def _difference(first: Measured, second: Measured) -> Measured:
    if first.value is None or second.value is None:
        return Measured(None, first.reason or second.reason)
    return Measured(first.value - second.value)
