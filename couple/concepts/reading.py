"""Concept latents in words: which priorities they speak for, and the nearest phrases of the bank.

The mechanism says how priorities and the question bring latents about, C = g(V, q) + S eps. Read backwards it says
which priorities make given latents likeliest (generalised least squares, Aitken 1935: Gaussian noise, g linear in V):

    V^ = argmin_V | S^-1 (C - g(V, q)) |^2

An intervention that moves V by some steps moves V^ by exactly as many, whatever the noise. A value that V^ puts below
"mentioned" is not expressed, and no phrase is given for it.

A phrase is a text, so it has latents of its own. But phrases are all emphasis: along A_ii, the direction in which the
value's own priority moves its latent, they lie far beyond whole answers. That direction says how much of the value
there is; what is said of it is across it. So phrases are compared there, with the answer's residual C_i - g_i(V^, q),
around the mean of the value's phrases, in standard deviations of the noise that separates two answers with the same
priorities to the same question. The question adds one coordinate: how far a phrase is from being about it.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Float64
from torch import Tensor

from couple.concepts.bank import PhraseBank
from couple.concepts.space import ConceptSpace
from couple.foundation import UserError

MENTIONED = 3.0  # the level from which a value counts as expressed; see couple.attribution.protocol


@dataclass(frozen=True)
class NearPhrase:
    """A phrase of the bank; ``distance`` is in standard deviations of the concept noise."""

    text: str
    distance: float


@dataclass(frozen=True)
class SpokenConcept:
    """What one value's latent says: the ``level`` it speaks for (scale 1..5, not clipped), and the nearest phrases.

    ``reason`` says why there is no phrase; it is None where there are some.
    """

    level: float
    phrases: tuple[NearPhrase, ...]
    reason: str | None = None


class ConceptReader:
    """A concept space and a phrase bank over its values. Every phrase is encoded once, when the reader is made.

    Raises ``UserError`` when the bank holds no phrases for a value of the space.
    """

    def __init__(self, space: ConceptSpace, bank: PhraseBank) -> None:
        missing = [value for value in space.values if not bank.phrases.get(value)]
        if missing:
            found = f"the bank of {bank.system} holds no phrase for {', '.join(missing)}"
            raise UserError("put concept latents into words", found, "name a bank over the values of the adapter")
        self.space, self.bank = space, bank
        count, scale = len(space.values), space.mechanism.scale
        self._embeddings = [space.sentences.encode([f"It {p}." for p in bank.phrases[v]]) for v in space.values]
        steps = torch.cat([torch.zeros(1, count), torch.eye(count)]).double()
        means = space.mechanism.mean(steps, torch.zeros(count + 1, self._embeddings[0].shape[1])) / scale
        self._effects = means[1:] - means[0]  # (moved value, latent, k), in noise: what one step does
        latents = [space.encoder.encode(rows)[:, i].double() / scale[i] for i, rows in enumerate(self._embeddings)]
        self._content = [self._across(i, rows - rows.mean(0)) for i, rows in enumerate(latents)]

    def levels(self, latents: Float[Tensor, "d k"], question: Float[Tensor, "1 E"]) -> Float64[Tensor, "d"]:
        """V^, the priorities that make the latents likeliest given the question; not clipped to 1..5."""
        without = self._residual(latents, torch.zeros(len(self.space.values)).double(), question)
        solved = torch.linalg.lstsq(self._effects.flatten(1).T, without.flatten()[:, None], driver="gelsd")
        return solved.solution[:, 0]

    def read(
        self, latents: Float[Tensor, "d k"], question: Float[Tensor, "1 E"], *, count: int = 1
    ) -> dict[str, SpokenConcept]:
        """For each value the ``count`` nearest phrases, nearest first, or why there is none."""
        levels = self.levels(latents, question)
        residual = self._residual(latents, levels, question)
        return {
            value: self._spoken(place, float(levels[place]), residual[place], question, count)
            for place, value in enumerate(self.space.values)
        }

    def distances(
        self, place: int, residual: Float64[Tensor, "k"], question: Float[Tensor, "1 E"]
    ) -> Float64[Tensor, "n"]:
        """From one value's residual to each of its phrases: in content, and in how far they are from the question."""
        about = (self._embeddings[place] @ question[0]).double()
        lacking = (about.max() - about) / about.std(correction=0).clamp_min(1e-6)
        return torch.hypot(self.content_distances(place, residual), lacking)

    def content_distances(self, place: int, residual: Float64[Tensor, "k"]) -> Float64[Tensor, "n"]:
        """The same by the residual alone, across the direction of the value's own priority."""
        return (self._content[place] - self._across(place, residual[None])).norm(dim=-1)

    def _spoken(
        self, place: int, level: float, residual: Float64[Tensor, "k"], question: Float[Tensor, "1 E"], count: int
    ) -> SpokenConcept:
        if level < MENTIONED:
            reason = f"not expressed: the latents speak for level {level:.1f}, below {MENTIONED:g} (mentioned)"
            return SpokenConcept(level, (), reason)
        distances = self.distances(place, residual, question)
        nearest = torch.topk(distances, min(count, len(distances)), largest=False)
        phrases = self.bank.phrases[self.space.values[place]]
        found = zip(nearest.indices.tolist(), nearest.values.tolist(), strict=True)
        return SpokenConcept(level, tuple(NearPhrase(phrases[index], distance) for index, distance in found))

    def _residual(
        self, latents: Float[Tensor, "d k"], priorities: Float64[Tensor, "d"], question: Float[Tensor, "1 E"]
    ) -> Float64[Tensor, "d k"]:
        """The noise that would make the latents under these priorities."""
        return self.space.mechanism.abduct(latents[None], priorities[None], question)[0]

    def _across(self, place: int, rows: Float64[Tensor, "n k"]) -> Float64[Tensor, "n k"]:
        """Rows without their part along what the value's own priority does to its latent."""
        along = torch.nn.functional.normalize(self._effects[place, place], dim=0)
        return rows - (rows @ along)[:, None] * along
