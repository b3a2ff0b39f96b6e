"""A reliability diagram: how often something happened against how probable it was said to be, one point a bin.

The points of a calibrated forecaster stand on the diagonal, as far as their intervals tell (DeGroot and Fienberg
1983, The Statistician 32). Below them stand the counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from couple.report.document import Frozen
from couple.report.page import render

SIDE = 400.0  # of the square whose axes run from 0 to 1, in user units
COUNTS = 70.0  # height of the tallest count
ROOM = 36.0  # a written count needs that much
_Z = 1.959964  # two-sided 95 % of the normal distribution


class ReliabilityBin(Frozen):
    """``count`` forecasts: the mean probability that was ``predicted``, and the share that was ``observed``, 0..1."""

    predicted: float = Field(ge=0, le=1)
    observed: float = Field(ge=0, le=1)
    count: int = Field(ge=1)


@dataclass(frozen=True)
class ReliabilityMark:
    """A bin in the drawing: its point, its 95 % interval from ``low`` to ``high``, the top of its count, its words."""

    x: float
    y: float
    low: float
    high: float
    top: float
    written: str
    story: str


@dataclass(frozen=True)
class ReliabilityFigure:
    """Marks from left to right in a square of ``SIDE``, y downwards; the counts stand on a line at ``COUNTS``."""

    marks: tuple[ReliabilityMark, ...]
    forecasts: int
    error: float


def draw_reliability(bins: Sequence[ReliabilityBin]) -> ReliabilityFigure:
    """Lay bins out, in any order. Raises ``ValueError`` when there is none.

    ``error`` is the expected calibration error over these bins (Guo et al. 2017, equation 3).
    """
    if not bins:
        raise ValueError("a reliability diagram needs at least one bin")
    tallest, written_to = max(one.count for one in bins), -ROOM
    marks = []
    for one in sorted(bins, key=lambda one: one.predicted):
        low, high = wilson_interval(one.observed, one.count)
        x, y, bottom, top = (round(SIDE * share, 1) for share in (one.predicted, 1 - one.observed, 1 - low, 1 - high))
        written = f"{one.count:,}" if x - written_to >= ROOM else ""
        written_to = x if written else written_to
        story = (
            f"{one.count:,} forecasts of {one.predicted:.3f} on average; "
            f"it happened in {one.observed:.3f} of them ({low:.3f} to {high:.3f})"
        )
        height = round(COUNTS * (1 - one.count / tallest), 1)
        marks.append(ReliabilityMark(x, y, bottom, top, height, written, story))
    forecasts = sum(one.count for one in bins)
    error = sum(one.count * abs(one.observed - one.predicted) for one in bins) / forecasts
    return ReliabilityFigure(tuple(marks), forecasts, error)


def reliability_svg(bins: Sequence[ReliabilityBin], *, title: str) -> str:
    """The diagram as the text of an SVG file that needs nothing else; it follows a reader's dark mode."""
    return render("reliability.svg", {"figure": draw_reliability(bins), "title": title, "side": SIDE, "counts": COUNTS})


def wilson_interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % score interval of a ``share`` observed among ``count`` (Wilson 1927, JASA 22), 0..1."""
    shrunk = 1 + _Z**2 / count
    centre = (share + _Z**2 / (2 * count)) / shrunk
    half = _Z / shrunk * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    return max(0.0, centre - half), min(1.0, centre + half)
