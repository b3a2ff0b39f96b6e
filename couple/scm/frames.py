"""Tables in and out of a causal model: columns by name, checked once, as float64 arrays."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from couple.foundation import UserError, nearest_name

if TYPE_CHECKING:
    import numpy
    import pandas


def node_columns(table: "pandas.DataFrame", nodes: Sequence[str]) -> "dict[str, numpy.ndarray]":
    """The column of each node, in any order of the table's columns.

    Raises:
        UserError: a node is no column of the table (the nearest is named), or a cell is empty or infinite.
    """
    import numpy

    refuse_missing(table, nodes)
    columns: dict[str, numpy.ndarray] = {}
    for node in nodes:
        columns[node] = table[node].to_numpy(dtype=float)
        if not numpy.isfinite(columns[node]).all():
            row = int(numpy.flatnonzero(~numpy.isfinite(columns[node]))[0]) + 1
            found = f"{node} is empty or infinite in row {row}"
            raise UserError("reason about these rows", found, "fill the cell or drop the row")
    return columns


def series(table: "pandas.DataFrame", node: str) -> "pandas.Series":
    """One column, as the type checker would have it."""
    import pandas

    column = table[node]
    assert isinstance(column, pandas.Series)
    return column


def refuse_missing(table: "pandas.DataFrame", nodes: Sequence[str]) -> None:
    """Raise ``UserError``, with the nearest name, when a node is no column of ``table``."""
    for node in nodes:
        if node not in table.columns:
            near = nearest_name(node, [str(column) for column in table.columns])
            hint = f"did you mean the column {near}? Rename it" if near else f"add a column {node}"
            raise UserError("use this table with the causal graph", f"it has no column {node}", hint)


def settings_by_row(
    do: "Mapping[str, float | pandas.Series]", index: "pandas.Index", nodes: Sequence[str]
) -> "dict[str, numpy.ndarray]":
    """Each intervention as one number a row.

    Raises:
        UserError: a name is no node, or a value is not finite.
        ValueError: a series does not have the index of the observed rows.
    """
    import numpy
    import pandas

    settings: dict[str, numpy.ndarray] = {}
    for node, value in do.items():
        refuse_unknown(node, nodes)
        if isinstance(value, pandas.Series) and not value.index.equals(index):
            raise ValueError(f"the intervention on {node} needs the index of the observed rows")
        settings[node] = pandas.Series(value, index=index, dtype=float).to_numpy()
        if not numpy.isfinite(settings[node]).all():
            raise UserError(f"set {node}", "the value is not a finite number", "give a number")
    return settings


def refuse_unknown(node: str, nodes: Sequence[str], *, asked: str = "set") -> None:
    """Raise ``UserError``, with the nearest name, when ``node`` is none of ``nodes``."""
    if node not in nodes:
        near = nearest_name(node, nodes)
        hint = f"did you mean {near}?" if near else f"its variables are {', '.join(nodes)}"
        raise UserError(f"{asked} {node}", "the causal model has no such variable", hint)


def read_number(node: str, value: object, index: "pandas.Index") -> "numpy.ndarray":
    """What a node of numbers is set to, one cell a row of ``index``.

    Raises:
        UserError: it is not a finite number.
        ValueError: a series does not have the index of the observed rows.
    """
    import numpy
    import pandas

    if isinstance(value, pandas.Series) and not value.index.equals(index):
        raise ValueError(f"the intervention on {node} needs the index of the observed rows")
    try:
        numbers = pandas.Series(value, index=index, dtype=float).to_numpy()
    except (TypeError, ValueError):
        raise UserError(f"set {node} to {value}", "it is not a finite number", "give a number") from None
    if not numpy.isfinite(numbers).all():
        raise UserError(f"set {node}", "the value is not a finite number", "give a number")
    return numbers
