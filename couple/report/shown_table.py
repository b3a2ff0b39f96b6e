"""A table as pages and Markdown show it: texts, where they stand, and what is to be said about them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """``text``, and its interval or count in ``detail``; ``worded`` where it is no number."""

    text: str
    detail: str = ""
    worded: bool = False


@dataclass(frozen=True)
class ShownRow:
    """A row with its head; ``group`` is its method's, or empty; ``tag`` says what is special about it."""

    head: str
    cells: tuple[Cell, ...]
    group: str = ""
    tag: str = ""


@dataclass(frozen=True)
class ShownTable:
    """``head`` holds the name and the explanation of each column but the first, which is called ``corner``."""

    title: str
    lead: str
    agreement: str
    corner: str
    head: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]
    notes: tuple[str, ...]
    folded: bool = False
