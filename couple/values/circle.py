"""Steps on the circle of values: how far apart two values stand, and how something goes with that distance.

The theory fixes the order of the values, not angles: distance is counted in steps the shorter way round.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean


def ring_distance(circle: Sequence[str], one: str, other: str) -> int:
    """Steps from ``one`` to ``other`` the shorter way round: 0 (the same) to ``len(circle) // 2`` (opposite).

    Raises ``ValueError`` for a name that is not on the circle.
    """
    steps = abs(circle.index(one) - circle.index(other))
    return min(steps, len(circle) - steps)


def mean_by_ring_distance(circle: Sequence[str], cells: Mapping[tuple[str, str], float]) -> dict[int, float]:
    """Mean of what is known of pairs of values, by their distance; distances of which nothing is known are absent.

    Args:
        circle: the values in the theory's order.
        cells: (value, value) -> any number, such as a correlation or a shift. Pairs count as they are given: a
            symmetric matrix may be given whole or by halves, its diagonal or not.
    """
    by_distance: dict[int, list[float]] = {}
    for (one, other), number in cells.items():
        by_distance.setdefault(ring_distance(circle, one, other), []).append(number)
    return {distance: fmean(numbers) for distance, numbers in sorted(by_distance.items())}
