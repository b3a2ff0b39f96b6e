"""Survey answers in a CSV file: one row a respondent, one column an item.

Item columns are named ``item_1`` ... ``item_21`` (``item_40``, ``item_57``; 6 = very much like me) or carry the ESS's
own names (``ipcrtiv``, ``imprich``, ...; 1 = very much like me, as the ESS codes them). Other columns are ignored,
weights too.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from couple.foundation import UserError, nearest_name, read_text
from couple.values.keys import ESS_ITEMS, INSTRUMENTS, PVQ21, Instrument, find_instrument
from couple.values.profile import ValueProfile
from couple.values.survey import profile_of_scores, score_answers

MAX_CSV_BYTES = 50_000_000
_MISSING = {"", ".", "na", "nan", "null"}


def survey_profile(path: Path, *, instrument: str | None = None, reversed_codes: bool | None = None) -> ValueProfile:
    """The mean profile of the respondents in a CSV file; those who miss too many items are left out.

    Args:
        path: the file (comma or semicolon, with a header).
        instrument: ``"pvq21"``, ``"pvq40"`` or ``"pvq_rr"``; None takes the one that the item columns fit.
        reversed_codes: whether code 1 means very much like me. None: yes for the ESS's column names, no otherwise.

    Raises:
        UserError: the file cannot be read, an item column is missing, or a code is not a whole number from 1.
    """
    asked = f"read the survey {path}"
    header, rows = _table(read_text(path, what="survey", max_bytes=MAX_CSV_BYTES), asked)
    ess = any(name in ESS_ITEMS for name in header)
    chosen = find_instrument(instrument) if instrument else _fitting(header, ess, asked)
    columns = _item_columns(header, chosen, ess, asked)
    backwards = ess if reversed_codes is None else reversed_codes
    scored = []
    for line, row in rows:
        if len(row) != len(header):
            found = f"line {line} has {len(row)} columns, the header has {len(header)}"
            raise UserError(asked, found, "give each line the columns of the header")
        codes = [_code(row[place], header[place], line, asked) for place in columns]
        scores = score_answers(codes, chosen, reversed_codes=backwards)
        if scores is not None:
            scored.append(scores)
    return profile_of_scores(scored, chosen.system)


def _table(text: str, asked: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The lower-case header, and each filled row with its line number."""
    first = text.split("\n", 1)[0]
    reader = csv.reader(StringIO(text), delimiter=";" if ";" in first and "," not in first else ",")
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UserError(asked, f"line {reader.line_num}: {error}", "save the answers as plain CSV") from None
    if len(rows) < 2:
        raise UserError(asked, "it holds no answers", "give a header line and at least one line of answers")
    header = [cell.strip().lower() for cell in rows[0][1]]
    name, times = Counter(header).most_common(1)[0]
    if times > 1:
        raise UserError(asked, f"the column {name!r} stands {times} times", "keep one of them")
    return header, rows[1:]


def _fitting(header: Sequence[str], ess: bool, asked: str) -> Instrument:
    numbered = sum(name.startswith("item_") for name in header)
    for candidate in [PVQ21] if ess else INSTRUMENTS.values():
        if ess or numbered == candidate.items:
            return candidate
    found = f"{numbered} columns are called item_1, item_2, ..., and none carries an ESS name such as {ESS_ITEMS[0]}"
    raise UserError(asked, found, "name the item columns item_1 ... item_21, item_40 or item_57, or as the ESS does")


def _item_columns(header: Sequence[str], instrument: Instrument, ess: bool, asked: str) -> list[int]:
    if ess and instrument != PVQ21:
        raise UserError(asked, f"ESS column names belong to pvq21, not to {instrument.name}", "drop instrument:")
    names = ESS_ITEMS if ess else [f"item_{number}" for number in range(1, instrument.items + 1)]
    for name in names:
        if name not in header:
            near = nearest_name(name, [other for other in header if other not in names])
            remedy = (
                f"is it the column {near}? Call it {name}"
                if near
                else f"add it; leave cells empty if {name} is unknown"
            )
            raise UserError(asked, f"the item column {name} of {instrument.name} is missing", remedy)
    return [header.index(name) for name in names]


def _code(cell: str, column: str, line: int, asked: str) -> int | None:
    if cell.strip().lower() in _MISSING:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = 0.0
    if not (1 <= number < 1e6 and number == int(number)):
        found = f"line {line}, column {column}: {cell[:40]!r} is not a whole number from 1"
        raise UserError(asked, found, "code answers 1 to 6; leave the cell empty where there is none")
    return int(number)
