"""What conformal bounds on single answers are worth, as a table of methods."""

from collections.abc import Mapping

from couple.evaluation.comparison.conformal_bound import COVERAGE, BoundedErrors
from couple.evaluation.outcome.boards import estimate_of
from couple.report.benchmark_document import Board, BoardRow, Column, Estimate


def bound_board(bounds: Mapping[str, BoundedErrors], judge: str) -> Board:
    """What each method's conformal bound on its error is worth, by method."""
    lead = f"A bound on the error of each answer that is to hold for {COVERAGE:.0%} of them, fitted on other questions."
    columns = (
        Column(name="coverage", label="held", note=f"share of bounds that held; {COVERAGE:.0%} is promised"),
        Column(name="kept_coverage", label="held, of those given"),
        Column(name="abstention", label="not given", note="share of answers", lower_is_better=True),
        Column(name="mean_width", label="mean bound", note="points of MAE", lower_is_better=True),
    )
    rows = [
        BoardRow(
            method=method,
            estimates={
                "coverage": estimate_of(found.coverage),
                "kept_coverage": estimate_of(found.kept_coverage),
                "abstention": Estimate(mean=found.abstention.value, reason=found.abstention.reason),
                "mean_width": Estimate(mean=found.mean_width.value, reason=found.mean_width.reason),
            },
        )
        for method, found in bounds.items()
    ]
    return Board(title="Bounds on single answers", lead=lead, judge=judge, columns=columns, rows=tuple(rows))
