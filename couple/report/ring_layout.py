"""Names around a ring: their points in order, and labels outside the ring, pushed apart until none covers another.

Labels hang left of the left half and right of the right half, however many there are. Lengths are user units, y
downwards, the ring's centre at (0, 0); a label takes ``LETTERS`` letters of 12 px across at most.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

LINE = 14.0  # the height of a line
LETTERS, LINES = 15, 2  # of a label
DOT = 5.0  # the radius of a point, which labels keep clear of
_LEADER = 22.0  # a label that is farther away than this needs a line to its point

Point = tuple[float, float]


@dataclass(frozen=True)
class RingLabel:
    """A label: its lines, and the middle of its edge that looks to the ring."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Literal["start", "end"]
    leader: bool


def ring_points(names: Sequence[str], across: float, up: float) -> dict[str, Point]:
    """Points clockwise from the top on an ellipse of these radii; half a step off it, so each is left or right."""
    step = 2 * math.pi / max(len(names), 1)
    angles = {name: (place + 0.5) * step for place, name in enumerate(names)}
    return {name: (across * math.sin(angle) + 1e-6, -up * math.cos(angle)) for name, angle in angles.items()}


def ring_labels(points: Mapping[str, Point], texts: Mapping[str, str]) -> dict[str, RingLabel]:
    """A label for each point, at its height, moved as little as keeps labels on one side apart."""
    lines = {name: label_lines(texts[name]) for name in points}
    labels: dict[str, RingLabel] = {}
    for right in (True, False):
        side = sorted((name for name in points if (points[name][0] > 0) == right), key=lambda name: points[name][1])
        tall = [len(lines[name]) * LINE + 2 for name in side]
        for name, middle in zip(side, spread([points[name][1] for name in side], tall), strict=True):
            away = _clearance(middle, len(lines[name]) * LINE / 2, points)
            x = away if right else -away
            leader = math.dist(points[name], (x, middle)) > _LEADER
            labels[name] = RingLabel(lines[name], x, middle, "start" if right else "end", leader)
    return labels


def label_lines(text: str) -> tuple[str, ...]:
    """``text`` in at most ``LINES`` lines of ``LETTERS``, cut with an ellipsis; never empty."""
    return tuple(textwrap.wrap(text, LETTERS, max_lines=LINES, placeholder="…")) or ("?",)


def _clearance(middle: float, half_height: float, points: Mapping[str, Point]) -> float:
    """How far from the centre line a label must begin so that it stays clear of every point beside it."""
    beside = [abs(x) for x, y in points.values() if abs(y - middle) < half_height + DOT]
    return max(beside, default=DOT) + DOT + 5


def spread(wanted: Sequence[float], tall: Sequence[float]) -> list[float]:
    """One-dimensional placement: neighbours at least their half heights apart, each cluster centred on its wishes."""
    clusters: list[tuple[list[int], float]] = []
    for index in range(len(wanted)):
        members = [index]
        while True:
            offsets = _stack(members, tall)
            start = sum(wanted[member] - offset for member, offset in zip(members, offsets, strict=True)) / len(members)
            if not clusters:
                break
            before, before_start = clusters[-1]
            before_end = before_start + _stack(before, tall)[-1] + tall[before[-1]] / 2
            if start - tall[members[0]] / 2 >= before_end:
                break
            members = clusters.pop()[0] + members
        clusters.append((members, start))
    return [start + offset for members, start in clusters for offset in _stack(members, tall)]


def _stack(members: Sequence[int], tall: Sequence[float]) -> list[float]:
    offsets = [0.0]
    for above, below in pairwise(members):
        offsets.append(offsets[-1] + (tall[above] + tall[below]) / 2)
    return offsets
