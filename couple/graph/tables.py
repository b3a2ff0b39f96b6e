"""CSV files as people have them: with a byte-order mark, semicolons, decimal commas; cells kept as they were written.

Cells stay text until a column is asked for as numbers, so that a table can be written back without touching what did
not change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from couple.foundation import UserError, nearest_name, read_text

if TYPE_CHECKING:
    import pandas

_DELIMITERS = ",;\t"
_EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "."})


@dataclass(frozen=True, eq=False)
class CsvTable:
    """``cells`` holds text, one column for each name of the header line; ``name`` is the path, for messages."""

    name: str
    cells: "pandas.DataFrame"
    delimiter: str
    decimal_comma: bool

    @property
    def header(self) -> tuple[str, ...]:
        """The column names as written."""
        return tuple(self.cells.columns)

    def numbers(self, columns: Sequence[str] | None = None) -> "pandas.DataFrame":
        """The named columns (all without names) as float64; empty cells and words for missing become NaN.

        Raises:
            UserError: there is no such column, it is there twice, or a cell in it is not a number.
        """
        import pandas

        chosen = list(columns if columns is not None else self.header)
        parsed: dict[str, pandas.Series] = {}
        for column in chosen:
            text = self._column(column)
            plain = text.str.replace(",", ".", regex=False) if self.decimal_comma else text
            empty = plain.str.lower().isin(_EMPTY)
            values = pandas.Series(pandas.to_numeric(plain.mask(empty), errors="coerce"), dtype=float)
            wrong = (values.isna() & ~empty).to_numpy()
            if wrong.any():
                row = int(wrong.argmax())
                found = f"row {row + 1} of column {column} holds {text.iloc[row][:40]!r}, which is not a number"
                remedy = f"correct the cell, or choose other columns: columns=[{','.join(chosen[:2])},...]"
                raise UserError(f"read numbers from {self.name}", found, remedy)
            parsed[column] = values
        return pandas.DataFrame(parsed)

    def with_numbers(self, changed: "pandas.DataFrame", before: "pandas.DataFrame") -> "CsvTable":
        """A copy with the numbers of ``changed`` written in; where they equal ``before`` the text stays as it was."""
        import pandas

        cells = self.cells.copy()
        for column in changed.columns:
            moved = (changed[column] != before[column]).to_numpy()
            if moved.any():
                fractions = [cell for cell in cells[column] if set(cell) & set(".,eE")]
                whole = not fractions and (changed[column].to_numpy() % 1 == 0).all()
                # repr gives the shortest text that reads back as the same number
                texts = [repr(int(value) if whole else float(value)) for value in changed[column]]
                written = pandas.Series(texts, index=cells.index, dtype=str)
                if self.decimal_comma:
                    written = written.str.replace(".", ",", regex=False)
                cells[column] = cells[column].where(~moved, written)
        return CsvTable(self.name, cells, self.delimiter, self.decimal_comma)

    def write(self, path: str | Path) -> None:
        """Write UTF-8 with the table's own delimiter."""
        self.cells.to_csv(path, sep=self.delimiter, index=False, encoding="utf-8", lineterminator="\n")

    def _column(self, column: str) -> "pandas.Series":
        asked = f"read the column {column} of {self.name}"
        count = self.header.count(column)
        if count == 0:
            near = nearest_name(column, self.header)
            hint = f"did you mean {near}?" if near else f"its columns are {', '.join(self.header)}"
            raise UserError(asked, "there is no such column", hint)
        if count > 1:
            raise UserError(asked, f"the header names it {count} times", "rename the others")
        return self.cells[column].str.strip()


def read_table(path: str | Path) -> CsvTable:
    """Read a CSV file with a header line; its delimiter is whichever of comma, semicolon and tab the header has most.

    Raises:
        UserError: missing, not UTF-8, empty, or a row has more cells than the header (missing ones are empty).
    """
    import pandas

    text = read_text(path, what="table")
    asked = f"read the table {path}"
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise UserError(asked, "its first line is empty", "give a CSV file with a header line")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        raw = pandas.read_csv(
            StringIO(text), sep=delimiter, header=None, dtype=str, na_filter=False, skip_blank_lines=True
        )
    except (pandas.errors.ParserError, pandas.errors.EmptyDataError) as error:
        raise UserError(
            asked, str(error).strip().splitlines()[-1], "give every row as many cells as the header"
        ) from None
    cells = raw.iloc[1:].reset_index(drop=True)
    cells.columns = [str(name).strip() for name in raw.iloc[0]]
    if cells.empty:
        raise UserError(asked, "it has a header and no rows", "give a table with rows")
    decimal_comma = delimiter != "," and _has_decimal_commas(cells)
    return CsvTable(str(path), cells, delimiter, decimal_comma)


def _has_decimal_commas(cells: "pandas.DataFrame") -> bool:
    sample = cells.head(1000).to_numpy().ravel()
    return any(cell.strip().lstrip("+-").replace(",", "", 1).isdigit() and "," in cell for cell in sample)
