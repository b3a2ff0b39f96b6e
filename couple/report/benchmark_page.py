"""``report.html`` of ``couple.benchmark``: who is better at what and how surely, at what cost, and on which answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.report.benchmark_document import BenchmarkDocument, MethodCard, Reading, TargetPlot
from couple.report.benchmark_ranking import best_baseline, estimate, ranked_methods
from couple.report.benchmark_sentence import benchmark_sentences
from couple.report.benchmark_tables import agreement_line, board_table
from couple.report.contest_table import shown_contests
from couple.report.cost_figure import CostFigure, draw_costs
from couple.report.dose_figure import DoseFigure, draw_doses
from couple.report.interval_figure import IntervalFigure, draw_intervals
from couple.report.page import render
from couple.report.shown_table import ShownTable
from couple.report.target_figure import TargetLine, answer_plots, target_lines

DOSES = 8  # so many methods have their curve drawn
COSTS = ("tokens_written", "seconds")  # the columns of the costs that are drawn against quality

Plot = tuple[str, tuple[TargetLine, ...], tuple[MethodCard, ...]]


@dataclass(frozen=True)
class ReadingView:
    """One judge's part of the page, drawn.

    ``undrawn`` are the labels of methods whose curves found no room, ``plotted`` the methods of the target plots.
    """

    name: str
    agreement: str
    rival: bool
    intervals: tuple[IntervalFigure, ...]
    main: ShownTable
    contests: tuple[ShownTable, ...]
    doses: DoseFigure | None
    undrawn: tuple[str, ...]
    plots: tuple[Plot, ...]
    plotted: tuple[MethodCard, ...]
    slices: tuple[ShownTable, ...]


def render_benchmark_page(document: BenchmarkDocument) -> str:
    """The whole page as HTML text."""
    methods = ranked_methods(document)
    labels = {method.name: method for method in methods}
    return render(
        "benchmark.html",
        {
            "document": document,
            "sentences": benchmark_sentences(document),
            "groups": {method.group.value for method in methods},
            "labels": labels,
            "view": view_reading(document.readings[0], document, methods),
            "others": [view_reading(reading, document, methods) for reading in document.readings[1:]],
            "costs": cost_figures(document, methods),
            "cost_table": board_table(document.costs, methods, None, best={}),
            "examples": [(example, *_plot(answer_plots(example), document, labels)) for example in document.examples],
        },
        more=("chart.css", "benchmark.css", "chart.js"),
    )


def view_reading(reading: Reading, document: BenchmarkDocument, methods: Sequence[MethodCard]) -> ReadingView:
    """Everything of one judge, laid out."""
    board, *slices = reading.boards
    present = {row.method for row in board.rows}
    shown = [method for method in methods if method.name in present]
    best = {column.name: best_baseline(reading, column, methods) for column in board.columns}
    labels = {method.name: method for method in methods}
    plots = [(title, *_plot(same, document, labels)) for title, same in _by_title(reading.plots).items()]
    plotted = {plot.method for plot in reading.plots}
    dosed = [method for method in methods if method.name in {curve.method for curve in reading.doses}]
    return ReadingView(
        name=reading.judge.label,
        agreement=agreement_line(reading.judge),
        rival=any(best.values()),
        intervals=tuple(
            draw_intervals(
                column,
                [(method, estimate(board, method.name, column)) for method in shown],
                rival=best[column.name],
            )
            for column in board.columns
        ),
        main=board_table(board, methods, reading.judge, best=best),
        contests=shown_contests(reading, methods),
        doses=draw_doses(reading.doses, dosed[:DOSES]) if dosed else None,
        undrawn=tuple(method.label for method in dosed[DOSES:]),
        plots=tuple(plots),
        plotted=tuple(method for method in methods if method.name in plotted),
        slices=tuple(board_table(one, methods, reading.judge, best={}) for one in slices),
    )


def cost_figures(document: BenchmarkDocument, methods: Sequence[MethodCard]) -> list[CostFigure]:
    """Each cost of ``COSTS`` that is known against the first column of the main result."""
    board, columns = document.readings[0].boards[0], {column.name: column for column in document.costs.columns}
    quality = board.columns[0]
    figures = [
        draw_costs(
            columns[name],
            quality,
            [
                (method, estimate(document.costs, method.name, columns[name]), estimate(board, method.name, quality))
                for method in methods
            ],
        )
        for name in COSTS
        if name in columns
    ]
    return [figure for figure in figures if figure]


def _plot(
    plots: Sequence[TargetPlot], document: BenchmarkDocument, labels: Mapping[str, MethodCard]
) -> tuple[tuple[TargetLine, ...], tuple[MethodCard, ...]]:
    lines = target_lines(plots, document.system.values, labels)
    return lines, tuple(labels[plot.method] for plot in plots)


def _by_title(plots: Sequence[TargetPlot]) -> dict[str, list[TargetPlot]]:
    titled: dict[str, list[TargetPlot]] = {}
    for plot in plots:
        titled.setdefault(plot.title, []).append(plot)
    return titled
