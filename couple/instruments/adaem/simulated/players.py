"""Who takes part in a simulated world: respondents, a judge, an encoder, a writer of questions, and a quick scorer.

A respondent writes opinions in the form that is asked for; they go through the parser and a judge like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from couple.foundation import child_seed
from couple.instruments.adaem.opinions import POINTS
from couple.instruments.adaem.reading import Reading
from couple.instruments.adaem.rewards import RewardsConfig, rewards
from couple.instruments.adaem.scoring import ScoredQuestion
from couple.instruments.adaem.similarity import opinion_diversity
from couple.instruments.adaem.simulated.world import SimulatedWorld
from couple.instruments.adaem.writing import Example, Proposal
from couple.instruments.asking.presentation import Presentation


class SimulatedRespondent:
    """One of a world's respondents, who writes opinions."""

    def __init__(self, world: SimulatedWorld, name: str) -> None:
        self._world, self._place = world, list(world.latents).index(name)
        self.name, self.fingerprint = name, f"simulated {world!r} {name}"

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """An opinion on each question, in the form that is asked for."""
        return [self._opinion(one.prompt.user, child_seed(seed, one.version)) for one in shown]

    def _opinion(self, question: str, seed: int) -> str:
        row = self._world.expressed(question, opinions=1, seed=seed)[self._place, 0]
        named = [value for value, there in zip(self._world.values, row, strict=True) if there]
        points = [named[first::POINTS] for first in range(POINTS)]
        lines = [f"{n}. {' and '.join(one) or 'nothing'}: that is why." for n, one in enumerate(points, start=1)]
        return "\n".join([f"Stance: {'yes' if len(named) % 2 else 'no'}", "Key points:", *lines])


class NamingJudge:
    """Finds the values whose names stand in a text."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)

    def judge(self, texts: Sequence[str]) -> list[Reading | None]:
        """One reading a text."""
        return [Reading.certain(frozenset(value for value in self.values if value in text)) for text in texts]


class NamedVectors:
    """Texts as unit vectors of the values that they name; texts that name none are unlike all others."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = tuple(values)

    def vectors(self, texts: Sequence[str]) -> Float[np.ndarray, "n V"]:
        """One row a text."""
        named = np.array([[float(value in text) for value in self._values] for text in texts])
        return named / np.maximum(np.linalg.norm(named, axis=1, keepdims=True), 1e-12)


@dataclass
class SimulatedWriter:
    """Writes questions on the topic of the examples; which case it takes up is drawn."""

    world: SimulatedWorld
    cases: int = 10**6

    def propose(self, examples: Sequence[Example], *, seed: int) -> Proposal:
        """Another case of the topic."""
        return self._case(examples[0].question, seed)

    def rewrite(self, question: str, evidence: str, *, seed: int) -> Proposal:  # noqa: ARG002 (it learns nothing)
        """Another case of the topic."""
        return self._case(question, seed)

    def _case(self, question: str, seed: int) -> Proposal:
        topic = next(topic for topic in self.world.controversy if f" {topic} " in question)
        return Proposal(self.world.question(topic, seed % self.cases))


@dataclass
class SimulatedScorer:
    """S from a world's value sets, without texts: as ``PanelScorer``, only faster. The question names no value."""

    world: SimulatedWorld
    seed: int
    opinions: int = 3
    config: RewardsConfig = field(default_factory=RewardsConfig)

    def score(self, questions: Sequence[str]) -> list[ScoredQuestion]:
        """Each question's rewards."""
        return [self._score(question) for question in questions]

    def _score(self, question: str) -> ScoredQuestion:
        known = self.world.judged(question, opinions=self.opinions, seed=self.seed).known
        texts = {who: [" ".join(sorted(one)) for one in sets] for who, sets in known.items()}
        diversity = opinion_diversity(texts, NamedVectors(self.world.values))
        return ScoredQuestion(question, rewards(known, frozenset(), diversity, self.config))
