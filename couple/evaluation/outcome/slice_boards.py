"""Slices of the answers as tables: methods by parts, one table a dimension and measure."""

from collections.abc import Iterator, Sequence

from couple.evaluation.comparison.slices import Slice
from couple.evaluation.outcome.boards import estimate_of
from couple.report.benchmark_document import Board, BoardRow, Column, Estimate


def slice_boards(slices: Sequence[Slice], judge: str) -> Iterator[Board]:
    """By dimension, the error in each slice; then the rank correlation, folded away."""
    dimensions = dict.fromkeys(one.dimension for one in slices)
    for metric, label, lower in (("mae", "MAE", True), ("spearman", "Spearman", False)):
        for dimension in dimensions:
            parts = [one for one in slices if one.dimension == dimension]
            found = {one.name: getattr(one, metric) for one in parts}
            methods = dict.fromkeys(method for one in parts for method in one.mae)
            columns = [
                Column(name=one.name, label=one.name, note=f"{one.cases:,} cases", lower_is_better=lower)
                for one in parts
            ]
            empty = {
                one.name: Estimate(mean=None, reason=one.reason or "the method did not answer these") for one in parts
            }
            rows = [
                BoardRow(
                    method=method,
                    estimates=empty | {name: estimate_of(by[method]) for name, by in found.items() if method in by},
                )
                for method in methods
            ]
            title = f"{label} by {dimension}"
            folded = metric != "mae"
            yield Board(title=title, judge=judge, columns=tuple(columns), rows=tuple(rows), folded=folded)
