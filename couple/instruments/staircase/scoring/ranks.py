"""Who moves up and who down between two steps: ranks of values within a respondent, or of respondents on a value.

Ranks count from 1, the highest preference; equal preferences share the mean of their ranks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from couple.values.distance import Measured, spearman


@dataclass(frozen=True, slots=True)
class RankShift:
    """``first`` and ``last`` are ranks among what is known at both steps; ``shift`` above 0 is a way up."""

    name: str
    first: float
    last: float

    @property
    def shift(self) -> float:
        """Places gained."""
        return self.first - self.last


def rank_shifts(first: Mapping[str, float | None], last: Mapping[str, float | None]) -> list[RankShift]:
    """Of all names with a preference at both steps, in the order of ``first``."""
    from scipy.stats import rankdata

    names = _common(first, last)
    ranks = [rankdata([-_known(step[name]) for name in names]) if names else [] for step in (first, last)]
    return [RankShift(name, float(a), float(b)) for name, a, b in zip(names, *ranks, strict=True)]


def rank_correlation(first: Mapping[str, float | None], last: Mapping[str, float | None]) -> Measured:
    """Spearman's, -1..1, of the names that are known at both steps; with two names it can only be -1 or 1."""
    names = _common(first, last)
    return spearman({name: _known(first[name]) for name in names}, {name: _known(last[name]) for name in names})


def _common(first: Mapping[str, float | None], last: Mapping[str, float | None]) -> list[str]:
    return [name for name, value in first.items() if value is not None and last.get(name) is not None]


def _known(value: float | None) -> float:
    assert value is not None
    return value
