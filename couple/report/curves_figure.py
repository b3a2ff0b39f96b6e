"""The curves of a training, one panel a number: each step faintly, their running mean, held-out topics as points."""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.decoder.training.curves import Curve
from couple.report.page import render

WIDTH, HEIGHT, GAP = 420.0, 130.0, 64.0  # of a panel and of the room below it, in user units
RUNNING = 20  # steps that the running mean goes back


@dataclass(frozen=True)
class Panel:
    """A number's drawing, y downwards in a box of ``WIDTH`` by ``HEIGHT``; lines are the text of SVG's ``points``."""

    name: str
    top: float
    low: str
    high: str
    steps: str
    mean: str
    held_out: tuple[tuple[float, float, str], ...]
    dashes: str


def draw_curves(curves: Sequence[Curve]) -> tuple[Panel, ...]:
    """Lay the panels out below each other, over common steps. Raises ``ValueError`` when there is no curve."""
    if not curves:
        raise ValueError("a figure of curves needs at least one curve")
    last = _last_step(curves)
    return tuple(_panel(curve, number * (HEIGHT + GAP), last) for number, curve in enumerate(curves))


def curves_svg(curves: Sequence[Curve], *, title: str) -> str:
    """The figure as the text of an SVG file that needs nothing else; it follows a reader's dark mode."""
    panels = draw_curves(curves)
    names = {"panels": panels, "title": title, "last": _last_step(curves), "width": WIDTH, "height": HEIGHT}
    return render("curves.svg", {**names, "whole": len(panels) * (HEIGHT + GAP) + 70})


def _last_step(curves: Sequence[Curve]) -> int:
    return max(step for curve in curves for step, _ in (*curve.training, *curve.held_out))


def _panel(curve: Curve, top: float, last: int) -> Panel:
    numbers = [number for _, number in (*curve.training, *curve.held_out)]
    low, high = min(numbers), max(numbers)
    spread = (high - low) or 1.0

    def at(step: int, number: float) -> tuple[float, float]:
        return round(WIDTH * step / max(last, 1), 1), round(HEIGHT * (high - number) / spread, 1)

    means = []
    for place, (step, _) in enumerate(curve.training):
        recent = [number for _, number in curve.training[max(0, place + 1 - RUNNING) : place + 1]]
        means.append((step, sum(recent) / len(recent)))
    marks = [(*at(step, number), f"step {step}, held out: {number:.4g}") for step, number in curve.held_out]
    return Panel(
        name=curve.name.replace("_", " "),
        top=top,
        low=f"{low:.3g}",
        high=f"{high:.3g}",
        steps=_line([at(*point) for point in curve.training]),
        mean=_line([at(*point) for point in means]),
        held_out=tuple(marks),
        dashes=_line([(x, y) for x, y, _ in marks]),
    )


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
