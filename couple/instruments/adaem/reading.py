"""What a judge finds in a text: the values that it expresses, and how likely it expresses each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.instruments.adaem.rewards import ValueSet


@dataclass(frozen=True)
class Reading:
    """``values`` are those that are expressed; ``likely`` (0..1) how likely each is, 0 for one that is not named."""

    values: ValueSet
    likely: Mapping[str, float]

    @classmethod
    def certain(cls, values: ValueSet) -> "Reading":
        """Of a judge that knows no doubt."""
        return cls(values, dict.fromkeys(values, 1.0))

    def either(self, other: "Reading") -> "Reading":
        """Of two points of an opinion: what one of them expresses, as likely as it is in the likelier of the two."""
        named = self.likely.keys() | other.likely.keys()
        likely = {name: max(self.likely.get(name, 0.0), other.likely.get(name, 0.0)) for name in sorted(named)}
        return Reading(self.values | other.values, likely)


def expressed(readings: Sequence[Reading | None], values: Sequence[str]) -> Float[np.ndarray, "opinions values"]:
    """1 where an opinion expresses a value, 0 where not; nan throughout for one that could not be read."""
    return _rows([one and dict.fromkeys(one.values, 1.0) for one in readings], values)


def likelihoods(readings: Sequence[Reading | None], values: Sequence[str]) -> Float[np.ndarray, "opinions values"]:
    """How likely each opinion expresses each value, 0..1; nan throughout for one that could not be read."""
    return _rows([one and one.likely for one in readings], values)


def _rows(known: Sequence[Mapping[str, float] | None], values: Sequence[str]) -> Float[np.ndarray, "opinions values"]:
    unread = [np.nan] * len(values)
    rows = [unread if one is None else [one.get(value, 0.0) for value in values] for one in known]
    return np.array(rows).reshape(-1, len(values))
