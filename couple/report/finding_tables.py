"""The tables of a measurement, ready to show: its own, and what was irregular in the answers, kind by kind."""

import math
from collections.abc import Mapping, Sequence

from couple.instruments.findings import Table
from couple.instruments.recorded.ratings import Irregularity
from couple.report.shown_table import Cell, ShownRow, ShownTable
from couple.report.unknown import UNKNOWN, decimals, number
from couple.values.distance import Measured

NAMED = 3  # so many respondents of an irregularity are named, those with the most of it


def finding_table(table: Table) -> ShownTable:
    """A table of an instrument: the first column heads the rows, numbers have the decimals that suit their column.

    A cell that is None, absent or not finite is unknown; the reasons that ``Measured`` cells give stand below.
    """
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    cells = {name: _column([row.get(name) for row in table.rows]) for name in columns}
    corner, rest = (columns[0], columns[1:]) if columns else ("", [])
    rows = tuple(
        ShownRow(cells[corner][place].text, tuple(cells[name][place] for name in rest))
        for place in range(len(table.rows))
    )
    head = tuple((name.replace("_", " "), "") for name in rest)
    return ShownTable(table.title, table.note, "", corner.replace("_", " "), head, rows, _reasons(table.rows, corner))


def irregularity_table(irregularities: Sequence[Irregularity]) -> ShownTable:
    """A row a kind and what was done about it, the most frequent first; no rows where nothing was irregular."""
    kinds: dict[tuple[str, str], list[Irregularity]] = {}
    for one in irregularities:
        kinds.setdefault((one.kind, one.handling), []).append(one)
    rows = [
        ShownRow(
            kind,
            (
                Cell(f"{sum(one.count for one in found):,}"),
                Cell(handling, worded=True),
                Cell(_respondents(found), worded=True),
                Cell(found[0].example, worded=True),
            ),
        )
        for (kind, handling), found in sorted(kinds.items(), key=lambda pair: -sum(one.count for one in pair[1]))
    ]
    head = tuple((name, "") for name in ("count", "what was done", "respondents", "for example"))
    lead = "What could not be used as it was given; one by one in irregularities.csv."
    return ShownTable("Irregularities", lead, "", "kind", head, tuple(rows), ())


def _respondents(found: Sequence[Irregularity]) -> str:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.respondent] = counts.get(one.respondent, 0) + one.count
    most = sorted(counts, key=lambda name: -counts[name])
    named = ", ".join(f"{name} ({counts[name]:,})" for name in most[:NAMED])
    return f"{named} and {len(most) - NAMED} more" if len(most) > NAMED else named


def _column(values: Sequence[object]) -> list[Cell]:
    """One column's cells; it is worded as soon as one of them is no number."""
    numbers = [_number(value) for value in values]
    digits = _digits([one for one in numbers if isinstance(one, float)])
    worded = any(isinstance(one, str) for one in numbers)
    return [Cell(one if isinstance(one, str) else _written(one, digits), worded=worded) for one in numbers]


def _digits(column: Sequence[float]) -> int:
    """The decimals that suit a column, without those that are 0 in all of it, as of ranks with ties."""
    most = decimals(column)
    return next((few for few in range(most) if all(math.isclose(round(one, few), one) for one in column)), most)


def _number(value: object) -> int | float | str | None:
    """What a cell holds: a number, None where it is unknown, or else its text."""
    if isinstance(value, Measured):
        value = value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or (isinstance(value, int) and not isinstance(value, bool)) else str(value)


def _written(one: float | None, digits: int) -> str:
    if one is None:
        return UNKNOWN
    return f"{one:,}".replace("-", "−") if isinstance(one, int) else number(one, digits)


def _reasons(rows: Sequence[Mapping[str, object]], corner: str) -> tuple[str, ...]:
    """Why what is unknown is unknown: a line a reason, with everything that it holds for."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        for column, cell in row.items():
            if isinstance(cell, Measured) and cell.reason is not None:
                found.setdefault(cell.reason, {}).setdefault(column.replace("_", " "), []).append(str(row.get(corner)))
    return tuple(
        f"Unknown, since {reason}: {'; '.join(_of(column, whose, len(rows)) for column, whose in places.items())}."
        for reason, places in found.items()
    )


def _of(column: str, whose: Sequence[str], rows: int) -> str:
    return column if len(whose) == rows else f"{column} of {', '.join(whose)}"
