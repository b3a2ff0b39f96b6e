"""Which columns are categories and which are numbers, and so which tests and scores suit a table."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from couple.foundation import UserError, nearest_name

if TYPE_CHECKING:
    import pandas

    from couple.graph.tables import CsvTable

MAX_CODES = 100
RATING_STEPS = 5


class TableKind(Enum):
    """What all columns of a table are."""

    NUMBERS = "numbers"
    CATEGORIES = "categories"
    MIXED = "mixed"


def table_kind(table: "pandas.DataFrame") -> TableKind:
    """Categorical columns are those of pandas' category type."""
    categorical = [table[name].dtype == "category" for name in table.columns]
    if all(categorical):
        return TableKind.CATEGORIES
    return TableKind.MIXED if any(categorical) else TableKind.NUMBERS


def typed_columns(
    table: "CsvTable", columns: Sequence[str] | None, categorical: Sequence[str] | None
) -> "pandas.DataFrame":
    """The chosen columns of a CSV file: categories in pandas' category type, all others as float64.

    Text is categorical. Numbers are categories where ``categorical`` names them; without it (None), they are when every
    column of numbers holds codes, which are whole numbers counted from 0 or 1 with at most ``MAX_CODES`` different
    ones, unless all columns share one scale of at least ``RATING_STEPS`` steps, as ratings do.

    Raises:
        UserError: there is no such column, or a column that is not categorical holds something that is no number.
    """
    import pandas

    chosen = list(columns if columns is not None else table.header)
    for name in categorical or ():
        if name not in chosen:
            near = nearest_name(name, chosen)
            hint = f"did you mean {near}?" if near else f"the columns are {', '.join(chosen)}"
            raise UserError("read the categorical columns", f"{name} is not among the columns", hint)
    text = [name for name in chosen if table.is_text(name)]
    numbers = table.numbers([name for name in chosen if name not in text])
    if categorical is None:
        codes = list(numbers.columns) if _all_codes(numbers) else []
    else:
        codes = [name for name in categorical if name in numbers.columns]
    typed = {}
    for name in chosen:
        column = table.labels([name])[name] if name in text or name in codes else numbers[name]
        typed[name] = column.astype("category") if name in text or name in codes else column
    return pandas.DataFrame(typed)


def _all_codes(numbers: "pandas.DataFrame") -> bool:
    if not numbers.shape[1]:
        return False
    filled = numbers.dropna()
    if filled.empty:
        return False
    values = filled.to_numpy()
    lowest, highest = values.min(axis=0), values.max(axis=0)
    whole = bool((values % 1 == 0).all()) and bool(((lowest == 0) | (lowest == 1)).all())
    few = all(filled[name].nunique() <= MAX_CODES for name in filled.columns)
    one_scale = bool((lowest == lowest[0]).all() and (highest == highest[0]).all())
    return whole and few and not (one_scale and highest[0] - lowest[0] + 1 >= RATING_STEPS)
