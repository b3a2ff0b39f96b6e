"""Does a respondent that is steered towards one value move as the circle of values says? Pure functions of profiles.

    shift(s, v) = score of v when steered towards s, minus the score of v unsteered

Neighbours of the steered value should rise with it and opposites fall. Han et al. (ACL 2025), section 6.1, table 17,
and the pairs of its appendix H.1, each checked in both directions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from couple.values.circle import mean_by_ring_distance

Profile = Mapping[str, float | None]
Shifts = Mapping[str, Profile]
"""Steered value -> measured value -> shift in points of the 1..6 scale, None where unknown."""

CONFLICTING = (
    ("power", "universalism"),
    ("hedonism", "tradition"),
    ("hedonism", "conformity"),
    ("security", "stimulation"),
    ("benevolence", "achievement"),
)
COMPATIBLE = (
    ("power", "achievement"),
    ("hedonism", "stimulation"),
    ("conformity", "security"),
    ("conformity", "tradition"),
    ("security", "tradition"),
    ("stimulation", "self_direction"),
)


@dataclass(frozen=True, slots=True)
class SignCheck:
    """Steering towards ``steered`` should move ``measured`` up (``expected`` = 1) or down (-1)."""

    steered: str
    measured: str
    expected: int
    shift: float

    @property
    def holds(self) -> bool:
        """Whether it moved that way; not at all is no."""
        return self.shift * self.expected > 0


def shift(variant: Profile, plain: Profile) -> dict[str, float | None]:
    """Variant minus plain on every value of the plain profile; unknown where either is."""
    found: dict[str, float | None] = {}
    for value, before in plain.items():
        after = variant.get(value)
        found[value] = None if after is None or before is None else after - before
    return found


def sign_checks(shifts: Shifts) -> list[SignCheck]:
    """All pairs of the theory that the shifts can tell of, in both directions: 22 when all values are steered."""
    checks: list[SignCheck] = []
    for expected, pairs in ((-1, CONFLICTING), (1, COMPATIBLE)):
        for one, other in pairs:
            for steered, measured in ((one, other), (other, one)):
                moved = shifts.get(steered, {}).get(measured)
                if moved is not None:
                    checks.append(SignCheck(steered, measured, expected, moved))
    return checks


def mean_shift_by_distance(shifts: Shifts, circle: Sequence[str]) -> dict[int, float]:
    """Mean shift of values that stand 0, 1, 2, ... steps from the steered one."""
    cells = {
        (steered, measured): moved
        for steered, row in shifts.items()
        for measured, moved in row.items()
        if moved is not None
    }
    return mean_by_ring_distance(circle, cells)


def mean_rise(shifts: Shifts) -> float | None:
    """Mean shift of the steered values themselves; None where none is known."""
    own = [moved for steered, row in shifts.items() if (moved := row.get(steered)) is not None]
    return fmean(own) if own else None
