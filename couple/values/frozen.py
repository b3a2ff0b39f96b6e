"""A mapping that cannot change: what systems, mappings and profiles are made of. Hashable, picklable, order kept."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

Item = TypeVar("Item", covariant=True)


class FrozenMapping(Mapping[str, Item]):
    """A read-only ``dict`` with a hash. Equality and hash look at names and items, never at their order."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = dict(items)

    def __getitem__(self, name: str) -> Item:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)
