"""A line through points in order, broken where one of them is unknown: nothing is drawn that was not measured."""

from collections.abc import Sequence

Point = tuple[float, float]


def course(points: Sequence[Point | None], *, closed: bool = False) -> str:
    """SVG path data through neighbours that are both known; ``closed`` makes the last a neighbour of the first.

    A point without known neighbours has no line, only its own mark.
    """
    if closed and len(points) > 2:
        if None not in points:
            return f"{_path(points)}Z"
        gap = points.index(None)  # a ring with a gap is a line that begins behind it
        points = [*points[gap:], *points[:gap]]
    runs: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return "".join(_path(run) for run in runs if len(run) > 1)


def _path(points: Sequence[Point | None]) -> str:
    return "M" + "L".join(f"{point[0]:g} {point[1]:g}" for point in points if point)
