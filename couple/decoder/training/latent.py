"""The objective of a decoder that listens to concept latents: write the answer, and know which world wrote it.

    L = - mean over answers of  log p_theta(r | C, q) / |r|  +  contrast * log P(C | r, q)

The first term is equation 3 of the design, the second is the posterior of the answer's own world against a
counterfactual one (``couple.decoder.training.contrast``). Part of the time the content coordinates are silenced, so
that the decoder learns to write from the value coordinates alone and does not lean on the content.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from pydantic import Field
from torch import Tensor
from torch.nn.functional import softplus

from couple.decoder.language_model import LanguageModel
from couple.decoder.latent_offsets import LatentOffsets
from couple.decoder.prompt import opinion_prompt
from couple.decoder.soft_prefix import SoftPrefix
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.contrast import CounterfactualWorlds
from couple.decoder.training.likelihood import answer_log_likelihood
from couple.decoder.training.objective import PromptedAnswers, TrainedModule


class LatentTrainingConfig(TrainingConfig):
    """How an adapter that reads latents is trained.

    ``contrast`` weighs the second term, 0 leaves it out. ``silence_content`` is a probability per example.
    """

    prefix_learning_rate: float = Field(default=2e-3, gt=0)
    offsets_learning_rate: float = Field(default=1e-3, gt=0)
    contrast: float = Field(default=1.0, ge=0)
    silence_content: float = Field(default=0.5, ge=0, le=1)


class LatentObjective(PromptedAnswers):
    """An ``Objective``; each answer is a group. Prefix and offsets are trained with the adapter.

    Args:
        model: carries the adapter, and ``offsets`` are attached to it.
        questions, answers: texts, in the order of ``worlds``.
        worlds: the latents of each answer, and those it is told apart from.
    """

    def __init__(
        self,
        model: LanguageModel,
        prefix: SoftPrefix,
        offsets: LatentOffsets,
        questions: Sequence[str],
        answers: Sequence[str],
        worlds: CounterfactualWorlds,
        config: LatentTrainingConfig,
    ) -> None:
        self._model, self._prefix, self._offsets = model, prefix, offsets
        self._worlds, self._config = worlds, config
        longest = config.longest_answer
        super().__init__(
            [model.prompt_tokens(opinion_prompt(question)) for question in questions],
            [[*model.answer_tokens(answer)[:longest], model.end_token] for answer in answers],
        )

    @property
    def modules(self) -> Sequence[TrainedModule]:
        """The soft prefix and the offsets."""
        return [
            TrainedModule("soft_prefix", self._prefix, self._config.prefix_learning_rate),
            TrainedModule("latent_offsets", self._offsets, self._config.offsets_learning_rate),
        ]

    def loss(self, places: Sequence[int], generator: torch.Generator) -> tuple[Float[Tensor, ""], dict[str, float]]:
        """Means over answers: ``nll`` (nats a token), ``contrast`` (nats), and the share ``told_apart``."""
        own = self._worlds.read.latents[torch.tensor(list(places))]
        contrasting = places if self._config.contrast else []
        other = [self._worlds.draw(place, generator) for place in contrasting]
        silent = torch.rand(len(own), generator=generator) < self._config.silence_content
        worlds = [_silenced(latents, silent) for latents in (own, *([torch.stack(other)] if other else []))]
        total, tokens = self._log_likelihood([*places] * len(worlds), torch.cat(worlds))
        nll = -(total[: len(own)] / tokens[: len(own)]).mean()
        if not other:
            return nll, {"nll": float(nll.detach())}
        margin = total[: len(own)] - total[len(own) :]
        contrast = softplus(-margin).mean()
        numbers = {"nll": nll, "contrast": contrast, "told_apart": (margin > 0).float().mean()}
        return nll + self._config.contrast * contrast, {name: float(one.detach()) for name, one in numbers.items()}

    def _log_likelihood(
        self, places: Sequence[int], latents: Float[Tensor, "rows d k"]
    ) -> tuple[Float[Tensor, " rows"], Float[Tensor, " rows"]]:
        latents = latents.to(self._prefix.weight.device)
        prompts, answers = [self._prompts[place] for place in places], [self._answers[place] for place in places]
        first = torch.tensor([len(prompt) for prompt in prompts], device=latents.device)
        moved = self._offsets(latents)
        self._offsets.speak(moved, first)
        total, tokens = answer_log_likelihood(self._model, prompts, self._prefix(latents), answers)
        if moved.requires_grad:
            # layers may be computed again on the way back; when the gradient has come here, none is left to be
            moved.register_hook(lambda _: self._offsets.silence())
        else:
            self._offsets.silence()
        return total, tokens.float()


def _silenced(latents: Float[Tensor, "rows d k"], silent: Tensor) -> Float[Tensor, "rows d k"]:
    """The latents with the content coordinates of ``silent`` rows at zero; coordinate 0 speaks of the value."""
    keep = latents.clone()
    keep[silent, :, 1:] = 0.0
    return keep
