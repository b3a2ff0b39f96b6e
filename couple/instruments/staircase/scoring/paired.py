"""Two respondents on the same dilemmas: how often they choose alike, and on which values they differ.

Paired: only steps at which both made a choice count, of two climbs each with its like, and whole dilemmas are drawn for
the intervals, the same for both. Wording and difficulty are then the same on both sides. In a context that tells
earlier choices, the two may have come to a step by different ways; that is part of what differs.
"""

from dataclasses import dataclass

import numpy as np

from couple.instruments.comparisons.resampling import DRAWS, Interval, percentile_interval, resampling_weights
from couple.instruments.staircase.scoring.conflicts import Conflicts
from couple.instruments.staircase.scoring.preference import preference


@dataclass(frozen=True, slots=True)
class PreferenceDifference:
    """``difference``: preference of the one minus that of the other, -1..1; None where the value was not at stake."""

    value: str
    difference: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class PairedComparison:
    """``steps``: how many both answered, each climb counted; ``alike``: the share with the same choice or None."""

    one: str
    other: str
    family: str
    steps: int
    alike: float | None
    differences: tuple[PreferenceDifference, ...]


def compare_paired(one: Conflicts, other: Conflicts, *, seed: int, draws: int = DRAWS) -> PairedComparison:
    """The comparison of two respondents in one family."""
    if one.family != other.family:
        raise ValueError("only conflicts of one family can be compared")
    common = [dilemma for dilemma in one.dilemmas if dilemma in set(other.dilemmas)]
    climbs = min(len(one.climbs), len(other.climbs))
    first, second = (side.of(common).climbs[:climbs] for side in (one, other))
    both = np.logical_and(first.any(axis=(3, 4), keepdims=True), second.any(axis=(3, 4), keepdims=True))
    first, second = first * both, second * both
    steps = int(both.sum())
    alike = float((first * second).sum() / steps) if steps else None
    # climbs and steps of a dilemma stay together
    wins = [side.sum(axis=(0, 2)) for side in (first, second)]
    found = preference(wins[0].sum(axis=0)) - preference(wins[1].sum(axis=0))
    if common:
        weights = resampling_weights(len(common), seed=seed, draws=draws).astype(float)
        drawn = [preference(np.tensordot(weights, one_side, axes=1)) for one_side in wins]
        intervals = [percentile_interval(column) for column in (drawn[0] - drawn[1]).T]
    else:
        intervals = [None] * len(one.names)
    differences = [
        PreferenceDifference(name, None if np.isnan(by) else float(by), None if np.isnan(by) else interval)
        for name, by, interval in zip(one.names, found, intervals, strict=True)
    ]
    return PairedComparison(one.model, other.model, one.family, steps, alike, tuple(differences))
