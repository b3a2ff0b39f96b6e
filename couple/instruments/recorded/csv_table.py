"""CSV as plain rows of text: untrusted in, nothing guessed. Numbers are read where their scale is known."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from couple.foundation import UserError, read_text

Row = dict[str, str]


def read_rows(path: str | Path, *, what: str) -> list[Row]:
    """The rows of a CSV file with a header, as text without surrounding blanks; cells that are absent are empty.

    Raises:
        UserError: the file cannot be read, has no header, repeats a column, or a row has more cells than the header.
    """
    asked = f"read the {what} {path}"
    reader = csv.DictReader(StringIO(read_text(path, what=what), newline=""), restval="", strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        if not header:
            raise UserError(asked, "it is empty", "save it as a CSV table with a header")
        if repeated := sorted({name for name in header if header.count(name) > 1}):
            raise UserError(asked, f"the column {repeated[0]} stands twice", "give every column its own name")
        reader.fieldnames = header
        rows: list[Row] = []
        for row in reader:
            if None in row:
                found = f"line {reader.line_num} has more cells than the header"
                raise UserError(asked, found, "put quotes around cells that hold commas")
            rows.append({name: cell.strip() for name, cell in row.items()})
    except csv.Error as error:
        raise UserError(asked, f"near line {reader.line_num}: {error}", "save it as a CSV table in UTF-8") from None
    return rows


def format_rows(header: Iterable[str], rows: Iterable[Mapping[str, object]]) -> str:
    """CSV text; None becomes an empty cell, floats keep every digit."""
    sheet = StringIO(newline="")
    writer = csv.DictWriter(sheet, list(header), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue()
