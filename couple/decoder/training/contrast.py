"""Counterfactual worlds to learn from: what an answer's latents would have been, had other priorities stood behind it.

A question's topic alone predicts most of the values in its answers, so likelihood alone hardly teaches a decoder to
listen to its latents. What must be learnt is which of two worlds wrote an answer to the *same* question:

    P(C | r, q) = p(r | C, q) / (p(r | C, q) + p(r | C', q)),      C' = C + g(V', q) - g(V, q)

C' is the concept level's own counterfactual (equation of ``couple.concepts.mechanism``): the world that the loop will
set against the observed one. Maximising log P is noise-contrastive estimation (Gutmann & Hyvärinen 2010) with hard
negatives. V' are the priorities of another answer to the same question, or V with one expressed value taken back and
a value that conflicts with it put in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float32, Float64
from torch import Tensor

from couple.concepts import ConceptMechanism
from couple.concepts.fitting import ReadAnswers
from couple.values import ValueSystem
from couple.values.scale import HIGHEST, LOWEST

EXPRESSED = 3.5  # from here on a priority counts as expressed
BORROWED = 0.5  # how often V' are another answer's priorities, where the question has other answers


@dataclass(frozen=True)
class Opposites:
    """For each value, in the system's order, the places of the values that conflict with it."""

    places: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, system: ValueSystem) -> "Opposites":
        """By the theory's conflicts; a value without any conflicts with all others."""
        names = list(system.names)
        others = [[names.index(o) for o in names if frozenset((o, name)) in system.conflicting] for name in names]
        return cls(
            tuple(tuple(found or [at for at in range(len(names)) if at != place]) for place, found in enumerate(others))
        )


class CounterfactualWorlds:
    """Draws C' for answers with latents C and priorities V.

    Args:
        read: the answers' latents, priorities and questions.
        mechanism: what moves latents when priorities change.
        opposites: which values conflict.
    """

    def __init__(self, read: ReadAnswers, mechanism: ConceptMechanism, opposites: Opposites) -> None:
        self.read, self._mechanism, self._opposites = read, mechanism, opposites
        codes = read.question.tolist()
        together: dict[int, list[int]] = {}
        for place, code in enumerate(codes):
            together.setdefault(code, []).append(place)
        self._siblings = [[other for other in together[code] if other != place] for place, code in enumerate(codes)]

    def draw(self, place: int, generator: torch.Generator) -> Float32[Tensor, "d k"]:
        """C' of the answer at ``place``."""
        return self.read.latents[place] + self._mechanism.shift(self.change(place, generator)[None])[0].float()

    def change(self, place: int, generator: torch.Generator) -> Float64[Tensor, " d"]:
        """V' - V of the answer at ``place``."""
        return self._other_priorities(place, generator) - self.read.priorities[place]

    def _other_priorities(self, place: int, generator: torch.Generator) -> Float64[Tensor, " d"]:
        siblings = self._siblings[place]
        if siblings and float(torch.rand(1, generator=generator)) < BORROWED:
            return self.read.priorities[_one_of(siblings, generator)]
        changed = self.read.priorities[place].clone()
        expressed = [at for at, level in enumerate(changed.tolist()) if level >= EXPRESSED]
        taken = _one_of(expressed or [int(changed.argmax())], generator)
        given = _one_of(self._opposites.places[taken], generator)
        changed[taken], changed[given] = LOWEST, HIGHEST
        return changed


def _one_of(places: Sequence[int], generator: torch.Generator) -> int:
    return places[int(torch.randint(len(places), (1,), generator=generator))]
