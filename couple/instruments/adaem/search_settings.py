"""What a search for questions is told, and what it gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.instruments.adaem.bandit import Horizon, by_budget, by_step
from couple.instruments.adaem.scoring import ScoredQuestion


class SearchConfig(BaseModel):
    """The search's settings; the defaults are the paper's except for the budget (1,500 there).

    Attributes:
        budget: B, pulls.
        proposals: N2, questions written a pull.
        examples: questions of the topic that a writer is shown; beyond the best one, drawn from its better half.
        likest: eps, a question is dropped when its mean similarity to the ``neighbours`` nearest is above.
        gain: tau, a rewritten question is kept, and refined again, when its score is higher by more than this.
        depth: rounds of refinement, at most.
        width: rewritten questions a round.
        horizon: see ``couple.instruments.adaem.bandit``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    budget: int = Field(default=30, ge=1)
    proposals: int = Field(default=3, ge=1)
    examples: int = Field(default=5, ge=1)
    likest: float = Field(default=0.85, gt=-1, le=1)
    neighbours: int = Field(default=3, ge=1)
    gain: float = Field(default=0.5, ge=0)
    depth: int = Field(default=3, ge=0)
    width: int = Field(default=3, ge=1)
    horizon: Literal["budget", "step"] = "budget"


HORIZONS: Mapping[str, Horizon] = {"budget": by_budget, "step": by_step}


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Attributes:
        seeds: the scored first question of each topic.
        questions: the questions found, by topic, in the order they were found.
        pulls: how often each topic was visited.
        dropped: what was not kept, by reason.
    """

    seeds: Mapping[str, ScoredQuestion]
    questions: Mapping[str, Sequence[ScoredQuestion]]
    pulls: Mapping[str, int]
    dropped: Mapping[str, int]

    def best(self, count: int | None) -> list[ScoredQuestion]:
        """The questions found with the highest scores, None for all of them; ties in the order of topics."""
        every = [one for questions in self.questions.values() for one in questions]
        return sorted(every, key=lambda one: -one.score)[:count]
