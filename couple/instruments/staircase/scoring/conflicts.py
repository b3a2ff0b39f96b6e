"""Choices as outcomes of conflicts between values: at a decided step the value chosen wins against the other.

This is all that scoring needs: preferences, drifts, win rates and strengths are functions of these counts alone.

A staircase that was climbed twice gives two choices a step. Preferences, drifts and win rates count both alike; leaning
to a place cancels in them. Strengths, cycles and what chance gives take a step as one decision, won by halves where the
two climbs differ: two answers to one step are not two independent meetings. Whole dilemmas, with both climbs, are what
intervals draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.staircase.climbing.choices import StepChoice, filed_as
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Dilemma, family_system, other_letter


@dataclass(frozen=True, slots=True, eq=False)
class Conflicts:
    """One respondent's, in one family of labels.

    Attributes:
        model: the name that scores are filed under.
        family: mft or schwartz.
        names: the family's values.
        dilemmas: the identifiers of the dilemmas that it was asked.
        climbs: 1 where, at a step of a dilemma on a climb, value i was chosen over value j; 0 elsewhere, and everywhere
            at a step without a choice or without two labels.
    """

    model: str
    family: str
    names: tuple[str, ...]
    dilemmas: tuple[str, ...]
    climbs: Float[np.ndarray, "climbs dilemmas steps n n"]

    @property
    def wins(self) -> Float[np.ndarray, "dilemmas steps n n"]:
        """Choices of all climbs: how often value i was chosen over value j."""
        return self.climbs.sum(axis=0)

    @property
    def decisions(self) -> Float[np.ndarray, "dilemmas steps n n"]:
        """Steps, each once: the share of the choices made there that took value i over value j."""
        wins = self.wins
        return wins / np.maximum(wins.sum(axis=(2, 3), keepdims=True), 1)

    @property
    def all_decisions(self) -> Comparisons:
        """The decisions of all steps together."""
        return Comparisons(self.names, self.decisions.sum(axis=(0, 1)))

    @property
    def overall(self) -> Comparisons:
        """The choices of all steps together."""
        return Comparisons(self.names, self.wins.sum(axis=(0, 1)))

    def at(self, step: int) -> Comparisons:
        """The choices of one step, 1 to 5."""
        return Comparisons(self.names, self.wins[:, step - 1].sum(axis=0))

    def of(self, dilemmas: Sequence[str]) -> "Conflicts":
        """These conflicts at some of the dilemmas, in their order."""
        places = [self.dilemmas.index(name) for name in dilemmas]
        return Conflicts(self.model, self.family, self.names, tuple(dilemmas), self.climbs[:, places])


def conflicts_of(dilemmas: Sequence[Dilemma], made: Sequence[StepChoice]) -> list[Conflicts]:
    """One a respondent (in one context) and family, in the order of the choices."""
    by_id = {dilemma.id: dilemma for dilemma in dilemmas}
    groups: dict[tuple[str, str], list[StepChoice]] = {}
    for one in made:
        groups.setdefault((filed_as(one), by_id[one.dilemma].family), []).append(one)
    return [_conflicts(model, family, by_id, own) for (model, family), own in groups.items()]


def _conflicts(model: str, family: str, by_id: dict[str, Dilemma], own: Sequence[StepChoice]) -> Conflicts:
    names = family_system(family).names
    asked = tuple(dict.fromkeys(one.dilemma for one in own))
    rows = {name: row for row, name in enumerate(asked)}
    climbs = np.zeros((max(one.climb for one in own), len(asked), len(STEPS), len(names), len(names)))
    for one in own:
        step = by_id[one.dilemma].step(one.step)
        if one.chosen is None or not step.decided:
            continue
        winner, loser = step.choice(one.chosen).value, step.choice(other_letter(one.chosen)).value
        assert winner is not None and loser is not None
        climbs[one.climb - 1, rows[one.dilemma], one.step - 1, names.index(winner), names.index(loser)] = 1
    return Conflicts(model, family, names, asked, climbs)
