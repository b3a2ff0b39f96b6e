"""The objective of plain supervised fine-tuning: the likelihood of completions given prompts, nothing else."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from couple.decoder.language_model import LanguageModel
from couple.decoder.sft import Completion
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.likelihood import answer_log_likelihood
from couple.decoder.training.objective import PromptedAnswers, TrainedModule


class CompletionObjective(PromptedAnswers):
    """An ``Objective``; each completion is a group. Reasons are read in full, answers up to the longest length."""

    def __init__(self, model: LanguageModel, completions: Sequence[Completion], config: TrainingConfig) -> None:
        self._model = model
        longest = config.longest_answer
        super().__init__(
            [model.prompt_tokens(one.prompt) for one in completions],
            [
                [*model.answer_tokens(one.reasons), *model.answer_tokens(one.answer)[:longest], model.end_token]
                for one in completions
            ],
        )

    @property
    def modules(self) -> Sequence[TrainedModule]:
        """Nothing but the adapter is trained."""
        return []

    def loss(self, places: Sequence[int], generator: torch.Generator) -> tuple[Float[Tensor, ""], dict[str, float]]:
        """The mean over completions of their loss a token (nats), which the curves call ``nll``. Draws nothing."""
        del generator
        prompts, texts = [self._prompts[place] for place in places], [self._answers[place] for place in places]
        total, tokens = answer_log_likelihood(self._model, prompts, None, texts)
        nll = -(total / tokens).mean()
        return nll, {"nll": float(nll.detach())}
