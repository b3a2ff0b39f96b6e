"""A key from human ratings on file: read, correlate, tag."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from couple.instruments.portrait.human_ratings import read_human_ratings
from couple.instruments.portrait.key import THRESHOLD, PortraitKey
from couple.instruments.portrait.tags import correlate, key_of_tags, tags_csv
from couple.instruments.recorded.irregularities import Irregularity


@dataclass(frozen=True)
class Tagging:
    """The ``key``, what it rests on as CSV text, and what could not be used of the ratings."""

    key: PortraitKey
    csv: str
    irregularities: tuple[Irregularity, ...]


def tag_items(
    ratings: str | Path, values: str | Path, items: Sequence[str], *, threshold: float = THRESHOLD
) -> Tagging:
    """See ``couple.instruments.portrait.human_ratings`` for the files and ``tags`` for the rule."""
    people = read_human_ratings(ratings, values, items=items)
    correlations = correlate(people)
    return Tagging(key_of_tags(correlations, items, threshold=threshold), tags_csv(correlations), people.irregularities)
