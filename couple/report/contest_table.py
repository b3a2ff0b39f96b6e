"""The contests of a benchmark as tables: each difference, its p value after correction, and what that comes to."""

from collections.abc import Callable, Mapping, Sequence

from couple.report.benchmark_document import Column, Contest, JudgeCard, MethodCard, MethodGroup, Reading
from couple.report.benchmark_ranking import Verdict, verdict
from couple.report.benchmark_tables import agreement_line, shown_estimate
from couple.report.shown_table import Cell, ShownRow, ShownTable
from couple.report.unknown import UNKNOWN

HEAD = ("Measure", "Method", "Against", "Difference", "Corrected p", "Verdict")
ABLATED = 2  # columns of the main result in which ablations are shown
_PAIRED = "Paired over the same questions; method minus rival, with its 95 % interval."


def shown_contests(reading: Reading, methods: Sequence[MethodCard]) -> tuple[ShownTable, ...]:
    """Ours against the best baselines in every column, and the ablations against ours in the first ``ABLATED``."""
    columns, groups = reading.boards[0].columns, {method.name: method.group for method in methods}
    first = {column.name for column in columns[:ABLATED]}
    kinds: tuple[tuple[str, str, Callable[[Contest], bool]], ...] = (
        (
            "Against the best baseline",
            _PAIRED,
            lambda one: groups[one.method] is MethodGroup.OURS and groups[one.rival] is MethodGroup.BASELINE,
        ),
        (
            "What each part is worth",
            f"Ours with a part taken out, against the whole. {_PAIRED}",
            lambda one: (
                groups[one.method] is MethodGroup.ABLATION
                and groups[one.rival] is MethodGroup.OURS
                and one.column in first
            ),
        ),
    )
    found = [(title, lead, [one for one in reading.contests if wanted(one)]) for title, lead, wanted in kinds]
    labels = {method.name: method.label for method in methods}
    return tuple(
        contest_table(title, f"{lead} {reading.correction}".strip(), contests, columns, labels, reading.judge)
        for title, lead, contests in found
        if contests
    )


def contest_table(
    title: str,
    lead: str,
    contests: Sequence[Contest],
    columns: Sequence[Column],
    labels: Mapping[str, str],
    judge: JudgeCard,
) -> ShownTable:
    """A row a contest, in the order of the columns and then of ``labels``, which has every method."""
    known = {column.name: column for column in columns}
    rows, notes = [], []
    columns_first = sorted(contests, key=lambda one: (list(known).index(one.column), list(labels).index(one.method)))
    for contest in columns_first:
        column = known[contest.column]
        ended = verdict(contest, column)
        mine, theirs = labels[contest.method], labels[contest.rival]
        difference, p = shown_estimate(contest.difference, column.digits), Cell(written_p(contest.corrected))
        cells = (Cell(mine, worded=True), Cell(theirs, worded=True), difference, p, Cell(ended.value, worded=True))
        rows.append(ShownRow(column.label, cells, group="open" if ended is Verdict.OPEN else "firm"))
        if ended is Verdict.UNKNOWN:
            why = contest.reason if contest.corrected is None else contest.difference.reason
            notes.append(f"{column.label}, {mine} against {theirs}: unknown, since {why}.")
    head = tuple((name, "") for name in HEAD[1:])
    return ShownTable(title, lead, agreement_line(judge), HEAD[0], head, tuple(rows), tuple(notes))


def written_p(p: float | None) -> str:
    """A p value with three decimals, "< 0.001" below that."""
    return UNKNOWN if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"
