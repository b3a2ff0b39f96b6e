"""Does the set of tags have the shape that the theory expects? Balance over the values, and which values share items.

An item may speak for one value and against another. Where two values of one item have the same sign they should stand
near each other on the circle, and far apart where the signs differ. Han et al. (ACL 2025), table 5 and appendix D.2.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import stdev

from couple.instruments.portrait.key import FAMILIES, THRESHOLD, item_name
from couple.instruments.recorded.csv_table import Row
from couple.values.circle import ring_distance

SignedTags = Mapping[str, Mapping[str, int]]
"""item -> dimension -> +1 or -1."""


@dataclass(frozen=True)
class Balance:
    """``shares`` of all tags by dimension (they sum to 1), their sample standard deviation, and largest / smallest."""

    shares: Mapping[str, float]
    sd: float
    imbalance: float


@dataclass(frozen=True)
class CrossLoadings:
    """How many pairs of an item's values stand how many steps apart: same sign, and opposite sign."""

    same: Mapping[int, int]
    opposite: Mapping[int, int]


def signed_tags(
    items: Sequence[Row], *, family: str = "pvq", threshold: float = THRESHOLD
) -> dict[str, dict[str, int]]:
    """Tags of both signs from the data set's item table: |correlation| above the threshold; no test of significance."""
    prefix = FAMILIES[family]
    return {
        item_name(row): {
            column.removeprefix(prefix).lower(): 1 if float(rho) > 0 else -1
            for column, rho in row.items()
            if column.startswith(prefix) and abs(float(rho)) > threshold
        }
        for row in items
    }


def balance(tags: SignedTags) -> Balance:
    """How evenly tags are spread over the dimensions that have any. At least two must."""
    counts = Counter(dimension for row in tags.values() for dimension in row)
    shares = {dimension: count / counts.total() for dimension, count in counts.items()}
    return Balance(shares, stdev(shares.values()), max(shares.values()) / min(shares.values()))


def cross_loadings(tags: SignedTags, circle: Sequence[str]) -> CrossLoadings:
    """Pairs of tags on one item, by their distance on ``circle``."""
    same, opposite = Counter[int](), Counter[int]()
    for row in tags.values():
        for one, other in combinations(row, 2):
            (same if row[one] == row[other] else opposite)[ring_distance(circle, one, other)] += 1
    return CrossLoadings(dict(sorted(same.items())), dict(sorted(opposite.items())))
