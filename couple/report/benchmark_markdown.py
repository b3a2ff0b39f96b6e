"""``results.md``: what the benchmark's page says in sentences and tables, for a terminal, a pull request or a mail."""

from collections.abc import Iterator

from couple.report.benchmark_document import BenchmarkDocument, Board, BoardRow, Column, MethodCard, Reading
from couple.report.benchmark_ranking import best_baseline, ranked_methods
from couple.report.benchmark_sentence import benchmark_sentences
from couple.report.benchmark_tables import agreement_line, board_table
from couple.report.contest_table import shown_contests
from couple.report.markdown import line, table
from couple.report.shown_table import Cell, ShownTable
from couple.report.unknown import number


def render_benchmark_markdown(document: BenchmarkDocument) -> str:
    """The report as GitHub-flavoured Markdown; untrusted text is escaped and cannot become markup."""
    methods = ranked_methods(document)
    lines = [f"# {line(document.title)}"]
    for sentence in benchmark_sentences(document):
        lines += ["", line(sentence)]
    for reading in document.readings:
        lines += ["", f"## By {line(reading.judge.label)}"]
        for shown in _tables(reading, methods):
            lines += ["", f"### {line(shown.title)}", "", *_table(shown)]
        lines += ["", line(agreement_line(reading.judge)), ""]
        lines += [f"- {line(name)}: {line(fact)}" for name, fact in reading.judge.facts.items()]
    lines += ["", f"## {line(document.costs.title)}", "", *_table(board_table(document.costs, methods, None, best={}))]
    lines += ["", "## The run", "", f"- made: {line(document.created)}"]
    lines += [f"- {line(name)}: {line(fact)}" for name, fact in document.run.items()]
    lines += ["", "## What this report does not show", "", *(f"- {line(limit)}" for limit in document.limits)]
    return "\n".join(lines) + "\n"


def _tables(reading: Reading, methods: tuple[MethodCard, ...]) -> Iterator[ShownTable]:
    main, *slices = reading.boards
    best = {column.name: best_baseline(reading, column, methods) for column in main.columns}
    yield board_table(main, methods, reading.judge, best=best)
    yield from shown_contests(reading, methods)
    if reading.doses:
        yield _dose_table(reading, methods)
    for board in slices:
        yield board_table(board, methods, reading.judge, best={})


def _dose_table(reading: Reading, methods: tuple[MethodCard, ...]) -> ShownTable:
    """Scores by the level asked for, and the drift of the held values at the last level."""
    levels = sorted({point.level for curve in reading.doses for point in curve.points})
    columns = [Column(name=str(level), label=f"level {number(level, 0)}") for level in levels]
    rows = []
    for curve in reading.doses:
        estimates = {str(point.level): point.score for point in curve.points}
        rows.append(BoardRow(method=curve.method, estimates={**estimates, "drift": curve.points[-1].drift}))
    board = Board(
        title="Dose and response",
        lead="Mean judged score of a value by the level asked for; the drift is how far held values moved at the last.",
        judge=reading.judge.name,
        columns=(*columns, Column(name="drift", label="drift")),
        rows=tuple(rows),
    )
    return board_table(board, methods, reading.judge, best={})


def _table(shown: ShownTable) -> list[str]:
    head = [shown.corner, *(label for label, _ in shown.head)]
    rows = [[f"{row.head} ({row.tag})" if row.tag else row.head, *map(_cell, row.cells)] for row in shown.rows]
    said = [f"{line(text)}" for text in (shown.lead, shown.agreement) if text]
    meant = [f"- {line(label)}: {line(note)}" for label, note in shown.head if note]
    notes = [f"- {line(note)}" for note in shown.notes]
    blocks = [[" ".join(said)] if said else [], table(head, rows), meant + notes]
    return [text for block in blocks if block for text in (*block, "")][:-1]


def _cell(cell: Cell) -> str:
    return f"{cell.text} {cell.detail}" if cell.detail else cell.text
