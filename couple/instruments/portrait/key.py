"""Which Value Portrait item speaks for which dimension: tags from how human raters' values went with their ratings.

An item is tagged with a dimension when, over its human raters, the rating "like me" and the dimension's score have a
Spearman correlation above the threshold. Items and correlations are read from the data set at run time; their texts
never enter this repository. Han, Choi, Song, Lee and Jo (ACL 2025), section 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.instruments.recorded.csv_table import Row

THRESHOLD = 0.3
FAMILIES = {"pvq": "r_", "higher_pvq": "rH_", "bfi": "rB_"}

# Above the threshold, yet not significant at 5 %: the release takes these three out of their scales. A fourth such tag,
# 1902/2 with Openness_to_Change, it leaves in, and so do we.
NOT_SIGNIFICANT = frozenset({("3902/4", "Achievement"), ("1901/1", "Universalism"), ("2901/4", "Extraversion")})


@dataclass(frozen=True)
class PortraitKey:
    """``items``: all item identifiers, ``portrait/option``. ``scales``: family -> dimension -> its tagged items."""

    items: tuple[str, ...]
    scales: Mapping[str, Mapping[str, frozenset[str]]]


def item_name(row: Row) -> str:
    """``portrait/option``: the identifier of an item in the data set's tables."""
    return f"{row['portrait_id']}/{row['option_id']}"


def portrait_key(items: Sequence[Row], *, threshold: float = THRESHOLD) -> PortraitKey:
    """The key from the data set's item table.

    Args:
        items: rows with ``portrait_id``, ``option_id`` and one correlation a dimension, prefixed by its family.
        threshold: correlations above it make a tag; negative correlations never do.
    """
    names = [item_name(row) for row in items]
    scales: dict[str, dict[str, frozenset[str]]] = {}
    for family, prefix in FAMILIES.items():
        dimensions = [column.removeprefix(prefix) for column in items[0] if column.startswith(prefix)]
        scales[family] = {
            dimension: frozenset(
                name
                for name, row in zip(names, items, strict=True)
                if float(row[prefix + dimension]) > threshold and (name, dimension) not in NOT_SIGNIFICANT
            )
            for dimension in dimensions
        }
    return PortraitKey(tuple(names), scales)
