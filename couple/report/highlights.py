"""Which characters of a text to show, and which to mark: excerpts of a long text, pieces under overlapping marks.

Offsets count characters. Excerpts hold every mark, and the pieces joined give the text back, character for character.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WHOLE = 3_000  # characters up to which a text is shown whole
OPENING = 400  # of a longer one: its beginning,
AROUND = 200  # what stands around a mark,
ENDS = 300  # and the two ends of a mark that is itself longer than twice this
_BORDER = 24  # how far an excerpt reaches beyond that to end between two words


@dataclass(frozen=True, order=True)
class Mark:
    """Characters ``start`` to ``end`` of a text carry ``name``."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Layer:
    """One of the marks over a piece. ``lane`` counts from 0; overlapping marks never share a lane."""

    name: str
    lane: int


@dataclass(frozen=True)
class Piece:
    """A run of characters under the same marks, and the names of those that end with it."""

    text: str
    layers: tuple[Layer, ...] = ()
    ending: tuple[str, ...] = ()


def excerpts(text: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Start and end of the parts to show, in order and apart from each other: of a short text the whole."""
    if len(text) <= WHOLE:
        return [(0, len(text))]
    wanted = [(0, OPENING)]
    for mark in marks:
        wanted.append((mark.start - AROUND, min(mark.end, mark.start + ENDS) + AROUND))
        wanted.append((max(mark.start, mark.end - ENDS) - AROUND, mark.end + AROUND))
    shown: list[tuple[int, int]] = []
    for start, end in sorted((_backward(text, start), _forward(text, end)) for start, end in wanted):
        if shown and start <= shown[-1][1] + _BORDER:
            shown[-1] = (shown[-1][0], max(shown[-1][1], end))
        else:
            shown.append((start, end))
    return shown


def _backward(text: str, place: int) -> int:
    """``place``, or the end of the space shortly before it."""
    place = max(place, 0)
    near = range(place, max(place - _BORDER, 0), -1)
    return next((at for at in near if text[at - 1].isspace()), 0 if place <= _BORDER else place)


def _forward(text: str, place: int) -> int:
    """``place``, or the beginning of the space shortly after it."""
    place = min(place, len(text))
    near = range(place, min(place + _BORDER, len(text)))
    return next((at for at in near if text[at].isspace()), len(text) if len(text) - place <= _BORDER else place)


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """``text`` cut wherever a mark begins or ends; marks that reach beyond the text are cut to it."""
    inside = ((max(mark.start, 0), min(mark.end, len(text)), mark.name) for mark in marks)
    laid = _lanes(_joined(Mark(start, end, name) for start, end, name in inside if start < end))
    borders = sorted({0, len(text), *(border for mark, _ in laid for border in (mark.start, mark.end))})
    cut = []
    for start, end in pairwise(borders):
        over = [(mark, lane) for mark, lane in laid if mark.start <= start and end <= mark.end]
        layers = tuple(Layer(mark.name, lane) for mark, lane in over)
        cut.append(Piece(text[start:end], layers, tuple(mark.name for mark, _ in over if mark.end == end)))
    return cut


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Overlapping marks of the same name as one."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.name, mark.start, mark.end)):
        last = joined[-1] if joined else None
        if last and last.name == mark.name and mark.start < last.end:
            joined[-1] = Mark(last.start, max(last.end, mark.end), mark.name)
        else:
            joined.append(mark)
    return joined


def _lanes(marks: Sequence[Mark]) -> list[tuple[Mark, int]]:
    """Each mark with the lowest lane that is free where it begins, the longest first; lanes ascend where they meet."""
    laid: list[tuple[Mark, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.name)):
        taken = {lane for other, lane in laid if mark.start < other.end}
        laid.append((mark, next(lane for lane in range(len(taken) + 1) if lane not in taken)))
    return sorted(laid, key=lambda pair: pair[1])
