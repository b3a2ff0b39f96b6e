"""Pairwise comparisons as counts: how often each of several names won against each other one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """``wins[i, j]``: how often ``names[i]`` won against ``names[j]``; not negative, 0 on the diagonal.

    Counts need not be whole: where only a rate is known, it and its complement are the wins of one comparison.
    """

    names: tuple[str, ...]
    wins: Float[np.ndarray, "n n"]

    def __post_init__(self) -> None:
        if self.wins.shape != (len(self.names), len(self.names)):
            raise ValueError("comparisons hold one row and one column a name")
        if not np.isfinite(self.wins).all() or (self.wins < 0).any() or self.wins.diagonal().any():
            raise ValueError("wins are finite, not negative, and nobody wins against itself")

    @classmethod
    def of_pairs(cls, names: Sequence[str], pairs: Iterable[tuple[str, str]]) -> "Comparisons":
        """From (winner, loser) pairs."""
        places = {name: place for place, name in enumerate(names)}
        wins = np.zeros((len(places), len(places)))
        for winner, loser in pairs:
            wins[places[winner], places[loser]] += 1
        return cls(tuple(names), wins)

    @classmethod
    def of_rates(cls, names: Sequence[str], rates: Mapping[tuple[str, str], float]) -> "Comparisons":
        """From (one, other) -> how often the one wins, 0..1: each pair as one comparison."""
        places = {name: place for place, name in enumerate(names)}
        wins = np.zeros((len(places), len(places)))
        for (one, other), rate in rates.items():
            wins[places[one], places[other]] = rate
            wins[places[other], places[one]] = 1 - rate
        return cls(tuple(names), wins)

    @property
    def meetings(self) -> Float[np.ndarray, "n n"]:
        """How often each two met."""
        return self.wins + self.wins.T

    @property
    def rates(self) -> Float[np.ndarray, "n n"]:
        """How often the row wins against the column, 0..1; NaN on the diagonal and where the two never met."""
        with np.errstate(invalid="ignore"):
            return self.wins / self.meetings

    def rows(self) -> list[list[float | None]]:
        """``rates`` with None for what is unknown, as pictures and tables hold them."""
        return [[None if np.isnan(rate) else float(rate) for rate in row] for row in self.rates]


@dataclass(frozen=True, slots=True)
class Strengths:
    """What each name's wins say of its strength, on the scale of the model that was fitted; they sum to zero.

    Attributes:
        values: name -> strength; names that met nobody are absent, all are where there is a ``reason``.
        reason: why there are none; None when there are.
        error: root mean square of fitted minus observed win rates over the pairs that met, 0..1; None without values.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    reason: str | None = None
    error: float | None = None

    @property
    def order(self) -> list[str]:
        """The names from the strongest to the weakest."""
        return sorted(self.values, key=lambda name: -self.values[name])


def root_mean_square_error(rates: Float[np.ndarray, "n n"], fitted: Float[np.ndarray, "n n"]) -> float:
    """Of the pairs that met, each once."""
    above = np.triu_indices(len(rates), 1)
    return float(np.sqrt(np.nanmean((rates[above] - fitted[above]) ** 2)))
