"""Which tables a search or a fit may use: complete, finite, varying, of full rank; with reason and remedy if not."""

from typing import TYPE_CHECKING

from couple.foundation import UserError

if TYPE_CHECKING:
    import numpy
    import pandas

ROWS_PER_COLUMN = 5
# A column that the others explain to more than this share of its variance is a combination of them, up to rounding.
DETERMINISTIC = 0.9999


def screen_table(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """``table`` (rows x named columns) as float64, once it is fit for learning a graph or its mechanisms.

    Raises:
        UserError: the first of these that holds is named: too few columns, duplicate names, text, empty or infinite
            cells, too few rows, constant or duplicate columns, columns that are linear combinations of others.
    """
    import pandas

    asked = "learn from this table"
    names = [str(name) for name in table.columns]
    if len(names) < 2:
        raise UserError(asked, f"it has {len(names)} columns", "give a table with at least two columns")
    for name in names:
        if names.count(name) > 1:
            raise UserError(asked, f"the column name {name} is there twice", "rename one of the two")
        if not pandas.api.types.is_numeric_dtype(table[name]):
            raise UserError(asked, f"the column {name} holds text", "choose the numeric columns: columns=[a,b,c]")
    numbers = table.to_numpy(dtype=float)
    _refuse_holes(numbers, names, asked)
    if len(numbers) < ROWS_PER_COLUMN * len(names):
        found = f"it has {len(numbers)} rows for {len(names)} columns"
        raise UserError(asked, found, f"give at least {ROWS_PER_COLUMN * len(names)} rows")
    for name, column in zip(names, numbers.T, strict=True):
        if column.min() == column.max():
            raise UserError(asked, f"the column {name} is constant", f"leave {name} out: nothing can be learnt of it")
    _refuse_dependent(numbers, names, asked)
    return pandas.DataFrame(numbers, columns=names, index=table.index)


def _refuse_holes(numbers: "numpy.ndarray", names: list[str], asked: str) -> None:
    import numpy

    for name, column in zip(names, numbers.T, strict=True):
        for what, bad in (("empty", numpy.isnan(column)), ("infinite", numpy.isinf(column))):
            if bad.any():
                found = f"the column {name} has {int(bad.sum())} {what} cells, the first in row {int(bad.argmax()) + 1}"
                raise UserError(asked, found, f"drop those rows, or leave {name} out")


def _refuse_dependent(numbers: "numpy.ndarray", names: list[str], asked: str) -> None:
    import numpy

    correlation = numpy.corrcoef(numbers, rowvar=False)
    equal = numpy.argwhere(numpy.triu(numpy.abs(correlation), 1) > 1 - (1 - DETERMINISTIC) / 2)
    if len(equal):
        first, second = (names[position] for position in equal[0])
        raise UserError(asked, f"the columns {first} and {second} say the same", f"leave {second} out")
    eigenvalues, vectors = numpy.linalg.eigh(correlation)
    explained = 1 - 1 / (vectors**2 @ (1 / numpy.maximum(eigenvalues, 1e-15)))  # R^2 of each column on all others
    involved = [name for name, share in zip(names, explained, strict=True) if share > DETERMINISTIC]
    if not involved:
        return
    found = (
        f"it is rank-deficient: {', '.join(involved)} are linear combinations of one another (as scores centred within"
        " persons are, which sum to zero), so every independence test on them would be wrong"
    )
    remedy = "give raw scores with response_style=true, which models style as a node, or leave one column out"
    raise UserError(asked, found, remedy)
