"""Who stands where in a benchmark: the order of methods, the best baseline, and what a contest came to."""

from collections.abc import Sequence
from enum import StrEnum

from couple.report.benchmark_document import (
    SIGNIFICANT,
    BenchmarkDocument,
    Board,
    BoardRow,
    Column,
    Contest,
    Estimate,
    MethodCard,
    MethodGroup,
    Reading,
)

NOT_MEASURED = Estimate(mean=None, reason="it was not measured")


class Verdict(StrEnum):
    """What a contest came to; better and worse only where the corrected p value is at most ``SIGNIFICANT``."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"
    OPEN = "no difference shown"
    UNKNOWN = "unknown"


def ranked_methods(document: BenchmarkDocument) -> tuple[MethodCard, ...]:
    """Ours, the baselines, the ablations; within each the best first by the main result's first column."""
    board = document.readings[0].boards[0]
    groups = list(MethodGroup)

    def rank(method: MethodCard) -> tuple[int, float]:
        return groups.index(method.group), _badness(board, method.name, board.columns[0])

    return tuple(sorted(document.methods, key=rank))


def best_baseline(reading: Reading, column: Column, methods: Sequence[MethodCard]) -> str | None:
    """The baseline with the best mean in a column of the main board; None where there is none or no end is better."""
    board = reading.boards[0]
    if column.lower_is_better is None:
        return None
    baselines = [method.name for method in methods if method.group is MethodGroup.BASELINE]
    known = [name for name in baselines if estimate(board, name, column).mean is not None]
    return min(known, key=lambda name: _badness(board, name, column), default=None)


def estimate(board: Board, method: str, column: Column) -> Estimate:
    """A method's estimate in a column of a board; unknown where the board has none."""
    rows: dict[str, BoardRow] = {row.method: row for row in board.rows}
    found = rows[method].estimates.get(column.name) if method in rows else None
    return NOT_MEASURED if found is None else found


def verdict(contest: Contest, column: Column) -> Verdict:
    """Whether the method is better than its rival, by the sign of the difference and the corrected p value."""
    change = contest.difference.mean
    if contest.corrected is None or change is None:
        return Verdict.UNKNOWN
    if contest.corrected > SIGNIFICANT or change == 0:
        return Verdict.OPEN
    if column.lower_is_better is None:
        return Verdict.DIFFERENT
    return Verdict.BETTER if (change < 0) == column.lower_is_better else Verdict.WORSE


def _badness(board: Board, method: str, column: Column) -> float:
    mean = estimate(board, method, column).mean
    if mean is None:
        return float("inf")
    return -mean if column.lower_is_better is False else mean
