"""What an instrument found, ready to be written down and drawn: a pure function of recorded answers.

Pictures are data; ``couple.report`` draws them. Unknown numbers are None and carry their reason where they are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from couple.instruments.recorded.irregularities import Irregularity
from couple.instruments.recorded.scores import DimensionScore

Interval = tuple[float, float]


@dataclass(frozen=True)
class Table:
    """Rows of named cells below a title; ``note`` says what the numbers are, their range and which way is better."""

    title: str
    note: str
    rows: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class CirclePlot:
    """Profiles over values that stand in a circle in the theory's order (``values``: name -> printed label).

    ``profiles``: respondent -> value -> score, None where unknown; ``unit`` names the scale.
    """

    title: str
    caption: str
    unit: str
    values: Mapping[str, str]
    profiles: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class ForestRow:
    """One estimate with its interval; ``note`` stands behind it, such as a probability."""

    label: str
    estimate: float | None
    interval: Interval | None
    note: str = ""


@dataclass(frozen=True)
class ForestPlot:
    """Estimates below each other on one scale, with a line at ``reference``."""

    title: str
    caption: str
    unit: str
    rows: Sequence[ForestRow]
    reference: float | None = 0.0


@dataclass(frozen=True)
class DriftPlot:
    """Lines over ``steps``: name -> one estimate with interval a step, None where unknown."""

    title: str
    caption: str
    unit: str
    steps: Sequence[str]
    lines: Mapping[str, Sequence[ForestRow | None]]


@dataclass(frozen=True)
class WinRates:
    """How often the row wins against the column, 0..1; None on the diagonal and where the two never met."""

    title: str
    caption: str
    names: Sequence[str]
    rates: Sequence[Sequence[float | None]]


Picture = CirclePlot | ForestPlot | DriftPlot | WinRates


@dataclass(frozen=True)
class Findings:
    """One measurement.

    Attributes:
        scores: what ``scores.csv`` holds.
        irregularities: what could not be used, named and counted: ``irregularities.csv``.
        headline: what was found, in a sentence or two, with numbers.
        tables, pictures: of the report, in their order.
        facts: how it was made, name by name.
        limits: what a reader must not conclude.
        files: further files of the run folder, name -> text.
    """

    scores: Sequence[DimensionScore]
    irregularities: Sequence[Irregularity]
    headline: str
    tables: Sequence[Table]
    pictures: Sequence[Picture]
    facts: Mapping[str, str]
    limits: Sequence[str]
    files: Mapping[str, str] = field(default_factory=dict)
