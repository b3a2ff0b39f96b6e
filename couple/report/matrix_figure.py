"""A matrix as a picture: one square a cell, coloured by sign and darkness by size, its number in it where it fits."""

from collections.abc import Mapping
from dataclasses import dataclass

from couple.report.graph_document import Matrix
from couple.report.text import printable

WIDEST = 640.0
LARGEST = 40.0
LABEL = 118.0
NUMBERED = 14


@dataclass(frozen=True)
class Cell:
    """A square at ``x``, ``y``; ``shade`` 0..1; ``text`` is empty where the number does not fit."""

    x: float
    y: float
    sign: str
    shade: float
    text: str
    story: str
    muted: bool


@dataclass(frozen=True)
class MatrixFigure:
    """Labels stand left of the rows and above the columns, turned; lengths are user units."""

    cells: tuple[Cell, ...]
    rows: tuple[tuple[str, float], ...]
    side: float
    label: float
    size: float


def draw_matrix(matrix: Matrix, labels: Mapping[str, str], *, words: str) -> MatrixFigure:
    """Lay a matrix out; ``words`` say what a cell tells, with {source}, {target} and {value} in them.

    A cell whose interval holds 0 is muted. The darkest cell is the one farthest from 0 (off the diagonal).
    """
    count = len(matrix.nodes)
    side = min(LARGEST, (WIDEST - LABEL) / max(count, 1))
    off = [abs(matrix.value[i][j]) for i in range(count) for j in range(count) if i != j]
    largest = max(off, default=0.0) or 1.0
    names = [printable(labels.get(node, node)) for node in matrix.nodes]
    cells: list[Cell] = []
    for i in range(count):
        for j in range(count):
            value = matrix.value[i][j]
            if i == j or value == 0:
                continue
            story = words.format(source=names[i], target=names[j], value=f"{value:.2f}")
            muted = False
            if matrix.low is not None and matrix.high is not None:
                low, high = matrix.low[i][j], matrix.high[i][j]
                story += f", {low:.2f} to {high:.2f}"
                muted = low <= 0 <= high
            text = f"{value:.2f}".replace("0.", ".") if count <= NUMBERED else ""
            sign = "positive" if value > 0 else "negative"
            shade = 0.08 + 0.72 * abs(value) / largest
            x, y = LABEL + j * side, LABEL + i * side
            cells.append(Cell(round(x, 1), round(y, 1), sign, round(shade, 2), text, story, muted))
    rows = tuple((name[:18], round(LABEL + (i + 0.5) * side, 1)) for i, name in enumerate(names))
    return MatrixFigure(tuple(cells), rows, round(side - 1, 1), LABEL, round(LABEL + count * side, 1))
