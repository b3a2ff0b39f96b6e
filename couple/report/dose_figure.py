"""Dose and response: a value is asked for at level 1 to 5, and is judged at some score; one panel a method.

The broken diagonal is what was asked for. Below, on the same levels, stands how far the held values moved: a method
that steers one value and leaves the others alone rises above and stays flat below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.report.axis import Axis, linear_axis
from couple.report.benchmark_document import DoseCurve, Estimate, MethodCard
from couple.report.interval_figure import told
from couple.report.unknown import number
from couple.values.scale import HIGHEST, LOWEST

WIDTH, SIDE, LEFT = 250.0, 204.0, 34.0  # of a panel, of the plot's square, of the room for the y axis
RESPONSE, DRIFT, BETWEEN = 150.0, 44.0, 34.0  # heights of the two plots, and the room between them


@dataclass(frozen=True)
class DoseMark:
    """A level's dot and its interval; None where unknown."""

    x: float
    y: float | None
    low: float | None
    high: float | None
    story: str


@dataclass(frozen=True)
class DosePanel:
    """A method's two plots: ``line`` and ``drift_line`` are SVG points, broken nowhere: what is unknown is left out."""

    method: MethodCard
    marks: tuple[DoseMark, ...]
    line: str
    drifts: tuple[DoseMark, ...]
    drift_line: str


@dataclass(frozen=True)
class DoseFigure:
    """Panels on common axes; the drift's is None where no drift is known."""

    panels: tuple[DosePanel, ...]
    levels: Axis
    scores: Axis
    drift: Axis | None


def draw_doses(curves: Sequence[DoseCurve], methods: Sequence[MethodCard]) -> DoseFigure:
    """Lay the panels out in the order of ``methods``, which name every curve's; ``ValueError`` without a curve."""
    if not curves:
        raise ValueError("a figure of doses needs at least one curve")
    levels = linear_axis([LOWEST, HIGHEST], LEFT, LEFT + SIDE)
    scores = linear_axis([LOWEST, HIGHEST], RESPONSE, 0.0)
    ends = [
        end
        for curve in curves
        for one in curve.points
        for end in (one.drift.mean, one.drift.low, one.drift.high)
        if end is not None
    ]
    bottom = RESPONSE + BETWEEN + DRIFT
    drift = linear_axis([0.0, *ends], bottom, RESPONSE + BETWEEN, steps=1) if ends else None
    known = {curve.method: curve for curve in curves}
    panels = tuple(_panel(known[one.name], one, levels, scores, drift) for one in methods if one.name in known)
    return DoseFigure(panels, levels, scores, drift)


def _panel(curve: DoseCurve, method: MethodCard, levels: Axis, scores: Axis, drift: Axis | None) -> DosePanel:
    marks = [_mark(one.level, one.score, levels, scores, "judged") for one in curve.points]
    drifts = [_mark(one.level, one.drift, levels, drift, "held values moved by") for one in curve.points]
    return DosePanel(method, tuple(marks), _line(marks), tuple(drifts), _line(drifts))


def _mark(level: float, one: Estimate, levels: Axis, axis: Axis | None, words: str) -> DoseMark:
    y, low, high = (None if axis is None or end is None else axis.at(end) for end in (one.mean, one.low, one.high))
    return DoseMark(levels.at(level), y, low, high, f"level {number(level, 0)}: {words} {told(one)}")


def _line(marks: Sequence[DoseMark]) -> str:
    return " ".join(f"{mark.x:g},{mark.y:g}" for mark in marks if mark.y is not None)
