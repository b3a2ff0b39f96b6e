"""The objective of plain supervised fine-tuning: the likelihood of completions given prompts, nothing else."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from couple.decoder.language_model import LanguageModel
from couple.decoder.sft import Completion
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.likelihood import answer_log_likelihood
from couple.decoder.training.objective import TrainedModule


class CompletionObjective:
    """An ``Objective``; each completion is a group. Reasons are read in full, answers up to the longest length."""

    def __init__(self, model: LanguageModel, completions: Sequence[Completion], config: TrainingConfig) -> None:
        self._model = model
        self._prompts = [model.prompt_tokens(one.prompt) for one in completions]
        self._completions = [
            [
                *model.answer_tokens(one.reasons),
                *model.answer_tokens(one.answer)[: config.longest_answer],
                model.end_token,
            ]
            for one in completions
        ]

    def __len__(self) -> int:
        """How many completions there are."""
        return len(self._completions)

    @property
    def lengths(self) -> Sequence[int]:
        """Tokens of each prompt and completion."""
        return [len(prompt) + len(one) for prompt, one in zip(self._prompts, self._completions, strict=True)]

    @property
    def modules(self) -> Sequence[TrainedModule]:
        """Nothing but the adapter is trained."""
        return []

    def loss(self, places: Sequence[int], generator: torch.Generator) -> tuple[Float[Tensor, ""], dict[str, float]]:
        """The mean over completions of their loss a token (nats), which the curves call ``nll``. Draws nothing."""
        del generator
        prompts, texts = [self._prompts[place] for place in places], [self._completions[place] for place in places]
        total, tokens = answer_log_likelihood(self._model, prompts, None, texts)
        nll = -(total / tokens).mean()
        return nll, {"nll": float(nll.detach())}
