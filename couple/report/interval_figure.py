"""Methods as dots with 95 % intervals, one row each: ours, the baselines, then what is left of ours in each ablation.

A line through the best baseline shows at a glance which intervals reach it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.report.axis import Axis, linear_axis
from couple.report.benchmark_document import Column, Estimate, MethodCard
from couple.report.unknown import number

WIDTH = 360.0  # user units, about as many pixels
NAMES, NUMBERS = 176.0, 44.0  # the room left and right of the plot
ROW, GAP = 20.0, 9.0  # of a row, and between two groups


@dataclass(frozen=True)
class IntervalMark:
    """A method's row: its dot at ``x`` and interval, None where unknown; ``story`` tells all of it in words."""

    method: MethodCard
    y: float
    x: float | None
    low: float | None
    high: float | None
    written: str
    rival: bool
    story: str


@dataclass(frozen=True)
class IntervalFigure:
    """Rows from above; ``axis`` is None where nothing is known, ``zero`` and ``rival`` where no line is to be drawn."""

    column: Column
    marks: tuple[IntervalMark, ...]
    axis: Axis | None
    zero: float | None
    rival: float | None
    height: float


def draw_intervals(
    column: Column, rows: Sequence[tuple[MethodCard, Estimate]], *, rival: str | None = None
) -> IntervalFigure:
    """Lay the rows out in their order, with a gap where the group changes; ``rival`` names the best baseline."""
    ends = [end for _, one in rows for end in (one.mean, one.low, one.high) if end is not None]
    axis = linear_axis(ends, NAMES, WIDTH - NUMBERS, steps=3) if ends else None
    marks: list[IntervalMark] = []
    y = ROW / 2
    for place, (method, one) in enumerate(rows):
        if place:
            y += ROW + (GAP if method.group is not rows[place - 1][0].group else 0.0)
        marks.append(_mark(column, method, one, axis, y, rival == method.name))
    return IntervalFigure(
        column,
        tuple(marks),
        axis,
        zero=axis.at(0.0) if axis and axis.low < 0 < axis.high else None,
        rival=next((mark.x for mark in marks if mark.rival), None),
        height=y + ROW / 2,
    )


def told(one: Estimate, digits: int = 2) -> str:
    """``0.62 (95 % interval 0.51 to 0.74)``, or "unknown: why"."""
    if one.mean is None:
        return f"unknown: {one.reason}"
    if one.low is None:
        return f"{number(one.mean, digits)} ({one.reason or 'no interval'})"
    return f"{number(one.mean, digits)} (95 % interval {number(one.low, digits)} to {number(one.high, digits)})"


def _mark(column: Column, method: MethodCard, one: Estimate, axis: Axis | None, y: float, rival: bool) -> IntervalMark:
    x, low, high = (None if axis is None or end is None else axis.at(end) for end in (one.mean, one.low, one.high))
    story = f"{method.label}, {column.label}: {told(one, column.digits)}; {one.count:,} measured"
    story += f", {one.undefined:,} undefined" if one.undefined else ""
    return IntervalMark(method, y, x, low, high, number(one.mean, column.digits), rival, story)
