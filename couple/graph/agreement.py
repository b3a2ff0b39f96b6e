"""How far the algorithms of an ensemble agree on the same drawn tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from couple.graph.equivalence import DiscoveredGraph, structural_hamming_distance


@dataclass(frozen=True)
class Agreement:
    """Two members over all drawn tables.

    Attributes:
        one: the name of a member.
        other: the name of another.
        same_pairs: of the pairs that either joined, the share that both joined (Jaccard 1912); 1 where there is none.
        same_marks: of the pairs that both joined, the share with the same marks; None where there is none.
        distance: the mean structural Hamming distance.
    """

    one: str
    other: str
    same_pairs: float
    same_marks: float | None
    distance: float


def member_agreement(names: Sequence[str], graphs: Sequence[DiscoveredGraph]) -> tuple[Agreement, ...]:
    """Every two members compared; ``graphs`` holds the findings of all members on the first table, then the next."""
    count = len(names)
    found: list[Agreement] = []
    for one, other in combinations(range(count), 2):
        both = either = same = distance = 0
        tables = range(0, len(graphs), count)
        for start in tables:
            left, right = graphs[start + one], graphs[start + other]
            shared = left.joined & right.joined
            both, either = both + len(shared), either + len(left.joined | right.joined)
            agreeing = left.edges & right.edges
            same += len(agreeing)
            distance += structural_hamming_distance(left, right)
        pairs = both / either if either else 1.0
        marks = same / both if both else None
        found.append(Agreement(names[one], names[other], pairs, marks, distance / len(tables)))
    return tuple(found)
