"""Recorded answers: who rated which item how, on which prompt version, and everything about them that is not regular.

A ratings file is a CSV with one row per respondent and item: a column for the respondent, the columns that name the
item, and one column per prompt version with a whole number on the scale or nothing. What cannot be used is left out,
counted and named in ``irregularities``; it is never averaged in, and a respondent with gaps is scored on the rest.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import fmean

from couple.foundation import UserError, nearest_name
from couple.instruments.asking.answer_scale import PROBLEMS, read_answer
from couple.instruments.recorded.csv_table import read_rows
from couple.instruments.recorded.irregularities import Irregularity, Tally

LOWEST, HIGHEST = 1, 6

ItemMeans = Mapping[str, Mapping[str, float]]
"""respondent -> item -> mean rating 1..6; items without a rating are absent."""


@dataclass(frozen=True, slots=True)
class RatedItem:
    """A respondent's answers to one item as they were given: prompt version -> text, empty where there is none."""

    respondent: str
    item: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Ratings:
    """Usable ratings, respondent -> item -> version -> 1..6, and what was left out of them."""

    usable: Mapping[str, Mapping[str, Mapping[str, int]]]
    irregularities: tuple[Irregularity, ...]

    @cached_property
    def item_means(self) -> ItemMeans:
        """Each item's mean over the versions that were answered."""
        return {
            respondent: {item: fmean(ratings.values()) for item, ratings in rated.items() if ratings}
            for respondent, rated in self.usable.items()
        }

    @property
    def count(self) -> int:
        """How many ratings are usable."""
        return sum(len(ratings) for rated in self.usable.values() for ratings in rated.values())


def read_ratings(
    path: str | Path, *, items: Collection[str], respondent: str = "model", item: Sequence[str] = ("item",)
) -> Ratings:
    """The ratings in a CSV file, checked against the instrument's ``items``.

    Args:
        path: a CSV in UTF-8.
        items: the identifiers of the instrument.
        respondent: the column that names who answered.
        item: the columns that, joined with ``/``, name the item. Every further column is a prompt version.

    Raises:
        UserError: the file cannot be read, lacks a column, or no row of it is about the instrument.
    """
    rows, asked = read_rows(path, what="ratings file"), f"ratings={path}"
    columns = list(rows[0]) if rows else []
    versions = [column for column in columns if column not in (respondent, *item)]
    if not versions:
        raise UserError(asked, "it holds no ratings", "give one row an item and one column a prompt version")
    for column in (respondent, *item):
        if column not in columns:
            near = nearest_name(column, columns)
            hint = f"rename the column {near} to {column}" if near else f"add the column {column}"
            raise UserError(asked, f"it has no column {column}", hint)
    rated = [
        RatedItem(
            row[respondent] or "(no name)",
            "/".join(row[column] for column in item),
            {version: row[version] for version in versions},
        )
        for row in rows
    ]
    return check_ratings(rated, items=items, asked=asked)


def ratings_of(records: Sequence[Mapping[str, str]], *, items: Collection[str], asked: str) -> Ratings:
    """The answers of a run as checked ratings; a text that names no option is unknown, with its reason.

    ``records`` hold respondent, item, version and text, as ``administer`` gives them.
    """
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for record in records:
        rating, problem = read_answer(record["text"])
        answers.setdefault((record["respondent"], record["item"]), {})[record["version"]] = str(rating or problem)
    rated = [RatedItem(respondent, item, given) for (respondent, item), given in answers.items()]
    return check_ratings(rated, items=items, asked=asked)


def check_ratings(rated: Iterable[RatedItem], *, items: Collection[str], asked: str) -> Ratings:
    """Sort the usable answers from the rest. Raises ``UserError`` when not one row is about the instrument."""
    known, tally = frozenset(items), Tally()
    once: dict[tuple[str, str], RatedItem] = {}
    clashing: set[tuple[str, str]] = set()
    for row in rated:
        place = (row.respondent, row.item)
        if row.item not in known:
            tally.add(row.respondent, "unknown item", row.item, "row left out")
        elif place not in once:
            once[place] = row
        elif dict(row.answers) == dict(once[place].answers):
            tally.add(row.respondent, "row repeated word for word", row.item, "counted once")
        else:
            clashing.add(place)
            tally.add(row.respondent, "row that contradicts an earlier one", row.item, "both left out")
    if not once:
        raise UserError(asked, "no row names an item of the instrument", "check the item columns against the data set")
    usable: dict[str, dict[str, dict[str, int]]] = {}
    for place, row in once.items():
        person = usable.setdefault(row.respondent, {})
        if place not in clashing:
            person[row.item] = _read_answers(row, tally)
    for respondent, person in usable.items():
        for absent in (item for item in items if item not in person):
            tally.add(respondent, "item without a row", absent, "left out of its scales")
        ratings = [rating for answers in person.values() for rating in answers.values()]
        if len(ratings) > 1 and len(set(ratings)) == 1:
            tally.add(respondent, f"every rating is {ratings[0]}", "all items", "scored; says nothing", len(ratings))
    return Ratings(usable, tally.found())


def _read_answers(row: RatedItem, tally: Tally) -> dict[str, int]:
    """The answers that are whole numbers on the scale (4 and 4.0 alike); the others go to the tally."""
    found: dict[str, int] = {}
    for version, text in row.answers.items():
        try:
            number = float(text)
        except ValueError:
            number = None
        if number is not None and number.is_integer() and LOWEST <= number <= HIGHEST:
            found[version] = int(number)
            continue
        kind, example = f"rating not on the scale {LOWEST}..{HIGHEST}", f"{row.item}: {text}"
        if not text or text in PROBLEMS:
            kind, example = text or "missing rating", row.item
        tally.add(row.respondent, kind, example, "left out of the item's mean")
    return found
