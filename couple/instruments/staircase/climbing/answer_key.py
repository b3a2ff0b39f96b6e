"""The key of staircases: the choices called A and B at a step, and the value that each of them speaks for."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from couple.instruments.asking.answer_log import content_id
from couple.instruments.asking.presentation import Presentation
from couple.instruments.staircase.climbing.presenting import item_name, shown_choices
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Dilemma, family_system
from couple.values import MIDDLE, ValueSystem


class StaircaseKey:
    """Of some dilemmas. A choice appeals by the priority of its value; without an agreed value, by the middle."""

    def __init__(self, dilemmas: Sequence[Dilemma]) -> None:
        self._steps = {item_name(dilemma, number): dilemma.step(number) for dilemma in dilemmas for number in STEPS}
        self._families = tuple(dict.fromkeys(dilemma.family for dilemma in dilemmas))

    @property
    def systems(self) -> tuple[ValueSystem, ...]:
        """One a family of labels."""
        return tuple(family_system(family) for family in self._families)

    @cached_property
    def fingerprint(self) -> str:
        """Of all labels."""
        return content_id({item: [step.a.value, step.b.value] for item, step in self._steps.items()})

    def appeal(self, shown: Presentation, priorities: Mapping[str, float]) -> list[float]:
        """Of A and B, as ``shown`` calls them."""
        choices = shown_choices(self._steps[shown.item], shown)
        return [MIDDLE if choice.value is None else priorities[choice.value] for choice in choices]
