"""Which tables a search or a fit may use: complete, finite, varying, of full rank; with reason and remedy if not."""

from typing import TYPE_CHECKING

from couple.foundation import UserError

if TYPE_CHECKING:
    import numpy
    import pandas

ROWS_PER_COLUMN = 5
# A column that the others explain to more than this share of its variance is a combination of them, up to rounding.
DETERMINISTIC = 0.9999


def screen_table(table: "pandas.DataFrame", *, drawn_again: bool = False) -> "pandas.DataFrame":
    """``table`` (rows x named columns), once it is fit for learning a graph or its mechanisms.

    Columns of numbers come back as float64, columns of pandas' category type as they are.

    Args:
        table: complete rows.
        drawn_again: it was drawn from a table that passed; then a category may be absent by chance, so that a
            categorical column may be constant or say the same as another.

    Raises:
        UserError: the first of these that holds is named: too few columns, duplicate names, text, empty or infinite
            cells, too few rows, constant or duplicate columns, columns that are linear combinations of others.
    """
    import numpy
    import pandas

    asked = "learn from this table"
    names = [str(name) for name in table.columns]
    if len(names) < 2:
        raise UserError(asked, f"it has {len(names)} columns", "give a table with at least two columns")
    for name in names:
        if names.count(name) > 1:
            raise UserError(asked, f"the column name {name} is there twice", "rename one of the two")
    categories = [name for name in names if str(table.dtypes[name]) == "category"]
    numeric = [name for name in names if name not in categories]
    for name in numeric:
        if not pandas.api.types.is_numeric_dtype(table[name]):
            raise UserError(asked, f"the column {name} holds text", "choose the numeric columns: columns=[a,b,c]")
    numbers = table[numeric].to_numpy(dtype=float)
    _refuse_holes(numbers, numeric, asked)
    _refuse_holes(numpy.where(table[categories].isna(), numpy.nan, 0.0), categories, asked)
    if len(table) < ROWS_PER_COLUMN * len(names):
        found = f"it has {len(table)} rows for {len(names)} columns"
        raise UserError(asked, found, f"give at least {ROWS_PER_COLUMN * len(names)} rows")
    constant = [name for name, column in zip(numeric, numbers.T, strict=True) if column.min() == column.max()]
    if not drawn_again:
        constant += [name for name in categories if len(set(table[name])) == 1]
    if constant:
        listed = ", ".join(constant)
        found = f"the column {listed} is constant" if len(constant) == 1 else f"the columns {listed} are constant"
        raise UserError(asked, found, f"leave {listed} out, nothing can be learnt: exclude=[{','.join(constant)}]")
    _refuse_dependent(numbers, numeric, asked)
    if not drawn_again:
        _refuse_same_categories(table, categories, asked)
    if len(categories) == 0:
        return pandas.DataFrame(numbers, columns=names, index=table.index)
    return table.astype(dict.fromkeys(numeric, float))


def _refuse_same_categories(table: "pandas.DataFrame", categories: list[str], asked: str) -> None:
    """Two columns say the same when each category of one goes with one category of the other and the reverse."""
    from itertools import combinations

    levels = {name: len(set(table[name])) for name in categories}
    for first, second in combinations(categories, 2):
        if levels[first] != levels[second]:
            continue
        codes = table[first].cat.codes.to_numpy(dtype="int64") * (1 << 32) + table[second].cat.codes.to_numpy()
        if len(set(codes[:200].tolist())) <= levels[first] and len(set(codes.tolist())) == levels[first]:
            found = f"the columns {first} and {second} say the same"
            raise UserError(asked, found, f"leave {second} out: exclude=[{second}]")


def _refuse_holes(numbers: "numpy.ndarray", names: list[str], asked: str) -> None:
    import numpy

    for name, column in zip(names, numbers.T, strict=True):
        for what, bad in (("empty", numpy.isnan(column)), ("infinite", numpy.isinf(column))):
            if bad.any():
                found = f"the column {name} has {int(bad.sum())} {what} cells, the first in row {int(bad.argmax()) + 1}"
                raise UserError(asked, found, f"drop those rows, or leave {name} out")


def _refuse_dependent(numbers: "numpy.ndarray", names: list[str], asked: str) -> None:
    import numpy

    if numbers.shape[1] < 2:
        return
    correlation = numpy.corrcoef(numbers, rowvar=False)
    equal = numpy.argwhere(numpy.triu(numpy.abs(correlation), 1) > 1 - (1 - DETERMINISTIC) / 2)
    if len(equal):
        first, second = (names[position] for position in equal[0])
        raise UserError(
            asked, f"the columns {first} and {second} say the same", f"leave {second} out: exclude=[{second}]"
        )
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
