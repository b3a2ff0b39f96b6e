"""Does an instrument see what was done? Respondents are primed for one value after another; its score should rise.

Values of the same higher-order group may rise with it, and those of the opposite group should not (section 5 of AdAEM).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.instruments.adaem.statistics import PairedChange, paired_change
from couple.values import ValueSystem

OPPOSITE = {
    "self_transcendence": "self_enhancement",
    "self_enhancement": "self_transcendence",
    "openness_to_change": "conservation",
    "conservation": "openness_to_change",
}
"""Schwartz's higher-order groups that stand across the circle."""


@dataclass(frozen=True, slots=True)
class Priming:
    """Scores before and after: of the primed values, of others of their groups, of the groups across.

    A part is None where the system has fewer than two such values to compare.
    """

    target: PairedChange | None
    same: PairedChange | None
    opposite: PairedChange | None


def priming(before: Mapping[str, float], after: Mapping[str, Mapping[str, float]], system: ValueSystem) -> Priming:
    """What priming changed.

    Args:
        before: value -> the respondent's score without priming.
        after: primed value -> value -> its score then.
        system: whose groups say what is the same and what is opposite; a value in two groups has both.
    """
    groups = {value: [name for name, held in system.higher_order.items() if value in held] for value in system.names}
    same = {value: _members(system, groups[value]) - {value} for value in after}
    across = {
        value: _members(system, [OPPOSITE[name] for name in groups[value] if name in OPPOSITE]) for value in after
    }
    # what stands in a group with the value is not opposite to it, whatever else it belongs to
    return Priming(
        _change(before, after, {value: {value} for value in after}),
        _change(before, after, same),
        _change(before, after, {value: across[value] - same[value] - {value} for value in after}),
    )


def _members(system: ValueSystem, groups: Sequence[str]) -> set[str]:
    return {value for group in groups for value in system.higher_order.get(group, ())}


def _change(
    before: Mapping[str, float], after: Mapping[str, Mapping[str, float]], others: Mapping[str, set[str]]
) -> PairedChange | None:
    pairs = [(before[other], after[primed][other]) for primed, found in others.items() for other in sorted(found)]
    return paired_change(*zip(*pairs, strict=True)) if len(pairs) > 1 else None
