"""People who rated the replies, and their own values: what tags are computed from. Untrusted files, checked.

Two CSV files: one row a rating (``portrait_id``, ``option_id``, ``participant``, ``rating`` 1..6), and one row a person
(``participant`` and one column a dimension: ``pvq_Power``, ``bfi_Openness``, ``higher_pvq_Conservation``; an empty cell
is unknown). Higher-order scores that are not given are computed from the ten values.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

from couple.foundation import UserError
from couple.instruments.portrait.higher_order import WEIGHTS, higher_order_scores
from couple.instruments.portrait.key import FAMILIES, item_name
from couple.instruments.recorded.csv_table import Row, read_rows
from couple.instruments.recorded.irregularities import Irregularity
from couple.instruments.recorded.ratings import RatedItem, check_ratings
from couple.values import load_system

Dimension = tuple[str, str]
"""Family and name, such as ``("pvq", "Power")``."""


@dataclass(frozen=True)
class HumanRatings:
    """``ratings``: item -> participant -> 1..6. ``values``: participant -> dimension -> score on its own scale."""

    ratings: Mapping[str, Mapping[str, int]]
    values: Mapping[str, Mapping[Dimension, float]]
    irregularities: tuple[Irregularity, ...]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """All dimensions on which somebody has a score."""
        return tuple(dict.fromkeys(dimension for scores in self.values.values() for dimension in scores))


def read_human_ratings(ratings: str | Path, values: str | Path, *, items: Collection[str]) -> HumanRatings:
    """The two files, joined by participant.

    Each person rates a part of the items, so absent ratings are no irregularity. Ratings off the scale, contradicting
    rows, unknown items and people without values are left out and counted; straight-liners are named and kept.

    Raises:
        UserError: a file cannot be read or lacks a column, a score is no number, or nobody has ratings and values.
    """
    people, asked = read_human_values(values), f"human ratings {ratings}"
    rows = read_rows(ratings, what="human ratings")
    require_columns(rows, ("portrait_id", "option_id", "participant", "rating"), asked)
    rated = [RatedItem(row["participant"], item_name(row), {"rating": row["rating"]}) for row in rows]
    checked = check_ratings(rated, items=items, asked=asked)
    found = [one for one in checked.irregularities if one.kind != "item without a row"]
    by_item: dict[str, dict[str, int]] = {}
    for participant, given in checked.usable.items():
        if participant not in people:
            kind, handling = "participant without value scores", "ratings left out of the tags"
            found.append(Irregularity(participant, kind, len(given), next(iter(given), ""), handling))
            continue
        for item, versions in given.items():
            if "rating" in versions:
                by_item.setdefault(item, {})[participant] = versions["rating"]
    if not by_item:
        raise UserError(asked, "nobody in it has value scores", f"name participants as in {values}")
    found = [replace(one, respondent=f"participant {one.respondent}") for one in found]
    return HumanRatings(by_item, people, tuple(found))


def read_human_values(path: str | Path) -> dict[str, dict[Dimension, float]]:
    """Participant -> dimension -> score. Raises ``UserError`` as ``read_human_ratings`` does."""
    rows, asked = read_rows(path, what="human values"), f"human values {path}"
    require_columns(rows, ("participant",), asked)
    columns = {column: dimension for column in rows[0] if (dimension := _dimension(column))}
    values = [name.lower() for family, name in columns.values() if family == "pvq"]
    if not values:
        raise UserError(
            asked, "no column names one of the ten values", "name columns pvq_Power, pvq_Self_Direction, ..."
        )
    load_system("schwartz10").require(values, asked=f"{asked}, columns pvq_...")
    people: dict[str, dict[Dimension, float]] = {}
    for row in rows:
        if row["participant"] in people:
            raise UserError(asked, f"the participant {row['participant']} stands twice", "give one row a person")
        given = {column: row[column] for column in columns if row[column]}
        scores = {columns[column]: _number(cell, column, asked) for column, cell in given.items()}
        values = {name: score for (family, name), score in scores.items() if family == "pvq"}
        computed = {("higher_pvq", group): score for group, score in higher_order_scores(values).items()}
        people[row["participant"]] = computed | scores
    return people


def require_columns(rows: list[Row], columns: Collection[str], asked: str) -> None:
    """Raise ``UserError`` when the table is empty or lacks one of ``columns``."""
    for column in columns:
        if not rows or column not in rows[0]:
            found = f"it has no column {column}" if rows else "it holds no rows"
            raise UserError(asked, found, f"give it the columns {', '.join(columns)}")


def _dimension(column: str) -> Dimension | None:
    for family in FAMILIES:
        name = column.removeprefix(f"{family}_")
        if name not in ("", column) and (family != "higher_pvq" or name in WEIGHTS):
            return family, name
    return None


def _number(cell: str, column: str, asked: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise UserError(asked, f"{cell[:40]!r} in the column {column} is no number", "leave unknown scores empty")
    return number
