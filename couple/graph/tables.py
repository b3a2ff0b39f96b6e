"""CSV files as people have them: with a byte-order mark, semicolons, decimal commas; cells kept as they were written.

Cells stay text until a column is asked for as numbers, so that a table can be written back without touching what did
not change. A table of any length can be read and written in pieces: memory holds one piece, and no result depends on
where the cuts are.
"""

import codecs
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from couple.foundation import UserError, nearest_name

if TYPE_CHECKING:
    import pandas

_DELIMITERS = ",;\t"
_EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
_SAMPLE_ROWS = 1000  # how many rows say whether a comma is a decimal point
_BUFFER_BYTES = 1 << 16


@dataclass(frozen=True)
class CsvFormat:
    """How a file spells a table: what it does not spell in a particular way is written as it was read."""

    delimiter: str
    decimal_comma: bool = False
    byte_order_mark: bool = False
    line_end: str = "\n"


@dataclass(frozen=True, eq=False)
class CsvTable:
    """A table or a piece of one.

    Attributes:
        name: the path, for messages.
        cells: text, one column for each name of the header line; the index counts the rows of the file from 0.
        format: how the file spells it.
    """

    name: str
    cells: "pandas.DataFrame"
    format: CsvFormat

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
            plain = text.str.replace(",", ".", regex=False) if self.format.decimal_comma else text
            empty = plain.str.lower().isin(_EMPTY)
            values = pandas.Series(pandas.to_numeric(plain.mask(empty), errors="coerce"), dtype=float)
            wrong = (values.isna() & ~empty).to_numpy()
            if wrong.any():
                row = int(wrong.argmax())
                found = f"row {text.index[row] + 1} of column {column} holds {text.iloc[row][:40]!r}"
                remedy = f"correct the cell, or choose other columns: columns=[{','.join(chosen[:2])},...]"
                raise UserError(f"read numbers from {self.name}", f"{found}, which is not a number", remedy)
            parsed[column] = values
        return pandas.DataFrame(parsed)

    def is_text(self, column: str) -> bool:
        """Whether more than half of the filled cells of ``column`` are no numbers: it holds words, not a slip."""
        import pandas

        text = self._column(column)
        plain = text.str.replace(",", ".", regex=False) if self.format.decimal_comma else text
        filled = plain[~plain.str.lower().isin(_EMPTY)]
        values = pandas.Series(pandas.to_numeric(filled, errors="coerce"), dtype=float)
        return len(filled) > 0 and bool(values.isna().mean() > 1 / 2)

    def labels(self, columns: Sequence[str]) -> "pandas.DataFrame":
        """The named columns as text without surrounding blanks; empty cells and words for missing become NaN."""
        import pandas

        texts = {column: self._column(column) for column in columns}
        return pandas.DataFrame({name: text.mask(text.str.lower().isin(_EMPTY)) for name, text in texts.items()})

    def with_numbers(self, changed: "pandas.DataFrame", before: "pandas.DataFrame") -> "CsvTable":
        """A copy with the values of ``changed`` written in; where they equal ``before`` the text stays as it was.

        Columns hold numbers, or text as ``labels`` gives it.

        A whole number replaces ``5`` as ``4`` and ``5.0`` as ``4.0``: each cell keeps its own way of writing, so that
        no cell depends on others that may lie in another piece of the table.
        """
        import numpy
        import pandas

        cells = self.cells.copy()
        for column in changed.columns:
            if not pandas.api.types.is_numeric_dtype(before[column]):
                other = (changed[column] != before[column]).to_numpy()
                cells[column] = cells[column].where(~other, changed[column].astype(str))
                continue
            new, old = changed[column].to_numpy(dtype=float), before[column].to_numpy(dtype=float)
            moved = ~((new == old) | (numpy.isnan(new) & numpy.isnan(old)))
            if not moved.any():
                continue
            whole = (new[moved] % 1 == 0) & ~cells.loc[moved, column].str.contains("[.,eE]").to_numpy(dtype=bool)
            # repr gives the shortest text that reads back as the same number
            texts = [repr(int(x)) if plain else repr(x) for x, plain in zip(new[moved].tolist(), whole, strict=True)]
            if self.format.decimal_comma:
                texts = [text.replace(".", ",") for text in texts]
            cells.loc[moved, column] = texts
        return replace(self, cells=cells)

    def write(self, path: str | Path) -> None:
        """Write the table in its own format, whole or not at all."""
        write_table_chunks(path, [self])

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

    with open_table(path) as handle:
        chunks = list(table_chunks(handle, rows=None))
    return replace(chunks[0], cells=pandas.concat([chunk.cells for chunk in chunks]))


@contextmanager
def open_table(path: str | Path) -> Iterator[BufferedReader]:
    """The bytes of a table's file. Raises ``UserError`` where it is missing, a folder, or may not be read."""
    asked = f"read the table {path}"
    try:
        handle = Path(path).expanduser().open("rb", buffering=_BUFFER_BYTES)
    except FileNotFoundError:
        raise UserError(asked, "there is no such file", f"check the path; you are in {Path.cwd()}") from None
    except ValueError:  # a NUL in the path
        raise UserError(f"read the table {str(path)!r}", "no file can have this name", "check the path") from None
    except OSError as error:
        raise UserError(asked, f"the system refused: {error.strerror}", "check the path and its permissions") from None
    with handle:
        assert isinstance(handle, BufferedReader)
        yield handle


def table_chunks(handle: BufferedReader, *, rows: int | None) -> Iterator[CsvTable]:
    """The table in ``handle`` (from ``open_table``) in pieces: 1,000 rows, then ``rows`` each (None: all the others).

    Raises:
        UserError: not UTF-8, empty, or a row has more cells than the header (missing ones are empty).
    """
    import pandas

    asked = f"read the table {handle.name}"
    found = _line_format(handle, asked)
    done = 0
    try:
        with pandas.read_csv(
            handle,
            sep=found.delimiter,
            header=None,
            dtype=str,
            na_filter=False,
            encoding="utf-8-sig",
            iterator=True,
        ) as reader:
            header = [str(name).strip() for name in reader.get_chunk(1).iloc[0]]
            while True:
                try:
                    cells = reader.get_chunk(rows if done else _SAMPLE_ROWS)
                except StopIteration:
                    break
                cells.columns = header
                cells.index = pandas.RangeIndex(done, done + len(cells))
                if not done:
                    found = replace(found, decimal_comma=found.delimiter != "," and _has_decimal_commas(cells))
                done += len(cells)
                yield CsvTable(str(handle.name), cells, found)
    except (pandas.errors.ParserError, pandas.errors.EmptyDataError) as error:
        said = str(error).strip().splitlines()[-1]
        raise UserError(asked, said, "give every row as many cells as the header") from None
    except UnicodeDecodeError:
        said = f"after row {done:,} it holds bytes that are not valid UTF-8"
        raise UserError(asked, said, "save the file as UTF-8 and try again") from None
    if not done:
        raise UserError(asked, "it has a header and no rows", "give a table with rows")


def write_table_chunks(path: str | Path, chunks: Iterable[CsvTable]) -> None:
    """Write the pieces of one table as one file, in their own format.

    It is written under another name and then renamed: an interruption leaves nothing that looks like a result.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as handle:
            for number, chunk in enumerate(chunks):
                if number == 0 and chunk.format.byte_order_mark:
                    handle.write("\ufeff")
                chunk.cells.to_csv(
                    handle,
                    sep=chunk.format.delimiter,
                    header=number == 0,
                    index=False,
                    lineterminator=chunk.format.line_end,
                )
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _line_format(handle: BufferedReader, asked: str) -> CsvFormat:
    """What the first line says, without reading past it."""
    start = handle.peek(_BUFFER_BYTES)
    marked = start.startswith(codecs.BOM_UTF8)
    first = start.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)[0]
    if not first.strip():
        raise UserError(asked, "its first line is empty", "give a CSV file with a header line")
    delimiter = max(_DELIMITERS, key=lambda mark: first.count(mark.encode()))
    return CsvFormat(delimiter, byte_order_mark=marked, line_end="\r\n" if first.endswith(b"\r") else "\n")


def _has_decimal_commas(cells: "pandas.DataFrame") -> bool:
    return any(
        cell.strip().lstrip("+-").replace(",", "", 1).isdigit() and "," in cell for cell in cells.to_numpy().ravel()
    )
