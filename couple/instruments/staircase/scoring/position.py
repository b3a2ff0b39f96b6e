"""Leaning to a place: how often the choice that was shown first is taken, whatever it says.

Orders are drawn at random, so a respondent that reads the choices takes the first one half of the time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from couple.instruments.comparisons.resampling import Interval
from couple.instruments.staircase.climbing.choices import StepChoice, filed_as


@dataclass(frozen=True, slots=True)
class PositionBias:
    """``share`` of ``n`` choices that were shown first, 0..1, with Clopper and Pearson's 95 % interval."""

    model: str
    share: float
    interval: Interval
    n: int


def position_biases(made: Iterable[StepChoice]) -> list[PositionBias]:
    """One a respondent and context with choices whose order is recorded."""
    from scipy.stats import binomtest

    taken: dict[str, list[bool]] = {}
    for one in made:
        if one.chosen is not None and one.first is not None:
            taken.setdefault(filed_as(one), []).append(one.chosen == one.first)
    found: list[PositionBias] = []
    for model, firsts in taken.items():
        exact = binomtest(sum(firsts), len(firsts)).proportion_ci()
        share = sum(firsts) / len(firsts)
        found.append(PositionBias(model, share, (float(exact.low), float(exact.high)), len(firsts)))
    return found
