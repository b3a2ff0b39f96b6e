"""Where labels of points stand so that none covers another or a point: beside their own, else on a leader."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from couple.report.text import display_width

LETTER, LINE = 6.4, 14.0  # user units that a letter of 12 px takes at most, and a line
DOT = 6.0  # half the room of a point
_DISTANCES = (9.0, 16.0, 26.0, 38.0, 52.0, 68.0, 86.0, 106.0, 128.0)
_DEGREES = (0, 180, -90, 90, -45, 45, -135, 135, -20, 20, -160, 160, -65, 65, -115, 115, -30, 30, -150, 150)
_ANGLES = tuple(math.radians(angle) for angle in _DEGREES)
_BESIDE = 17.0  # a label this near needs no leader


@dataclass(frozen=True)
class Box:
    """A rectangle, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether ``other`` holds all of it."""
        sides = self.left >= other.left and self.right <= other.right
        return sides and self.top >= other.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class Label:
    """A text in its ``box``; ``leader`` is the line's end at the label, None where it stands beside its point."""

    text: str
    box: Box
    leader: tuple[float, float] | None


def place_labels(
    points: Sequence[tuple[float, float, str]], taken: Sequence[Box], frame: Box
) -> tuple[Label | None, ...]:
    """A label for each ``(x, y, text)``, in order; None for one that finds no room in ``frame``.

    Labels keep clear of each other, of points, of leaders and of ``taken``; leaders of labels and points. Who comes
    earlier chooses first.
    """
    dots = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y, _ in points]
    full, solid, labels = [*taken, *dots], list(dots), list[Label | None]()
    for (x, y, text), own in zip(points, dots, strict=True):
        others = [box for box in solid if box != own]
        choices = ((one, _way(one, (x, y))) for one in _choices(x, y, text) if one.box.within(frame))
        fits = (pair for pair in choices if _clear([pair[0].box], full) and _clear(pair[1], others))
        label, way = next(fits, (None, []))
        if label:
            full += [label.box, *way]
            solid.append(label.box)
        labels.append(label)
    return tuple(labels)


def _clear(boxes: Sequence[Box], full: Sequence[Box]) -> bool:
    return not any(box.meets(other) for box in boxes for other in full)


def _way(label: Label, point: tuple[float, float]) -> list[Box]:
    """What a leader covers outside of its own point, as small boxes."""
    if label.leader is None:
        return []
    (x, y), (right, bottom) = point, label.leader
    length = math.hypot(right - x, bottom - y)
    shares = [step / length for step in range(int(DOT), int(length), 3)]
    dots = [(x + share * (right - x), y + share * (bottom - y)) for share in shares]
    return [Box(across - 1, down - 1, across + 1, down + 1) for across, down in dots]


def _choices(x: float, y: float, text: str) -> list[Label]:
    """Places around a point, the nearest first."""
    width = LETTER * display_width(text)
    found: list[Label] = []
    for distance in _DISTANCES:
        for angle in _ANGLES:
            across, down = math.cos(angle), math.sin(angle)
            end = (round(x + distance * across, 1), round(y + distance * down, 1))
            left = end[0] - width * (1 - across) / 2
            top = end[1] - LINE * (1 - down) / 2
            box = Box(round(left, 1), round(top, 1), round(left + width, 1), round(top + LINE, 1))
            found.append(Label(text, box, end if distance > _BESIDE else None))
    return found
