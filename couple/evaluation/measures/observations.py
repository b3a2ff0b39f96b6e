"""What was measured where: the common form of all measures, so that one bootstrap and one test serve them all.

An observation is a tuple of *moments*, numbers that add up over places; an estimate is a function of their sum (a mean:
of a sum and a count). A measure that is not defined somewhere has its reason there instead.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.evaluation.asking.cases import Case
from couple.evaluation.measures.metrics import Measured

if TYPE_CHECKING:
    import numpy

Place = tuple[str, ...]  # what was looked at, the same for all methods; the first item is the topic
Observation = tuple[float, ...] | str
Observations = Mapping[Place, Observation]

NOTHING = "there are no answers"


def place_of(case: Case) -> Place:
    """The place of one answer."""
    return (case.topic, case.source, case.profile, case.variant, case.question)


def once(found: Iterable[tuple[Place, Observation]]) -> Observations:
    """The observations by place. Raises ``ValueError`` when a place comes twice, as when two runs were mixed."""
    pairs = list(found)
    if len(by_place := dict(pairs)) < len(pairs):
        place, _ = Counter(place for place, _ in pairs).most_common(1)[0]
        raise ValueError(f"a method was observed more than once at {place}")
    return by_place


def as_mean(measured: Measured) -> Observation:
    """The moments of a mean: the number and 1."""
    return str(measured.reason) if measured.value is None else (measured.value, 1.0)


def paired(first: Observations, second: Observations) -> Observations:
    """The moments of both, one after the other, at the places that both have; the reason of either where undefined."""
    return {place: _both(one, second[place]) for place, one in first.items() if place in second}


def _both(one: Observation, other: Observation) -> Observation:
    if isinstance(one, str):
        return one
    return other if isinstance(other, str) else one + other


@dataclass(frozen=True, slots=True)
class Tally:
    """Observations added up within topics.

    ``moments`` has shape (topics, k), topics in the order of their names. ``count`` places were defined, ``undefined``
    were not, the first of them for ``reason``.
    """

    moments: "numpy.ndarray"
    count: int
    undefined: int
    reason: str | None


def tally(observations: Observations) -> Tally:
    """Add up within topics what is defined; topics with nothing defined are left out."""
    import numpy

    known = [(place[0], moments) for place, moments in observations.items() if not isinstance(moments, str)]
    reason = next((text for text in observations.values() if isinstance(text, str)), None if known else NOTHING)
    undefined = len(observations) - len(known)
    if not known:
        return Tally(numpy.zeros((0, 1)), 0, undefined, reason)
    rows = {topic: row for row, topic in enumerate(sorted({topic for topic, _ in known}))}
    moments = numpy.array([moments for _, moments in known], dtype=float)
    where = numpy.array([rows[topic] for topic, _ in known])
    sums = [numpy.bincount(where, column, len(rows)) for column in moments.T]
    return Tally(numpy.stack(sums, axis=1), len(known), undefined, reason)
