"""How far attributed scores are from target priorities: functions of two mappings, undefined cases said with a reason.

Only the *targeted* values count: the keys of ``target``. Scores of other values are ignored. Nothing here returns 0.0
or NaN for "cannot be said": see ``Measured``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, isfinite
from statistics import correlation
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """A number, or the reason why there is none; exactly one of the two is set."""

    value: float | None
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a measurement holds either a value or a reason")
        if self.value is not None and not isfinite(self.value):
            raise ValueError(f"a measurement is a finite number, not {self.value}")


def targeted_pairs(target: Mapping[str, float], scores: Mapping[str, float]) -> list[tuple[float, float]] | str:
    """``(priority, score)`` of each targeted value in the target's order, or the reason why they cannot be paired."""
    if not target:
        return "no value is targeted"
    missing = [value for value in target if value not in scores]
    if missing:
        return f"no score for {', '.join(missing)}"
    pairs = [(float(priority), float(scores[value])) for value, priority in target.items()]
    if not all(isfinite(number) for pair in pairs for number in pair):
        return "a priority or a score is not a finite number"
    return pairs


def mean_absolute_error(target: Mapping[str, float], scores: Mapping[str, float]) -> Measured:
    """Mean of |score - priority| over the targeted values; 0 is perfect, 4 the worst on a 1..5 scale.

    Undefined when nothing is targeted or a targeted value has no finite score.
    """
    pairs = targeted_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    return Measured(fsum(abs(score - priority) for priority, score in pairs) / len(pairs))


def spearman(target: Mapping[str, float], scores: Mapping[str, float]) -> Measured:
    """Tie-corrected Spearman correlation over the targeted values: Pearson's on average ranks, -1..1.

    Undefined for fewer than two targeted values and when either side is constant. Kendall (1970), chapter 3.
    """
    pairs = rankable_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    from scipy.stats import spearmanr

    priorities, achieved = zip(*pairs, strict=True)
    result: Any = spearmanr(priorities, achieved)  # scipy carries no types
    return Measured(float(result.statistic))


def pearson(target: Mapping[str, float], scores: Mapping[str, float]) -> Measured:
    """Pearson's correlation over the targeted values, -1..1; undefined where ``spearman`` is."""
    pairs = rankable_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    return Measured(correlation(*zip(*pairs, strict=True)))


def rankable_pairs(target: Mapping[str, float], scores: Mapping[str, float]) -> list[tuple[float, float]] | str:
    """``targeted_pairs`` that a correlation is defined for, or the reason why it is not."""
    pairs = targeted_pairs(target, scores)
    if isinstance(pairs, str):
        return pairs
    if len(pairs) < 2:
        return "fewer than two values are targeted"
    priorities, achieved = zip(*pairs, strict=True)
    if len(set(priorities)) == 1:
        return "all targeted priorities are equal"
    if len(set(achieved)) == 1:
        return "all scores of the targeted values are equal"
    return pairs
