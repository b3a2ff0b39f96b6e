"""The tables of a benchmark's report, ready to show: what the page and the Markdown have in common."""

from collections.abc import Mapping, Sequence

from couple.report.benchmark_document import Board, Estimate, JudgeCard, MethodCard, MethodGroup
from couple.report.benchmark_ranking import estimate
from couple.report.shown_table import Cell, ShownRow, ShownTable
from couple.report.unknown import UNKNOWN, number

WIDEST = 6  # a table with more columns is turned, with one column each for as many methods


def board_table(
    board: Board, methods: Sequence[MethodCard], judge: JudgeCard | None, *, best: Mapping[str, str | None]
) -> ShownTable:
    """A board as a table, methods in the order given; ``best`` names each column's best baseline, where there is one.

    A board of more than ``WIDEST`` columns is turned, and only the first ``WIDEST`` methods that are no ablations are
    shown; a note names the others. One in which nothing is known has no rows, only the reasons.
    """
    present = {row.method for row in board.rows}
    shown = [method for method in methods if method.name in present]
    notes = [*_reasons(board, shown), *_undefined(board, shown)]
    head = tuple((column.label, column.note) for column in board.columns)
    first = best.get(board.columns[0].name)
    rows = tuple(
        ShownRow(
            method.label,
            tuple(shown_estimate(estimate(board, method.name, column), column.digits) for column in board.columns),
            method.group.value,
            f"best baseline in {board.columns[0].label}" if method.name == first else "",
        )
        for method in shown
    )
    corner = "Method"
    if len(board.columns) > WIDEST:
        kept = [place for place, method in enumerate(shown) if method.group is not MethodGroup.ABLATION][:WIDEST]
        left = [method.label for place, method in enumerate(shown) if place not in kept]
        notes += [f"Not shown here, but in results.parquet: {', '.join(left)}."] if left else []
        turned = [
            ShownRow(name, tuple(rows[method].cells[place] for method in kept)) for place, (name, _) in enumerate(head)
        ]
        head, rows, corner = tuple((shown[place].label, "") for place in kept), tuple(turned), ""
    known = any(cell.text != UNKNOWN for row in rows for cell in row.cells)
    agreement = agreement_line(judge if board.judge else None)
    shown_rows = rows if known else ()
    return ShownTable(board.title, board.lead, agreement, corner, head, shown_rows, tuple(notes), board.folded)


def shown_estimate(one: Estimate, digits: int = 2) -> Cell:
    """``0.62`` and, as detail, ``[0.51, 0.74]`` where there is an interval; "unknown" where there is no mean."""
    if one.mean is None:
        return Cell(UNKNOWN)
    bounds = "" if one.low is None else f"[{number(one.low, digits)}, {number(one.high, digits)}]"
    return Cell(number(one.mean, digits), bounds)


def agreement_line(judge: JudgeCard | None) -> str:
    """Who read the answers of a table, and how far to believe it; empty where nobody had to."""
    return f"Read by {judge.label}. Its agreement with people: {judge.agreement}." if judge else ""


def _reasons(board: Board, methods: Sequence[MethodCard]) -> list[str]:
    """Why what is unknown is unknown: a line a reason, with everything that it holds for."""
    found: dict[str, list[str]] = {}
    for column in board.columns:
        reasons = {method.label: estimate(board, method.name, column) for method in methods}
        unknown = {label: str(one.reason) for label, one in reasons.items() if one.mean is None}
        for reason in dict.fromkeys(unknown.values()):
            whose = [label for label, why in unknown.items() if why == reason]
            of = f" of {', '.join(whose)}" if len(whose) < len(methods) else ""
            found.setdefault(reason, []).append(column.label + of)
    return [f"Unknown, since {reason}: {'; '.join(places)}." for reason, places in found.items()]


def _undefined(board: Board, methods: Sequence[MethodCard]) -> list[str]:
    """How many answers are left out of what is known, since it is not defined for them."""
    found: dict[str, list[str]] = {}
    for column in board.columns:
        known = [one for method in methods if (one := estimate(board, method.name, column)).mean is not None]
        least, most = (end((one.undefined for one in known), default=0) for end in (min, max))
        if most:
            many = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            found.setdefault(many, []).append(column.label)
    return [
        f"Left out of each method's mean, since undefined: {many} in {', '.join(of)}." for many, of in found.items()
    ]
