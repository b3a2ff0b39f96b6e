"""Does a respondent mean what it answers? How often the order of the options, or the wording, changes its rating.

Value Portrait's sensitivities: one minus the share of items that got the same rating. Over its models they average
about a half, so a profile without them is half a result.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean

from couple.instruments.asking.presentation import REVERSED
from couple.instruments.recorded.ratings import Ratings
from couple.values.distance import Measured


def order_sensitivity(ratings: Ratings, respondent: str) -> Measured:
    """Share of items, over all wordings, whose rating changes with the order of the options; 0..1."""
    return _changed(pair for version in _wordings(ratings, respondent) for pair in _pairs(ratings, respondent, version))


def order_sensitivities(ratings: Ratings, respondent: str) -> dict[str, Measured]:
    """The same for each wording by itself, in the order of the versions."""
    return {version: _changed(_pairs(ratings, respondent, version)) for version in _wordings(ratings, respondent)}


def wording_sensitivity(ratings: Ratings, respondent: str) -> Measured:
    """Share of items that were not rated the same in all wordings (options listed downwards); 0..1."""
    by_item = [
        [rating for version, rating in rated.items() if not version.endswith(REVERSED)]
        for rated in ratings.usable[respondent].values()
    ]
    wordings = max(map(len, by_item), default=0)
    return _changed(rated for rated in by_item if len(rated) == wordings > 1)


def _wordings(ratings: Ratings, respondent: str) -> list[str]:
    versions = dict.fromkeys(version for rated in ratings.usable[respondent].values() for version in rated)
    return sorted(version for version in versions if not version.endswith(REVERSED))


def _pairs(ratings: Ratings, respondent: str, version: str) -> Iterable[Sequence[int]]:
    for rated in ratings.usable[respondent].values():
        if version in rated and version + REVERSED in rated:
            yield rated[version], rated[version + REVERSED]


def _changed(groups: Iterable[Sequence[int]]) -> Measured:
    changed = [len(set(group)) > 1 for group in groups]
    return Measured(fmean(changed)) if changed else Measured(None, "no item was rated in two versions")
