"""From numbers to places in a drawing: axes that begin and end at round numbers and have few ticks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from couple.report.unknown import number

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
_LOG_ROUND = (1.0, 2.0, 5.0)
_MOST_LOG_TICKS = 6


@dataclass(frozen=True)
class Tick:
    """A number that is written at the place ``at``, in user units."""

    at: float
    text: str


@dataclass(frozen=True)
class Axis:
    """``low`` stands at ``start`` and ``high`` at ``end``, in user units; ``end`` may be the lesser, as on a y axis."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[Tick, ...] = ()
    logarithmic: bool = False

    def at(self, number: float) -> float:
        """Where ``number`` stands, to a tenth of a unit; what lies beyond the axis stands at its end."""
        low, high, inside = self.low, self.high, min(max(number, self.low), self.high)
        if self.logarithmic:
            low, high, inside = math.log(low), math.log(high), math.log(inside)
        return round(self.start + (self.end - self.start) * (inside - low) / (high - low), 1)


def linear_axis(numbers: Sequence[float], start: float, end: float, *, steps: int = 4) -> Axis:
    """An axis around ``numbers`` (at least one) in about ``steps`` round steps."""
    low, high = min(numbers), max(numbers)
    wide = (high - low) or max(abs(high), 1.0) / 2
    raw = wide / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(one * power for one in _ROUND if one * power >= raw * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    digits = _decimals(step)
    written = [round(place * step, digits) for place in range(first, last + 1)]
    axis = Axis(written[0], written[-1], start, end)
    return replace(axis, ticks=tuple(Tick(axis.at(one), number(one, digits)) for one in written))


def log_axis(numbers: Sequence[float], start: float, end: float) -> Axis:
    """A logarithmic axis around ``numbers``, all above zero, with ticks at 1, 2 and 5 times powers of ten.

    Where these are many, only powers of ten are written.
    """
    if min(numbers) <= 0:
        raise ValueError("a logarithmic axis holds numbers above zero only")
    first, last = math.floor(math.log10(min(numbers))) - 1, math.ceil(math.log10(max(numbers))) + 1
    candidates = [one * 10.0**power for power in range(first, last + 1) for one in _LOG_ROUND]
    low = max(one for one in candidates if one <= min(numbers) * (1 + 1e-9))
    high = min(one for one in candidates if one >= max(numbers) * (1 - 1e-9) and one > low)
    within = [one for one in candidates if low * (1 - 1e-9) <= one <= high * (1 + 1e-9)]
    powers = [one for one in within if math.isclose(math.log10(one), round(math.log10(one)), abs_tol=1e-9)]
    written = within if len(within) <= _MOST_LOG_TICKS else powers
    axis = Axis(low, high, start, end, logarithmic=True)
    return replace(axis, ticks=tuple(Tick(axis.at(one), f"{one:,.10g}") for one in written))


def _decimals(step: float) -> int:
    """How many decimals it takes to write a step such as 0.25, 2.5 or 50."""
    return next(digits for digits in range(12) if math.isclose(round(step, digits), step, rel_tol=1e-6))
