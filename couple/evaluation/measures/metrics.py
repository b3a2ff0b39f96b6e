"""What a good answer is, in numbers: nearness to the target, kept priorities, and movement when the target moves.

Every measure is a function of mappings from value names to numbers and returns ``Measured``: a number, or the reason
why there is none. Means over answers and their intervals are in ``couple.evaluation.measures.bootstrap``.
"""

from collections.abc import Mapping, Sequence
from math import fsum
from statistics import fmean
from typing import Any

from couple.values.distance import Measured, mean_absolute_error, rankable_pairs, spearman, targeted_pairs

__all__ = [
    "Measured",
    "contrast",
    "kendall",
    "mean_absolute_error",
    "paper_spearman",
    "priority_preservation",
    "sign_agreement",
    "spearman",
    "total_absolute_error",
]

Numbers = Mapping[str, float]


def total_absolute_error(target: Numbers, scores: Numbers) -> Measured:
    """Sum of |score - priority| over the targeted values (0..4d), the level of the paper's printed tables."""
    pairs = targeted_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    return Measured(fsum(abs(score - priority) for priority, score in pairs))


def paper_spearman(target: Numbers, scores: Numbers) -> Measured:
    """The paper's rank correlation, ``1 - 6 sum d^2 / (n (n^2 - 1))`` over the n targeted values, -1..1.

    ``d`` is the difference of a value's ranks. The formula is Spearman's for ranks without ties; the paper does not say
    how it ranks ties, here they share their average rank. With ties it is no correlation: two constant sides have 1 and
    one has .5 against any order without ties. ``spearman`` corrects for that; this one is for comparison with
    published numbers. Undefined for fewer than two targeted values.
    """
    pairs = targeted_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    if len(pairs) < 2:
        return Measured(None, "fewer than two values are targeted")
    priorities, achieved = (_average_ranks(side) for side in zip(*pairs, strict=True))
    squares = fsum((one - other) ** 2 for one, other in zip(priorities, achieved, strict=True))
    return Measured(1 - 6 * squares / (len(pairs) * (len(pairs) ** 2 - 1)))


def kendall(target: Numbers, scores: Numbers) -> Measured:
    """Kendall's tau-b over the targeted values, corrected for ties on both sides, -1..1.

    Undefined for fewer than two targeted values and when either side is constant.
    """
    pairs = rankable_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    from scipy.stats import kendalltau

    priorities, achieved = zip(*pairs, strict=True)
    result: Any = kendalltau(priorities, achieved, variant="b")  # scipy carries no types
    return Measured(float(result.statistic))


def priority_preservation(target: Numbers, scores: Numbers) -> Measured:
    """Share of pairs with different priorities whose scores stand in the same strict order, 0..1.

    Equal scores do not keep an order. Undefined when no two targeted priorities differ.
    """
    pairs = targeted_pairs(target, scores)
    if isinstance(pairs, str):
        return Measured(None, pairs)
    kept = [high[1] > low[1] for high in pairs for low in pairs if high[0] > low[0]]
    return Measured(fmean(kept)) if kept else Measured(None, "no two targeted priorities differ")


def contrast(first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> Measured:
    """How far the scores moved the way the target moved, in scale points, for one question under two targets.

    ``first`` and ``second`` are ``(target, scores)``. The mean runs over values that both target, at different
    priorities; negative means that the answers moved the wrong way. An answer that ignores its target has 0, however
    well its topic happens to fit: that is what separates steering from a lucky topic.
    """
    moves = _moves(first, second)
    if isinstance(moves, str):
        return Measured(None, moves)
    return Measured(fmean(achieved if wanted > 0 else -achieved for wanted, achieved in moves))


def sign_agreement(first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> Measured:
    """Share of the values of ``contrast`` whose score moved as its target did, 0..1; no move is no agreement."""
    moves = _moves(first, second)
    if isinstance(moves, str):
        return Measured(None, moves)
    return Measured(fmean(achieved * wanted > 0 for wanted, achieved in moves))


def _average_ranks(numbers: Sequence[float]) -> list[float]:
    return [sum(other < one for other in numbers) + (numbers.count(one) + 1) / 2 for one in numbers]


def _moves(first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> list[tuple[float, float]] | str:
    """``(change of priority, change of score)`` from the second to the first, where the priority changes."""
    (one, one_scores), (other, other_scores) = first, second
    shared = [value for value in one if value in other and one[value] != other[value]]
    if not shared:
        return "the two targets differ on no value that both name"
    before = targeted_pairs({value: one[value] for value in shared}, one_scores)
    after = targeted_pairs({value: other[value] for value in shared}, other_scores)
    if isinstance(before, str):
        return before
    if isinstance(after, str):
        return after
    return [(a - c, b - d) for (a, b), (c, d) in zip(before, after, strict=True)]
