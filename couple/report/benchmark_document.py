"""What the report of a benchmark says, as plain data: its page, its Markdown and its figures are functions of it.

Every estimate is a mean over answers with its 95 % interval, or None with the reason why it is unknown. Methods,
columns and judges are named once and referred to by their names.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, FiniteFloat, PlainSerializer, model_validator

from couple.report.document import Facts, Frozen, Priorities, Scores, SystemCard
from couple.values.frozen import FrozenMapping

FORMAT_VERSION = 1
SIGNIFICANT = 0.05


class MethodGroup(StrEnum):
    """What a method is in the comparison."""

    OURS = "ours"
    BASELINE = "baseline"
    ABLATION = "ablation"


class MethodCard(Frozen):
    """A method as a reader meets it."""

    name: str
    label: str
    group: MethodGroup


class JudgeCard(Frozen):
    """A reader of answers. ``agreement`` says how well it agrees with human labels, or "unknown: why"."""

    name: str
    label: str
    agreement: str
    facts: Facts


class Estimate(Frozen):
    """A mean over ``count`` answers, 95 % surely from ``low`` to ``high``; ``undefined`` answers have no such number.

    ``mean`` is None where no answer has, with the ``reason``; bounds are None where too few questions give none.
    """

    mean: FiniteFloat | None
    low: FiniteFloat | None = None
    high: FiniteFloat | None = None
    count: int = 0
    undefined: int = 0
    reason: str | None = None

    @model_validator(mode="after")
    def _unknown_has_a_reason(self) -> Self:
        if self.mean is None and not self.reason:
            raise ValueError("an estimate that is unknown needs a reason")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has both bounds or none")
        return self


class Column(Frozen):
    """What is estimated. ``lower_is_better`` is None where neither end is better; ``note`` explains it to a reader."""

    name: str
    label: str
    note: str = ""
    lower_is_better: bool | None = None
    digits: int = 2


class BoardRow(Frozen):
    """A method's estimates, by the names of the columns; a column that it lacks was not measured."""

    method: str
    estimates: Annotated[Mapping[str, Estimate], AfterValidator(FrozenMapping), PlainSerializer(dict)]


class Board(Frozen):
    """A table of methods by columns. ``judge`` names the reader whose scores it rests on, None where it needs none.

    The first column is the one that methods are ordered by. A ``folded`` board is shown on demand.
    """

    title: str
    lead: str = ""
    judge: str | None
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[BoardRow, ...]
    folded: bool = False


class Contest(Frozen):
    """A method against a rival in one column: ours against the best baseline, an ablation against ours.

    ``difference`` is paired, method minus rival; ``corrected`` its p value after correction for multiple comparisons,
    None with a ``reason``.
    """

    column: str
    method: str
    rival: str
    difference: Estimate
    corrected: float | None = Field(default=None, ge=0, le=1)
    reason: str | None = None

    @model_validator(mode="after")
    def _unknown_has_a_reason(self) -> Self:
        if self.corrected is None and not self.reason:
            raise ValueError("a p value that is unknown needs a reason")
        return self


class DosePoint(Frozen):
    """Answers asked for a value at ``level`` 1..5: its judged score, and how far the values moved that were held."""

    level: float
    score: Estimate
    drift: Estimate


class DoseCurve(Frozen):
    """A method's answers at rising levels of a value, the lowest first."""

    method: str
    points: tuple[DosePoint, ...] = Field(min_length=1)


class TargetRow(Frozen):
    """A value with the priority that was asked for and the one that was judged, both 1..5."""

    value: str
    target: FiniteFloat
    judged: Estimate


class TargetPlot(Frozen):
    """Targets against what a method's answers were judged to express, value by value."""

    title: str
    method: str
    rows: tuple[TargetRow, ...]


class ExampleAnswer(Frozen):
    """One method's answer to an example's question, with its judged scores."""

    method: str
    text: str
    scores: Scores
    mae: FiniteFloat | None


class Example(Frozen):
    """A question with answers of some methods; ``chosen`` says by which rule it came to be shown."""

    question: str
    chosen: str
    target: Priorities
    answers: tuple[ExampleAnswer, ...]


class Reading(Frozen):
    """Everything that rests on one judge; the first board is the main result, and has the figure.

    ``correction`` says what the p values of ``contests`` are corrected for.
    """

    judge: JudgeCard
    boards: tuple[Board, ...] = Field(min_length=1)
    contests: tuple[Contest, ...] = ()
    correction: str = ""
    doses: tuple[DoseCurve, ...] = ()
    plots: tuple[TargetPlot, ...] = ()


class BenchmarkDocument(Frozen):
    """Everything the report of ``couple.benchmark`` says.

    ``readings`` begins with the judge that the result is told by. ``costs`` has columns called ``tokens_written`` and
    ``seconds``, which its figures are drawn from. ``examples`` are read by the first judge.
    """

    format_version: int = FORMAT_VERSION
    title: str
    created: str
    run: Facts
    system: SystemCard
    methods: tuple[MethodCard, ...] = Field(min_length=1)
    readings: tuple[Reading, ...] = Field(min_length=1)
    costs: Board
    examples: tuple[Example, ...] = ()
    limits: tuple[str, ...] = Field(min_length=1)
