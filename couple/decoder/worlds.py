"""Abduction and prediction of an answer's token noise, with the observed world riding along.

At every position three log-probabilities meet (all under the same prompt):

    a_t(w) = log p(w | C_obs, r_<t)      the observed world on the observed answer: noise is abducted here
    c_t(w) = log p(w | C_obs, r*_<t)     the observed world on the counterfactual answer
    b_t(w) = log p(w | C*,    r*_<t)     the intervened world on the counterfactual answer
    r*_t   = argmax_w [ b_t + weight (b_t - c_t) + eps_t ],   eps_t ~ posterior given that r_t was argmax(a_t + eps_t)

One rule carries everything: equal texts in equal worlds are one row of the batch, and a pair of rows is weighed once.
As long as nothing has diverged, a_t and c_t are the same quantity and thus the same row; and two worlds that condition
on the same thing are one world. Therefore the null intervention adds exactly nothing to the abducted scores, in any
precision, with any number of threads, for any batch, with a cache or without, and the observed answer comes back token
for token: by the same path as every other intervention, not by an early return.

The rule also spares work: candidates share their rows for as long as they say the same (``texts.py``).

Temperature divides the logits and top-p cuts the sampled distribution, in all worlds alike: what is abducted is the
noise of the decoding that is run. Beyond the observed answer's end no noise was observed; fresh noise is drawn there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.decoder.gumbel import (
    guided,
    gumbel_noise,
    log_probabilities,
    nucleus,
    posterior_perturbed,
    winner_and_margin,
)
from couple.decoder.metering import Usage
from couple.decoder.protocol import World, WorldDecoder
from couple.decoder.texts import Place, TextsInWorlds
from couple.foundation import UserError

OBSERVED = 0  # the index of the observed world


class GuidanceConfig(BaseModel):
    """How a token is decided: the contrast between the two worlds, and what it is drawn from.

    ``weight`` is how strongly the contrast is followed, ``floor`` how likely a token must be, against the best, to be
    moved by it. Candidates that are decoded together follow it from ``weight / spread`` to ``weight * spread``, so that
    a search finds the strength that fits a question. ``temperature`` is above 0; towards 0 the most likely token wins
    whatever the noise. ``top_p`` below 1 draws from the nucleus only; an observed answer with a token outside it cannot
    be abducted and is refused. ``cache=False`` reads the whole text again at every token.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float = Field(default=1.5, ge=0)
    spread: float = Field(default=3.0, ge=1)
    floor: float = Field(default=0.02, gt=0, le=1)
    temperature: float = Field(default=0.7, gt=0)
    top_p: float = Field(default=1.0, gt=0, le=1)
    cache: bool = True

    def weights(self, count: int) -> tuple[float, ...]:
        """The weight of each of ``count`` candidates; a candidate's does not depend on how many ride along.

        The first follows ``weight`` itself, the others fill the range evenly in ratios (Sobol' 1967).
        """
        evenly = torch.quasirandom.SobolEngine(1).draw(count + 1)[1:, 0].tolist()  # the first point is 0
        return tuple(self.weight * self.spread ** (2 * share - 1) for share in evenly)


@dataclass(frozen=True)
class Prediction:
    """One counterfactual answer: its tokens, whether it ended by itself, and what decided each token.

    ``margins`` holds the lead of the winner over the runner-up at each position; ``diverged`` is the first position
    where the token differs from the observed one, or None; ``weight`` is the guidance weight that it followed.
    """

    tokens: tuple[int, ...]
    ended: bool
    margins: tuple[float, ...]
    diverged: int | None
    weight: float


def predict_answers(
    decoder: WorldDecoder[World],
    question: str,
    observed: Sequence[int],
    observed_world: World,
    intervened_world: World,
    generators: Sequence[torch.Generator],
    guidance: GuidanceConfig,
    *,
    max_new_tokens: int,
    fresh: Sequence[bool] | None = None,
) -> list[Prediction]:
    """One counterfactual answer for each generator: a ``WorldDecoding`` run to its end. Arguments are the same."""
    decoding = WorldDecoding(
        decoder, question, observed, observed_world, intervened_world, generators, guidance,
        max_new_tokens=max_new_tokens, fresh=fresh,
    )  # fmt: skip
    decoding.advance(decoding.limit)
    return decoding.predictions()


class WorldDecoding(Generic[World]):
    """Counterfactual answers in the making: advance them, drop or repeat some (``branch``), and go on.

    Args:
        observed: the observed answer's tokens, the end token last if the answer ended by itself.
        observed_world: C_obs, for a ``LatentDecoder`` the latents abducted from the observed answer.
        intervened_world: C*, the world after the intervention.
        generators: one for each candidate; each draws that candidate's noise posterior.
        max_new_tokens: the longest answer; an observed answer that is longer raises the limit to its own length. A
            candidate that reaches the limit is cut there and not ``ended``.
        fresh: for each candidate, True to ignore the observed noise and draw from the prior instead.
    """

    def __init__(
        self,
        decoder: WorldDecoder[World],
        question: str,
        observed: Sequence[int],
        observed_world: World,
        intervened_world: World,
        generators: Sequence[torch.Generator],
        guidance: GuidanceConfig,
        *,
        max_new_tokens: int,
        fresh: Sequence[bool] | None = None,
    ) -> None:
        self.limit = max(max_new_tokens, len(observed))
        self._language_model, self._end_token = decoder.language_model, decoder.end_token
        self._observed, self._guidance, self._position = tuple(observed), guidance, 0
        ignoring = fresh or [False] * len(generators)
        weights = guidance.weights(len(generators))
        self._candidates = [_Candidate(*each) for each in zip(generators, ignoring, weights, strict=True)]
        same = decoder.same_world(observed_world, intervened_world)
        worlds = [observed_world] if same else [observed_world, intervened_world]
        self._intervened = OBSERVED if same else 1
        state = decoder.start(question, worlds, cache=guidance.cache)
        self._texts = TextsInWorlds(state, len(worlds), draft=observed)
        self._generations, self._read, self._written = len(generators), sum(state.lengths), 0

    @property
    def usage(self) -> Usage:
        """What was spent so far. Each candidate that was begun is a generation.

        Written is every token that was decided for a candidate, those of dropped ones too, without the end tokens. Read
        are the question in each world, and the observed world's reading of texts that are not written in it: of the
        observed answer for its noise, and of each candidate for the contrast, once where they are equal.
        """
        return Usage(self._generations, self._read, self._written)

    @property
    def finished(self) -> bool:
        """Whether every candidate has ended or reached the limit."""
        return self._position == self.limit or all(candidate.ended for candidate in self._candidates)

    def advance(self, positions: int) -> None:
        """Decode up to ``positions`` more tokens of each candidate; those that have ended rest.

        Raises:
            UserError: ``top_p`` leaves out a token of the observed answer, so that its noise has no posterior.
        """
        for _ in range(positions):
            if self.finished:
                return
            if self._position > 0:
                self._read_texts()
            self._decide()
            self._position += 1

    def tokens(self, candidate: int) -> tuple[int, ...]:
        """What a candidate says so far, without the end token."""
        return self._candidates[candidate].tokens

    def branch(self, survivors: Sequence[int], generators: Sequence[torch.Generator]) -> None:
        """Go on with these candidates only, in this order; one that is named twice becomes two.

        Each keeps its text, its weight and its past noise, and draws its further noise from its own new generator.
        Until their texts part, copies share their rows.
        """
        self._candidates = [
            replace(self._candidates[place], generator=generator)
            for place, generator in zip(survivors, generators, strict=True)
        ]

    def predictions(self) -> list[Prediction]:
        """The answers as they stand, one for each candidate."""
        return [Prediction(c.tokens, c.ended, c.margins, c.diverged, c.weight) for c in self._candidates]

    def _read_texts(self) -> None:
        needed = list(dict.fromkeys(self._needed()))
        written = {(self._intervened, candidate.tokens) for candidate in self._candidates}
        self._read += sum(place not in written for place in needed)
        self._texts.read(needed)

    def _needed(self) -> Iterator[Place]:
        """Which texts must be read in which worlds to decide the next token."""
        running = [candidate for candidate in self._candidates if not candidate.ended]
        if self._position < len(self._observed) and not all(candidate.fresh for candidate in running):
            yield OBSERVED, self._observed[: self._position]
        for candidate in running:
            yield self._intervened, candidate.tokens
            if self._guidance.weight > 0:
                yield OBSERVED, candidate.tokens

    def _decide(self) -> None:
        """The next token of every candidate, by the equation at the head of this file."""
        logs: dict[Place, Tensor] = {}
        weighed: dict[tuple[Place, Place, float], Tensor] = {}

        def log_p(place: Place) -> Float[Tensor, "V"]:
            if place not in logs:
                logs[place] = log_probabilities(self._texts.logits(place), self._guidance.temperature)
            return logs[place]

        def scores(place: Place, contrast: Place, weight: float) -> Float[Tensor, "V"]:
            weight = 0.0 if place == contrast else weight  # no contrast: one row whatever the weight
            if (place, contrast, weight) not in weighed:
                moved = guided(log_p(place), log_p(contrast), weight, self._guidance.floor)
                weighed[place, contrast, weight] = nucleus(moved, self._guidance.top_p)
            return weighed[place, contrast, weight]

        on_observed = OBSERVED, self._observed[: self._position]
        for candidate in self._candidates:
            if candidate.ended:
                continue
            place = self._intervened, candidate.tokens
            contrast = (OBSERVED, candidate.tokens) if self._guidance.weight > 0 else place
            intervened = scores(place, contrast, candidate.weight)
            noise = gumbel_noise(len(intervened), candidate.generator).to(intervened.device)
            if candidate.fresh or self._position >= len(self._observed):
                perturbed = intervened + noise
            else:
                perturbed = self._with_abducted_noise(intervened, scores(on_observed, on_observed, 0.0), noise)
            self._append(candidate, *winner_and_margin(perturbed))

    def _with_abducted_noise(
        self, scores: Float[Tensor, "V"], abducted_in: Float[Tensor, "V"], noise: Float[Tensor, "V"]
    ) -> Float[Tensor, "V"]:
        token = self._observed[self._position]
        if abducted_in[token].isneginf():
            text = self._language_model.text([token])
            raise UserError(
                f"guidance.top_p={self._guidance.top_p:g}",
                f"token {self._position + 1} of the observed answer, {text!r}, is outside the nucleus: decoding with"
                " this top_p cannot have written it, so its noise cannot be recovered",
                "raise top_p (1 takes any text), or give an answer that was decoded with it",
            )
        abducted = posterior_perturbed(abducted_in, token, noise)
        # (scores - abducted_in) first: one row for both gives exactly zero, and abducted stays untouched;
        # a token outside the observed nucleus was never compared, so that its noise is still the prior's
        return torch.where(abducted_in.isneginf(), scores + noise, abducted + (scores - abducted_in))

    def _append(self, candidate: "_Candidate", token: int, margin: float) -> None:
        if candidate.diverged is None and self._observed[self._position : self._position + 1] != (token,):
            candidate.diverged = self._position
        candidate.margins += (margin,)
        candidate.ended = token == self._end_token
        if not candidate.ended:
            candidate.tokens += (token,)
            self._written += 1


@dataclass
class _Candidate:
    """One answer in the making. Its past noise lives on in what it decided; ``generator`` draws the rest."""

    generator: torch.Generator
    fresh: bool
    weight: float
    tokens: tuple[int, ...] = ()
    margins: tuple[float, ...] = ()
    diverged: int | None = None
    ended: bool = False
