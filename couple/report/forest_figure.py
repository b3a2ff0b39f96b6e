"""Estimates with intervals below each other on one scale: a table whose rows hold a plot, and all the numbers.

A dot is open where its interval holds the reference. Places are percentages across the plot, so that the drawing is as
wide as there is room for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.instruments.findings import ForestPlot, ForestRow
from couple.report.axis import linear_axis
from couple.report.unknown import UNKNOWN, decimals, number

INSET = 4.0  # per cent that the axis keeps free at either end, for the marks and the outer numbers


@dataclass(frozen=True)
class ForestMark:
    """An estimate's row; places are None where unknown, ``holds`` says that its interval holds the reference."""

    label: str
    at: float | None
    low: float | None
    high: float | None
    holds: bool
    written: str
    bounds: str
    note: str
    story: str


@dataclass(frozen=True)
class ForestFigure:
    """Rows from above; ``ticks`` are (place, number), none where nothing is known; ``against`` is the reference."""

    marks: tuple[ForestMark, ...]
    ticks: tuple[tuple[float, str], ...]
    reference: float | None
    against: str

    @property
    def noted(self) -> bool:
        """Whether any row has a note."""
        return any(mark.note for mark in self.marks)


def draw_forest(plot: ForestPlot) -> ForestFigure:
    """Lay the rows out in their order."""
    ends, digits = known_ends(plot.rows), row_decimals(plot.rows)
    reference = plot.reference if ends else None
    axis = linear_axis([*ends, *([] if reference is None else [reference])] or [0.0], INSET, 100 - INSET)
    marks: list[ForestMark] = []
    for row in plot.rows:
        low, high = row.interval or (None, None)
        at, left, right = (None if end is None else axis.at(end) for end in (row.estimate, low, high))
        marks.append(
            ForestMark(
                label=row.label,
                at=at,
                low=left,
                high=right,
                holds=low is not None and high is not None and reference is not None and low <= reference <= high,
                written=number(row.estimate, digits),
                bounds="" if low is None else f"[{number(low, digits)}, {number(high, digits)}]",
                note=row.note,
                story=f"{row.label}: {told_row(row, digits)}",
            )
        )
    ticks = tuple((tick.at, tick.text) for tick in axis.ticks) if ends else ()
    if reference is None:
        return ForestFigure(tuple(marks), ticks, None, "")
    return ForestFigure(tuple(marks), ticks, axis.at(reference), f"{reference:g}".replace("-", "−"))


def known_ends(rows: Sequence[ForestRow]) -> list[float]:
    """Every number that an axis of ``rows`` must hold."""
    return [end for row in rows for end in (row.estimate, *(row.interval or ())) if end is not None]


def row_decimals(rows: Sequence[ForestRow]) -> int:
    """How many decimals suit the estimates of ``rows``."""
    return decimals(row.estimate for row in rows if row.estimate is not None)


def told_row(row: ForestRow, digits: int) -> str:
    """``0.62 (0.51 to 0.74); its note``, or "unknown; its note"."""
    told = UNKNOWN if row.estimate is None else number(row.estimate, digits)
    if row.interval is not None:
        told += f" ({number(row.interval[0], digits)} to {number(row.interval[1], digits)})"
    return f"{told}; {row.note}" if row.note else told
