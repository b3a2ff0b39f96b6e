"""Intervals for means of answers: resampling questions, since the answers to one question are not independent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.evaluation.metrics import Measured
from couple.foundation import numpy_generator

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


def clustered_interval(
    measurements: Sequence[Measured],
    questions: Sequence[str],
    *,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Interval:
    """The mean of ``measurements`` and its interval, whole questions drawn with replacement.

    ``questions[i]`` is the question that ``measurements[i]`` belongs to. With few questions (under about 20) percentile
    intervals are too narrow. Field and Welsh (2007), cluster bootstrap; Efron (1979), percentiles.
    """
    known = [(m.value, q) for m, q in zip(measurements, questions, strict=True) if m.value is not None]
    undefined = len(measurements) - len(known)
    if not known:
        reason = measurements[0].reason if measurements else "there are no answers"
        return Interval(None, None, None, 0, 0, undefined, reason)
    import numpy

    names = sorted({question for _, question in known})
    place = {name: number for number, name in enumerate(names)}
    where = numpy.array([place[question] for _, question in known])
    values = numpy.array([value for value, _ in known], dtype=float)
    mean, size = float(values.mean()), len(names)
    if size < 2:
        return Interval(mean, None, None, len(known), size, undefined, "one question gives no interval")
    sums, counts = numpy.bincount(where, values, size), numpy.bincount(where, minlength=size)
    generator = numpy_generator(seed, "clustered bootstrap")
    drawn = generator.integers(size, size=(resamples, size))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = numpy.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(mean, float(low), float(high), len(known), size, undefined)


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
