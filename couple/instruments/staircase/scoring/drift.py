"""Does a preference change on the way up? The slope of each value over the steps, with an interval over dilemmas.

The slope is that of the least-squares line through chosen-or-not against the step, over all times the value was
offered: steps where it was offered often weigh more. Intervals are slope +- z standard errors of the bootstrap over
whole dilemmas, with z such that all values of a family are covered together in 95 % of samples (Bonferroni); a value
drifts where its interval excludes zero.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.resampling import Interval
from couple.instruments.staircase.scoring.conflicts import Conflicts

LEVEL = 0.95
_MOST_UNDEFINED = 0.1


@dataclass(frozen=True, slots=True)
class Drift:
    """``slope`` in preference a step, with its simultaneous interval; both None where they cannot be told."""

    value: str
    slope: float | None
    interval: Interval | None
    offered: int

    @property
    def drifts(self) -> bool | None:
        """Whether the interval excludes zero; None without one."""
        return None if self.interval is None else not self.interval[0] <= 0 <= self.interval[1]


def slopes(wins: Float[np.ndarray, "*rest steps n n"]) -> Float[np.ndarray, "*rest n"]:
    """Of each value from its wins at each step; NaN where it was offered at fewer than two steps."""
    chosen = wins.sum(axis=-1)
    offered = chosen + wins.sum(axis=-2)
    step = np.arange(1.0, wins.shape[-3] + 1)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (offered * step).sum(axis=-2, keepdims=True) / offered.sum(axis=-2, keepdims=True)
        spread = (offered * (step - middle) ** 2).sum(axis=-2)
        # less one half, so that no preference at any step has no slope to the last bit
        rising = ((step - middle) * (chosen - offered / 2)).sum(axis=-2)
        return np.where(spread > 1e-9, rising / spread, np.nan)


def drifts(conflicts: Conflicts, drawn: Float[np.ndarray, "draws steps n n"]) -> list[Drift]:
    """Of every value; ``drawn`` are bootstrap draws of the same conflicts (``drawn_wins``)."""
    from scipy.stats import norm

    wins = conflicts.wins.sum(axis=0)
    found, redrawn = slopes(wins), slopes(drawn)
    z = float(norm.ppf(1 - (1 - LEVEL) / (2 * len(conflicts.names))))
    offered = (wins.sum(axis=-1) + wins.sum(axis=-2)).sum(axis=0)
    result: list[Drift] = []
    for place, name in enumerate(conflicts.names):
        own = redrawn[:, place]
        if np.isnan(found[place]):
            result.append(Drift(name, None, None, int(offered[place])))
            continue
        slope, told = float(found[place]), own[~np.isnan(own)]
        error = z * float(told.std(ddof=1)) if len(told) > (1 - _MOST_UNDEFINED) * len(own) else 0.0
        # draws that are all alike tell nothing of how much others would differ
        interval = (slope - error, slope + error) if error > 0 else None
        result.append(Drift(name, slope, interval, int(offered[place])))
    return result
