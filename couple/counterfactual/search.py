"""Candidates of one answer: which is better, and which go on while they are being written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from couple.attribution import Attribution
from couple.decoder.worlds import Prediction
from couple.values import ValueSystem


@dataclass(frozen=True)
class Candidate:
    """A candidate answer as the in-loop attributor reads it.

    ``error`` is its mean absolute error against the target, or None when nothing could be read. ``drift`` (0..2) is how
    much further from the question it is than the observed answer was, in cosines of sentence embeddings. ``parrots``
    says whether it names a value of the system, which fools attributors more than it answers anybody, and ``echoes``
    whether it has nothing but words of the question. ``cost`` is what the search minimises: the error and the priced
    drift, or None without an error.
    """

    text: str
    prediction: Prediction
    reading: Attribution
    error: float | None
    drift: float
    parrots: bool
    echoes: bool
    cost: float | None

    @property
    def hollow(self) -> bool:
        """True for words that answer nobody."""
        return self.parrots or self.echoes


def ranking(candidates: Sequence[Candidate]) -> list[int]:
    """The places of all, best first: readable, then those that are not hollow, then the least costly, the earliest."""

    def key(place: int) -> tuple[bool, bool, float]:
        cost = candidates[place].cost
        return cost is None, candidates[place].hollow, 0.0 if cost is None else cost

    return sorted(range(len(candidates)), key=key)


def survivors(ranked: Sequence[int], ended: Sequence[bool]) -> list[int]:
    """Which candidates go on after a look at what they have written so far: the better half, repeated to fill the rest.

    Sequential halving (Karnin et al. 2013) of a particle filter's kind: the number of candidates, and so the cost of a
    token, stays what it was. One that has ended by itself is kept once; repeating it would say nothing new.

    Args:
        ranked: the places of all candidates, the best first.
        ended: for each place, whether that candidate has ended.
    """
    better_half = list(ranked[: (len(ranked) + 1) // 2])
    running = [place for place in better_half if not ended[place]]
    missing = len(ranked) - len(better_half)
    return better_half + [running[copy % len(running)] for copy in range(missing) if running]


def parrots(text: str, system: ValueSystem) -> bool:
    """True when the text contains the printed name of a value of the system as whole words."""
    # Self-direction is also named as "self direction"
    labels = "|".join(r"[\W_]+".join(re.findall(r"[^\W_]+", value.label)) for value in system.values)
    return re.search(rf"\b(?:{labels})\b", text, flags=re.IGNORECASE) is not None


def echoes(text: str, question: str) -> bool:
    """True when every word of the text stands in the question too, in whatever order."""
    return set(_words(text)) <= set(_words(question))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
