"""Counterfactuals of a table of any length, piece by piece: memory holds one piece, and the answer knows no pieces.

Every mechanism answers row by row, and draws belong to rows (``couple.scm.row_draws``), so the file that is written is
the same byte for byte wherever the cuts are.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from couple.foundation import Progress, UserError
from couple.graph import RESPONSE_STYLE, CsvTable, open_table, table_chunks, write_table_chunks
from couple.scm.fitted import FittedSCM

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.ladder import Intervention

CHUNK_ROWS = 50_000


@dataclass(frozen=True)
class Streamed:
    """What a stream of counterfactuals did.

    ``mean_change`` names the columns of numbers in which any cell changed, over all rows; ``switched`` those of
    categories, with the number of rows that changed. ``outside`` counts, for each node that was intervened on, the rows
    that the intervention moved to where no row was that the model was fitted on.
    """

    rows: int
    mean_change: dict[str, float]
    switched: dict[str, int]
    outside: dict[str, int]


def stream_counterfactuals(
    model: FittedSCM,
    observed: str | Path,
    do: "Intervention",
    target: str | Path,
    *,
    seed: int = 0,
    strict: bool = False,
    chunk_rows: int = CHUNK_ROWS,
) -> Streamed:
    """Write the rows of the CSV file ``observed`` to ``target`` as they would have been under ``do``.

    Args:
        model: its nodes are columns of the file, except that ``response_style`` may be missing; further columns, and
            cells that do not change, are written as they were read.
        observed: a CSV file as ``read_table`` takes it.
        do: what is set; numbers and rules hold for every piece, a series of one value a row cannot be cut.
        target: the file to write, in the format of ``observed``; it appears when it is whole and not before.
        seed: which draw from the noise posterior to take.
        strict: refuse to move a node to where no row was that the model was fitted on.
        chunk_rows: how many rows memory holds; changes no byte of the answer.

    Raises:
        UserError: the file is no table, lacks a node, has an empty, infinite or unknown cell (the row is named), or,
            with ``strict``, a row would leave the support.
    """
    import pandas

    totals: dict[str, float] = {}
    switched: dict[str, int] = {}
    outside: dict[str, int] = {}
    rows = 0

    def answered() -> Iterator[CsvTable]:
        nonlocal rows
        with open_table(observed) as handle, Progress("counterfactuals, percent of the file", total=100) as progress:
            size = os.fstat(handle.fileno()).st_size  # 0 for a pipe, which does not say how much is left
            for chunk in table_chunks(handle, rows=chunk_rows):
                nodes = [node for node in model.nodes if node != RESPONSE_STYLE or node in chunk.header]
                named = [node for node in nodes if node in model.categories]
                numbers = chunk.numbers([node for node in nodes if node not in named])
                before = pandas.concat([numbers, chunk.labels(named)], axis=1)
                _refuse_holes(before)
                after = model.with_seed(seed, first_row=rows).counterfactual(before, do)
                for node in do:
                    left = _leaves_support(model, node, before, after)
                    if strict and left.any():
                        low, high = model.support(node) or (None, None)
                        found = f"row {rows + int(left.argmax()) + 1:,} would leave {low:g} to {high:g} in {node}"
                        raise UserError("strict=true", found, "choose a smaller step, or leave strict out")
                    if left.any():
                        outside[node] = outside.get(node, 0) + int(left.sum())
                for node in named:
                    if count := int((after[node].to_numpy() != before[node].to_numpy()).sum()):
                        switched[node] = switched.get(node, 0) + count
                for node in numbers.columns:
                    change = (after[node] - before[node]).to_numpy()
                    if change.any():
                        totals[node] = totals.get(node, 0.0) + float(change.sum())
                rows += len(before)
                yield chunk.with_numbers(after, before)
                read = 100 * handle.tell() // size if size else 0
                progress.advance(f"{rows:,} rows", steps=read - progress.done)

    write_table_chunks(target, answered())
    return Streamed(rows, {node: totals[node] / rows for node in model.nodes if node in totals}, switched, outside)


def _leaves_support(
    model: FittedSCM, node: str, before: "pandas.DataFrame", after: "pandas.DataFrame"
) -> "numpy.ndarray":
    """The rows in which ``node`` moved to outside the range that the model was fitted on."""
    import numpy

    span = model.support(node)
    if span is None or node not in after.columns:
        return numpy.zeros(len(after), dtype=bool)
    new = after[node].to_numpy(dtype=float)
    return ((new < span[0]) | (new > span[1])) & (new != before[node].to_numpy(dtype=float))


def _refuse_holes(table: "pandas.DataFrame") -> None:
    """``table`` counts the rows of the file in its index, so that the row that is named is the file's."""
    import numpy

    for node in table.columns:
        holes = numpy.flatnonzero(table[node].isna() | table[node].isin([numpy.inf, -numpy.inf]))
        if len(holes):
            found = f"{node} is empty or infinite in row {table.index[holes[0]] + 1:,}"
            raise UserError("reason about these rows", found, "fill the cell or drop the row")
