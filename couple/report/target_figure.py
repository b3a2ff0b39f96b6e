"""Targets against what answers were judged to express: a row a value, a tick where it should be, a dot a method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.report.benchmark_document import Estimate, Example, MethodCard, TargetPlot, TargetRow
from couple.report.document import ValueCard
from couple.report.dot_plot import place
from couple.report.interval_figure import told
from couple.report.unknown import number


@dataclass(frozen=True)
class TargetMark:
    """A method's dot and interval in a row, as percentages across; None where unknown."""

    method: MethodCard
    at: str | None
    low: str | None
    high: str | None
    written: str
    story: str


@dataclass(frozen=True)
class TargetLine:
    """A value's row; marks are in the order of the methods."""

    label: str
    definition: str
    target: str
    written: str
    marks: tuple[TargetMark, ...]


def target_lines(
    plots: Sequence[TargetPlot], values: Sequence[ValueCard], methods: Mapping[str, MethodCard]
) -> tuple[TargetLine, ...]:
    """The rows of plots that share their targets, one plot a method; values in the system's order.

    Raises ``ValueError`` where two plots want different priorities of a value.
    """
    targets: dict[str, float] = {}
    for plot in plots:
        for row in plot.rows:
            if targets.setdefault(row.value, row.target) != row.target:
                raise ValueError(f"plots that want {targets[row.value]} and {row.target} of {row.value} share no rows")
    known = {value.name: value for value in values}
    order = [name for name in known if name in targets] + [name for name in targets if name not in known]
    return tuple(
        TargetLine(
            label=known[name].label if name in known else name,
            definition=known[name].definition if name in known else "",
            target=place(targets[name]),
            written=number(targets[name], 1),
            marks=tuple(_mark(row, methods[plot.method]) for plot in plots for row in plot.rows if row.value == name),
        )
        for name in order
    )


def answer_plots(example: Example) -> list[TargetPlot]:
    """An example's answers as plots, whose dots have no interval."""
    return [
        TargetPlot(
            title=example.question,
            method=answer.method,
            rows=tuple(
                TargetRow(value=value, target=target, judged=_single(answer.scores.get(value)))
                for value, target in example.target.items()
            ),
        )
        for answer in example.answers
    ]


def _single(score: float | None) -> Estimate:
    reason = "a single answer" if score is not None else "the judge gave no score of this value"
    return Estimate(mean=score, count=int(score is not None), reason=reason)


def _mark(row: TargetRow, method: MethodCard) -> TargetMark:
    one = row.judged
    at, low, high = (None if end is None else place(end) for end in (one.mean, one.low, one.high))
    story = f"{method.label}, {row.value.replace('_', ' ')}: {told(one, 1)}; target {number(row.target, 1)}"
    return TargetMark(method, at, low, high, number(one.mean, 1), story)
