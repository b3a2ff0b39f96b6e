"""Lines over steps with intervals: one panel a line in full ink, all the others faint behind it, on common axes.

A line breaks where an estimate is unknown, and the panel says at which steps. Lengths are user units, y downwards.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from couple.instruments.findings import DriftPlot, ForestRow
from couple.report.axis import Axis, Tick, linear_axis
from couple.report.course import course
from couple.report.forest_figure import known_ends, row_decimals, told_row
from couple.report.label_layout import LETTER
from couple.report.page import shorten

WIDTH, HEIGHT = 262.0, 150.0  # of the plot and its y axis' numbers, and of the plot
LEFT = 44.0  # the room of these numbers
_MOST_TICKS = 8


@dataclass(frozen=True)
class DriftMark:
    """A known estimate and its interval, None where there is none; ``story`` tells it in words."""

    x: float
    y: float
    low: float | None
    high: float | None
    story: str


@dataclass(frozen=True)
class DriftPanel:
    """A line: its marks, the way through them as SVG path data, and where it is unknown, with the reason."""

    name: str
    marks: tuple[DriftMark, ...]
    line: str
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class DriftFigure:
    """Panels on common axes; ``up`` is None where nothing is known, ``zero`` where no line is to be drawn."""

    panels: tuple[DriftPanel, ...]
    ticks: tuple[Tick, ...]
    up: Axis | None
    zero: float | None


def draw_drift(plot: DriftPlot) -> DriftFigure:
    """Lay the lines out, in their order; ``ValueError`` where a line has more or fewer estimates than steps."""
    known = [row for line in plot.lines.values() for row in line if row is not None]
    ends = known_ends(known)
    up = linear_axis(ends, HEIGHT, 0.0, steps=5) if ends else None
    room = (WIDTH - LEFT) / max(len(plot.steps), 1)
    places = [round(LEFT + (step + 0.5) * room, 1) for step in range(len(plot.steps))]
    every = math.ceil(len(plot.steps) / _MOST_TICKS)
    letters = max(int(every * room / LETTER), 2)
    digits = row_decimals(known)
    return DriftFigure(
        panels=tuple(_panel(name, line, plot.steps, places, up, digits) for name, line in plot.lines.items()),
        ticks=tuple(Tick(places[one], shorten(plot.steps[one], letters)) for one in range(0, len(places), every or 1)),
        up=up,
        zero=up.at(0.0) if up and up.low < 0 < up.high else None,
    )


def _panel(
    name: str,
    line: Sequence[ForestRow | None],
    steps: Sequence[str],
    places: Sequence[float],
    up: Axis | None,
    digits: int,
) -> DriftPanel:
    marks: list[DriftMark | None] = []
    unknown: list[str] = []
    for step, x, row in zip(steps, places, line, strict=True):
        if row is None or row.estimate is None or up is None:
            marks.append(None)
            unknown.append(f"{step} ({row.note})" if row and row.note else step)
            continue
        low, high = (None, None) if row.interval is None else map(up.at, row.interval)
        marks.append(DriftMark(x, up.at(row.estimate), low, high, f"{name}, {step}: {told_row(row, digits)}"))
    way = course([(mark.x, mark.y) if mark else None for mark in marks])
    return DriftPanel(name, tuple(mark for mark in marks if mark), way, tuple(unknown))
