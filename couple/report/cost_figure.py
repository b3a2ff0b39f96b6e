"""Cost against quality: a point a method, what it spends on a logarithmic axis, how good it is with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.report.axis import Axis, linear_axis, log_axis
from couple.report.benchmark_document import Column, Estimate, MethodCard
from couple.report.interval_figure import told
from couple.report.label_layout import Box, Label, place_labels
from couple.report.page import shorten

WIDTH, HEIGHT = 480.0, 360.0
LEFT, BOTTOM = 44.0, 46.0  # the room for the two axes
_LETTERS = 30


@dataclass(frozen=True)
class CostMark:
    """A method's point, its interval upwards and downwards (None where there is none), and its label."""

    method: MethodCard
    x: float
    y: float
    low: float | None
    high: float | None
    label: Label | None
    story: str


@dataclass(frozen=True)
class CostFigure:
    """``missing`` says of each method that is not drawn, or not labelled, why."""

    cost: Column
    quality: Column
    marks: tuple[CostMark, ...]
    across: Axis
    up: Axis
    missing: tuple[str, ...]


def draw_costs(
    cost: Column, quality: Column, rows: Sequence[tuple[MethodCard, Estimate, Estimate]]
) -> CostFigure | None:
    """Lay out ``(method, cost, quality)``; None where no method has both.

    The labels of earlier rows choose their places first. A cost of nothing has no place on a logarithmic axis and is
    told in words.
    """
    missing = [_why_not(method, cost, spent, good) for method, spent, good in rows]
    drawn = [row for row, why in zip(rows, missing, strict=True) if why is None]
    if not drawn:
        return None
    across = log_axis([_known(spent) for _, spent, _ in drawn], LEFT + 14, WIDTH - 20)
    heights = [end for _, _, one in drawn for end in (one.mean, one.low, one.high) if end is not None]
    up = linear_axis(heights, HEIGHT - BOTTOM, 12.0)
    places = [(across.at(_known(spent)), up.at(_known(good))) for _, spent, good in drawn]
    spans = [
        (y if one.high is None else up.at(one.high), y if one.low is None else up.at(one.low))
        for (_, y), (_, _, one) in zip(places, drawn, strict=True)
    ]
    taken = [Box(x - 1.5, min(span), x + 1.5, max(span)) for (x, _), span in zip(places, spans, strict=True)]
    texts = [shorten(method.label, _LETTERS) for method, _, _ in drawn]
    points = [(x, y, text) for (x, y), text in zip(places, texts, strict=True)]
    labels = place_labels(points, taken, Box(LEFT + 3, 2.0, WIDTH, HEIGHT - BOTTOM))
    marks = [
        CostMark(
            method,
            x,
            y,
            None if good.low is None else up.at(good.low),
            None if good.high is None else up.at(good.high),
            label,
            f"{method.label}: {cost.label} {told(spent, cost.digits)}; {quality.label} {told(good, quality.digits)}",
        )
        for (method, spent, good), (x, y), label in zip(drawn, places, labels, strict=True)
    ]
    crowded = ", ".join(mark.method.label for mark in marks if not mark.label)
    said = [why for why in missing if why]
    if crowded:
        said.append(f"Drawn without a name, for want of room: {crowded}.")
    return CostFigure(cost, quality, tuple(marks), across, up, tuple(said))


def _known(one: Estimate) -> float:
    assert one.mean is not None
    return one.mean


def _why_not(method: MethodCard, cost: Column, spent: Estimate, good: Estimate) -> str | None:
    for one in (spent, good):
        if one.mean is None:
            return f"{method.label} is not drawn: {one.reason}."
    if _known(spent) <= 0:
        return f"{method.label} is not drawn: it spends no {cost.label}."
    return None
