"""A short form: which items to ask where there is no time for all 520, so that no value is left without items.

The values take turns, each with its next tagged item; items that speak for no value come last. A value's items are
taken in the order of the fractional parts of multiples of the golden ratio, which spreads any number of them over the
data set without a period (every fifth item would always be the first reply to a text).
"""

from collections.abc import Sequence
from itertools import zip_longest

from couple.instruments.portrait.key import PortraitKey

_GOLDEN = (5**0.5 - 1) / 2


def short_form(key: PortraitKey, limit: int, *, family: str = "pvq") -> tuple[str, ...]:
    """``limit`` items (or all there are), in the data set's order. The same key and limit always give the same."""
    spread = [key.items[place] for place in _without_period(len(key.items))]
    scales = [[item for item in spread if item in tagged] for tagged in key.scales[family].values()]
    turns = [item for row in zip_longest(*scales) for item in row if item is not None]
    chosen = frozenset(list(dict.fromkeys([*turns, *spread]))[:limit])
    return tuple(item for item in key.items if item in chosen)


def _without_period(count: int) -> Sequence[int]:
    return sorted(range(count), key=lambda place: place * _GOLDEN % 1)
