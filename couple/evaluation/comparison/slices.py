"""The same two numbers on parts of the answers: by how many values count, by how far there is to go, by profile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from couple.evaluation.asking.cases import PLAIN
from couple.evaluation.measures.bootstrap import RESAMPLES, Interval, Resamples
from couple.evaluation.measures.estimation import estimated, quotient
from couple.evaluation.measures.judging import Judged
from couple.evaluation.measures.observations import as_mean, once, place_of, tally

RAW = "raw"
USUAL = range(1, 6)  # the paper targets up to five values


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the plain answers.

    Attributes:
        dimension: what it is cut by, in words for a heading: ``number of targeted values``.
        name: which part: ``3``, ``far: 2.10 to 3.40``.
        mae: mean absolute error by method, in the order of first appearance, with its 95 % percentile interval over
            topics; empty when no case is in the slice.
        spearman: the same of the tie-corrected rank correlation.
        cases: how many cases are in it.
        reason: why it is empty; None otherwise.
    """

    dimension: str
    name: str
    mae: Mapping[str, Interval]
    spearman: Mapping[str, Interval]
    cases: int
    reason: str | None = None


def slice_all(judged: Sequence[Judged], *, seed: int, resamples: int = RESAMPLES) -> list[Slice]:
    """All slices: by number of targeted values, by the target's distance from the raw answer, by source."""
    plain = [answer for answer in judged if answer.case.variant == PLAIN]
    draws = Resamples(seed, count=resamples)
    parts = [*_by_number(plain), *_by_distance(plain), *_by_source(plain)]
    return [_slice(part, draws) for part in parts]


@dataclass(frozen=True, slots=True)
class _Part:
    dimension: str
    name: str
    answers: Sequence[Judged]
    reason: str  # to be given if there are none


def _slice(part: _Part, draws: Resamples) -> Slice:
    methods: dict[str, list[Judged]] = {}
    for answer in part.answers:
        methods.setdefault(answer.method, []).append(answer)

    def intervals(metric: str) -> dict[str, Interval]:
        return {
            method: estimated(
                tally(once((place_of(one.case), as_mean(getattr(one, metric))) for one in answers)),
                quotient,
                draws,
                undefined="",  # a count of observations is never zero
            )
            for method, answers in methods.items()
        }

    cases = len({place_of(answer.case) for answer in part.answers})
    reason = None if part.answers else part.reason
    return Slice(part.dimension, part.name, intervals("mae"), intervals("spearman"), cases, reason)


def _by_number(plain: Sequence[Judged]) -> Iterator[_Part]:
    numbers = {len(answer.case.scored.names) for answer in plain}
    for number in sorted(numbers | set(USUAL)):
        answers = [answer for answer in plain if len(answer.case.scored.names) == number]
        yield _Part("number of targeted values", str(number), answers, f"no case targets {number} values")


def _by_distance(plain: Sequence[Judged]) -> Iterator[_Part]:
    """Terciles of the error of what the raw method answers to the same case: how far a method has to go."""
    dimension = "distance of the target from the raw answer"
    raw = {place_of(answer.case): answer.mae.value for answer in plain if answer.method == RAW}
    distances = {place: error for place, error in raw.items() if error is not None}
    if not distances:
        yield _Part(dimension, "all", [], f"there are no answers of the method {RAW}")
        return
    import numpy

    one, two = numpy.quantile(list(distances.values()), [1 / 3, 2 / 3])
    for name, low, high in (("near", -1.0, one), ("between", one, two), ("far", two, numpy.inf)):
        inside = {place: distance for place, distance in distances.items() if low < distance <= high}
        title = f"{name}: {min(inside.values()):.2f} to {max(inside.values()):.2f}" if inside else name
        answers = [answer for answer in plain if place_of(answer.case) in inside]
        yield _Part(dimension, title, answers, "the distances are too much alike for thirds")


def _by_source(plain: Sequence[Judged]) -> Iterator[_Part]:
    for source in dict.fromkeys(answer.case.source for answer in plain):
        answers = [answer for answer in plain if answer.case.source == source]
        yield _Part("source of the priorities", source, answers, f"no case is from {source}")
