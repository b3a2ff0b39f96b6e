"""Abduction and prediction of an answer's token noise, with the observed world riding along.

At every position three log-probabilities meet (all under the same prompt):

    a_t(w) = log p(w | C_obs, r_<t)      the observed world on the observed answer: noise is abducted here
    c_t(w) = log p(w | C_obs, r*_<t)     the observed world on the counterfactual answer
    b_t(w) = log p(w | C*,    r*_<t)     the intervened world on the counterfactual answer
    r*_t   = argmax_w [ b_t + weight (b_t - c_t) + eps_t ],   eps_t ~ posterior given that r_t was argmax(a_t + eps_t)

As long as nothing has diverged, a_t and c_t are the same quantity, so they are read from the same row of the same
batch; and two worlds with equal latents are one world. Therefore the null intervention adds exactly nothing to the
abducted scores, in any precision, with any number of threads, for any batch, and the observed answer comes back
token for token: by the same path as every other intervention, not by an early return.

Beyond the observed answer's end no noise was observed; fresh noise is drawn there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.decoder.gumbel import guided, gumbel_noise, log_probabilities, posterior_perturbed, winner_and_margin
from couple.decoder.latent_decoder import LatentDecoder


class GuidanceConfig(BaseModel):
    """How strongly the contrast between the two worlds is followed, and for which tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float = Field(default=3.0, ge=0)
    floor: float = Field(default=0.02, gt=0, le=1)
    temperature: float = Field(default=0.7, gt=0)


@dataclass(frozen=True)
class Prediction:
    """One counterfactual answer: its tokens, whether it ended by itself, and what decided each token.

    ``margins`` holds the lead of the winner over the runner-up at each position; ``diverged`` is the first position
    where the token differs from the observed one, or None.
    """

    tokens: tuple[int, ...]
    ended: bool
    margins: tuple[float, ...]
    diverged: int | None


def predict_answers(
    decoder: LatentDecoder,
    question: str,
    observed: Sequence[int],
    observed_latents: Float[Tensor, "d k"],
    intervened_latents: Float[Tensor, "d k"],
    generators: Sequence[torch.Generator],
    guidance: GuidanceConfig,
    *,
    max_new_tokens: int,
    fresh: Sequence[bool] | None = None,
) -> list[Prediction]:
    """One counterfactual answer for each generator.

    Args:
        observed: the observed answer's tokens, the end token last if the answer ended by itself.
        observed_latents: C_obs, the latents abducted from the observed answer.
        intervened_latents: C*, the latents after the intervention. Bitwise equal latents mean one world.
        generators: one for each candidate; each draws that candidate's noise posterior.
        max_new_tokens: the longest answer; an observed answer that is longer raises the limit to its own length.
        fresh: for each candidate, True to ignore the observed noise and draw from the prior instead.
    """
    candidates = [_Candidate(generator, bool(fresh and fresh[i])) for i, generator in enumerate(generators)]
    same_world = torch.equal(observed_latents, intervened_latents)
    worlds = observed_latents[None] if same_world else torch.stack([observed_latents, intervened_latents])
    limit = max(max_new_tokens, len(observed))
    state = decoder.start(question, worlds)
    # rows: the observed answer, then each candidate in the observed world, then each in the intervened world
    n = len(candidates)
    state.select([0] * (1 + n) + ([] if same_world else [1] * n))
    running = list(range(n))
    for position in range(limit):
        logs = log_probabilities(state.logits, guidance.temperature)
        on_observed, in_observed = logs[0], logs[1 : 1 + len(running)]
        in_intervened = in_observed if same_world else logs[1 + len(running) :]
        scores = guided(in_intervened, in_observed, guidance.weight, guidance.floor)
        for row, index in enumerate(running):
            candidates[index].step(position, observed, on_observed, in_observed[row], scores[row], decoder.end_token)
        going = [row for row, index in enumerate(running) if not candidates[index].ended]
        if not going or position == limit - 1:
            break
        if len(going) < len(running):
            state.select(_next_rows(len(running), going, same_world))
            running = [running[row] for row in going]
        chosen = [candidates[index].tokens[-1] for index in running]
        # past its end the observed answer has nothing more to read: any token keeps its row in step
        teacher = observed[position] if position < len(observed) else chosen[0]
        state.feed([teacher, *chosen] + ([] if same_world else chosen))
    return [candidate.prediction() for candidate in candidates]


class _Candidate:
    """One answer in the making."""

    def __init__(self, generator: torch.Generator, fresh: bool) -> None:
        self.generator, self.fresh = generator, fresh
        self.tokens: list[int] = []
        self.margins: list[float] = []
        self.diverged: int | None = None
        self.ended = False

    def step(
        self,
        position: int,
        observed: Sequence[int],
        on_observed: Float[Tensor, "V"],
        in_observed: Float[Tensor, "V"],
        scores: Float[Tensor, "V"],
        end_token: int,
    ) -> None:
        """Draw this position's noise, add it, and take the arg-max."""
        noise = gumbel_noise(scores.shape[-1], self.generator).to(scores.device)
        if self.fresh or position >= len(observed):
            perturbed = scores + noise
        else:
            abducted_in = in_observed if self.diverged is None else on_observed
            abducted = posterior_perturbed(abducted_in, observed[position], noise)
            # (scores - abducted_in) first: equal worlds give exactly zero, and abducted stays untouched
            perturbed = abducted + (scores - abducted_in)
        token, margin = winner_and_margin(perturbed)
        if self.diverged is None and (position >= len(observed) or token != observed[position]):
            self.diverged = position
        self.margins.append(margin)
        self.ended = token == end_token
        if not self.ended:
            self.tokens.append(token)

    def prediction(self) -> Prediction:
        """The finished answer."""
        return Prediction(tuple(self.tokens), self.ended, tuple(self.margins), self.diverged)


def _next_rows(running: int, going: Sequence[int], same_world: bool) -> list[int]:
    """Which rows of the batch go on: the observed answer, and the going candidates in each world."""
    kept = [1 + row for row in going]
    return [0, *kept] + ([] if same_world else [running + row for row in kept])
