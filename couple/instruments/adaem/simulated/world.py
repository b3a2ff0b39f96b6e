"""A world whose truth is known: respondents with latent values, topics of which some are worth asking about.

    P(i expresses v | x) = c_x * sigmoid(slope * (theta_iv - hurdle)) + (1 - c_x) * everybody says it of x

over the values that x is about, with a few slips on all of them. c_x, how controversial a question is, is the topic's
with some spread: on tame topics everybody says the same. What a question is like follows from its words and the world's
seed alone, so that the same question is the same whoever writes it, and in whatever order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float

from couple.foundation import numpy_generator
from couple.instruments.adaem.rewards import ValueSet
from couple.instruments.adaem.scoring import JudgedQuestion


@dataclass(frozen=True)
class SimulatedWorld:
    """``latents``: respondent -> value -> theta, standard normal by default. ``controversy``: topic -> mean c, 0..1.

    ``about``: values a question is about. ``slope`` and ``hurdle``: of expression on theta. ``slips``: the
    probability that a value is expressed, or not, against all this. ``spread``: standard deviation of c in a topic.
    """

    values: tuple[str, ...]
    latents: Mapping[str, Mapping[str, float]]
    controversy: Mapping[str, float]
    seed: int
    about: int = 4
    slope: float = 3.0
    hurdle: float = 0.0
    slips: float = 0.02
    spread: float = 0.05

    @classmethod
    def draw(cls, values: Sequence[str], *, respondents: int, topics: int, seed: int) -> "SimulatedWorld":
        """Independent normal thetas; most topics are tame (Beta(0.5, 2.5): mean 1/6)."""
        generator = numpy_generator(seed, "world")
        latents = {
            f"r{i}": dict(zip(values, generator.normal(size=len(values)), strict=True)) for i in range(respondents)
        }
        controversy = {f"t{number:03d}": float(c) for number, c in enumerate(generator.beta(0.5, 2.5, size=topics))}
        return cls(tuple(values), latents, controversy, seed)

    def boosted(self, name: str, shifts: Mapping[str, float], *, called: str) -> "SimulatedWorld":
        """The world with one respondent more, ``called`` so, whose thetas are those of ``name`` plus ``shifts``."""
        own = {value: theta + shifts.get(value, 0.0) for value, theta in self.latents[name].items()}
        return replace(self, latents={**self.latents, called: own})

    @cached_property
    def thetas(self) -> Float[np.ndarray, "K V"]:
        """The latents as rows."""
        return np.array([[own[value] for value in self.values] for own in self.latents.values()])

    def question(self, topic: str, case: int) -> str:
        """The words of a question on ``topic``."""
        return f"Should case {case} of {topic} be allowed?"

    def probabilities(self, question: str) -> Float[np.ndarray, "K V"]:
        """How likely each respondent expresses each value in one opinion on ``question``."""
        generator = numpy_generator(self.seed, "question", question)
        topic = next(topic for topic in self.controversy if f" {topic} " in question)
        controversial = np.clip(generator.normal(self.controversy[topic], self.spread), 0, 1)
        common = generator.permutation(len(self.values))[: self.about]
        driven = 1 / (1 + np.exp(-self.slope * (self.thetas[:, common] - self.hurdle)))
        said = np.zeros_like(self.thetas)
        said[:, common] = controversial * driven + (1 - controversial)
        return self.slips + (1 - 2 * self.slips) * said

    def expressed(self, question: str, *, opinions: int, seed: int) -> Bool[np.ndarray, "K opinions V"]:
        """Which values each respondent expresses in each of several opinions."""
        likely = self.probabilities(question)[:, None, :]
        draws = numpy_generator(seed, "opinions", question).random((len(likely), opinions, likely.shape[2]))
        return draws < likely

    def judged(self, question: str, *, opinions: int, seed: int) -> JudgedQuestion:
        """A question with its value sets, without the detour over texts."""
        drawn = self.expressed(question, opinions=opinions, seed=seed)
        sets = {who: tuple(self._set(row) for row in rows) for who, rows in zip(self.latents, drawn, strict=True)}
        return JudgedQuestion.of_sets(question, sets)

    def _set(self, row: Bool[np.ndarray, " V"]) -> ValueSet:
        return frozenset(value for value, there in zip(self.values, row, strict=True) if there)
