"""Value profiles around the theory's circle: one panel a profile, its line in full ink, all the others faint behind it.

Farther out is higher. Neighbours on the circle are values that go together and opposites are values that conflict
(Schwartz 1992), so a profile that follows the theory bulges to one side. Lengths are user units, y downwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from couple.instruments.findings import CirclePlot
from couple.report.axis import Axis, Tick, linear_axis
from couple.report.course import Point, course
from couple.report.label_layout import LETTER
from couple.report.ring_layout import LINE, RingLabel, ring_labels, ring_points
from couple.report.text import display_width, printable
from couple.report.unknown import decimals, number

RADIUS = 94.0  # of the outer ring, where there is room enough for the labels
_HOLLOW = 0.16  # share of the radius at which the axis begins, so that low profiles keep their shape
_MARGIN = 6.0
_MOST_WRITTEN = 4


@dataclass(frozen=True)
class CircleMark:
    """A known score; ``story`` tells it in words."""

    x: float
    y: float
    story: str


@dataclass(frozen=True)
class CirclePanel:
    """A profile: its known scores, the line through them as SVG path data, and the labels of unknown values."""

    name: str
    marks: tuple[CircleMark, ...]
    line: str
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class CircleFigure:
    """Panels on common axes: ``spokes`` end on the outer ring; the axis is of radii, None where nothing is known.

    ``written`` are the ticks with a number, ``zero`` the radius of 0 where it lies within.
    """

    panels: tuple[CirclePanel, ...]
    spokes: tuple[Point, ...]
    labels: tuple[RingLabel, ...]
    axis: Axis | None
    written: tuple[Tick, ...]
    zero: float | None
    radius: float
    left: float
    top: float
    width: float
    height: float


def draw_circle(plot: CirclePlot) -> CircleFigure:
    """Lay the profiles out, in their order; ``ValueError`` without a value."""
    if not plot.values:
        raise ValueError("a circle of values needs at least one value")
    radius = max(RADIUS, len(plot.values) * LINE * 0.45)
    rim = ring_points(list(plot.values), radius, radius)
    labels = ring_labels(rim, {name: printable(label) for name, label in plot.values.items()})
    scores = [score for profile in plot.profiles.values() for score in profile.values() if score is not None]
    axis = linear_axis(scores, radius * _HOLLOW, radius, steps=5) if scores else None
    digits = decimals(scores)
    heights = [*(end for label in labels.values() for end in (label.y - LINE, label.y + LINE)), -radius, radius]
    top, bottom = min(heights) - _MARGIN, max(heights) + _MARGIN
    ends = [abs(label.x) + LETTER * max(map(display_width, label.lines)) for label in labels.values()]
    width = 2 * max(radius, *ends)
    return CircleFigure(
        panels=tuple(_panel(name, one, plot, rim, axis, digits) for name, one in plot.profiles.items()),
        spokes=tuple((round(x, 1), round(y, 1)) for x, y in rim.values()),
        labels=tuple(labels[name] for name in plot.values),
        axis=axis,
        written=_written(axis) if axis else (),
        zero=axis.at(0.0) if axis and axis.low < 0 < axis.high else None,
        radius=round(radius, 1),
        left=round(-width / 2, 1),
        top=round(top, 1),
        width=round(width, 1),
        height=round(bottom - top, 1),
    )


def _panel(
    name: str,
    profile: Mapping[str, float | None],
    plot: CirclePlot,
    rim: Mapping[str, Point],
    axis: Axis | None,
    digits: int,
) -> CirclePanel:
    points: list[Point | None] = []
    marks: list[CircleMark] = []
    for value, (x, y) in rim.items():
        score = profile.get(value)
        if score is None or axis is None:
            points.append(None)
            continue
        share = axis.at(score) / axis.end
        point = (round(x * share, 1), round(y * share, 1))
        points.append(point)
        marks.append(CircleMark(*point, f"{name}, {plot.values[value]}: {number(score, digits)}"))
    return CirclePanel(name, tuple(marks), course(points, closed=True), _unknown(plot.values, profile))


def _written(axis: Axis) -> tuple[Tick, ...]:
    """The ticks that have a number: every other one where they are many, 0 among them where it is one."""
    if len(axis.ticks) <= _MOST_WRITTEN:
        return axis.ticks
    zero = next((place for place, tick in enumerate(axis.ticks) if tick.at == axis.at(0.0)), len(axis.ticks) - 1)
    return axis.ticks[zero % 2 :: 2]


def _unknown(values: Mapping[str, str], profile: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(label for value, label in values.items() if profile.get(value) is None)
