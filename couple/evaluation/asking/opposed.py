"""Two targets that ask the opposite of two conflicting values of one question: between them its topic cancels."""

from collections.abc import Mapping
from dataclasses import dataclass

from couple.values import ValueProfile, ValueSystem
from couple.values.scale import HIGHEST, LOWEST


@dataclass(frozen=True, slots=True)
class OpposedValues:
    """A question, and two values in conflict: the first target wants ``up``, the second ``down``."""

    question: str
    up: str
    down: str

    def targets(self, system: ValueSystem) -> tuple[ValueProfile, ValueProfile]:
        """The two partial profiles: one value most important and the other rejected, and the other way round."""
        return (
            ValueProfile(system, {self.up: HIGHEST, self.down: LOWEST}),
            ValueProfile(system, {self.up: LOWEST, self.down: HIGHEST}),
        )


def opposed_values(question: str, relevance: Mapping[str, float], system: ValueSystem) -> OpposedValues:
    """The conflicting pair that matters most to a question, by the product of both values' relevance.

    ``relevance`` is the share of human arguments about the question that express a value. Ties go by the names.
    """
    pairs = sorted(tuple(sorted(pair)) for pair in system.conflicting)
    best = max(pairs, key=lambda pair: (relevance[pair[0]] + 0.01) * (relevance[pair[1]] + 0.01))
    return OpposedValues(question, *best)
