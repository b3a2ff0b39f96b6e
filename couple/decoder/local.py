"""The decoder on this machine: batched sampling as a structural equation, with streaming.

Each token is argmax(log p / T + Gumbel noise), and each prompt's noise has its own generator, derived from the seed
and the prompt: an answer does not depend on what else is in the batch.
"""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Int
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.decoder.concept_list import ConceptListConfig
from couple.decoder.gumbel import gumbel_noise, log_probabilities
from couple.decoder.language_model import LanguageModel
from couple.decoder.metering import Usage
from couple.decoder.prompt import Prompt
from couple.foundation import UserError, torch_generator
from couple.foundation.embedded_model import EMBEDDED
from couple.foundation.weights import Precision


class DecoderConfig(BaseModel):
    """Which model, in which precision, and how it answers when it is observed.

    ``adapter`` is ``shipped`` (the adapter inside the package, for the embedded model) or an adapter folder. With
    ``concept_list`` the untouched model is told the concepts in words instead; the adapter's concept space stays.
    ``threads`` is a number, or null to measure which is faster.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = EMBEDDED
    adapter: str = "shipped"
    concept_list: ConceptListConfig | None = None
    precision: Precision = "auto"
    device: str = "auto"
    threads: int | None = Field(default=None, ge=1)
    max_new_tokens: int = Field(default=64, ge=1, le=4096)
    temperature: float = Field(default=0.7, gt=0, le=10)
    batch_size: int = Field(default=16, ge=1)


class LocalDecoder:
    """Answers prompts with a ``LanguageModel``; ``usage`` counts what ``generate`` has read and written."""

    def __init__(self, language_model: LanguageModel, *, batch_size: int = 16) -> None:
        self.language_model, self.batch_size = language_model, batch_size
        self.usage = Usage()

    @property
    def name(self) -> str:
        """The model's name."""
        return self.language_model.name

    @property
    def fingerprint(self) -> str:
        """The weights' fingerprint."""
        return self.language_model.fingerprint

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """One answer a prompt, in order, at most ``max_new_tokens`` long.

        Raises:
            UserError: a prompt that leaves no room for the answer in the model's context.
        """
        encoded = [self._fitting(prompt, max_new_tokens) for prompt in prompts]
        answers = [""] * len(prompts)
        by_length = sorted(range(len(prompts)), key=lambda index: len(encoded[index]))
        for first in range(0, len(prompts), self.batch_size):
            places = by_length[first : first + self.batch_size]
            generators = [torch_generator(seed, "answer", str(prompts[place])) for place in places]
            rows = self._decode([encoded[place] for place in places], generators, max_new_tokens, temperature)
            read, written = (sum(map(len, tokens)) for tokens in ((encoded[place] for place in places), rows))
            self.usage = self.usage + Usage(len(places), read, written)
            for place, tokens in zip(places, rows, strict=True):
                answers[place] = self.language_model.text(tokens)
        return answers

    def stream(self, prompt: Prompt, *, max_new_tokens: int, temperature: float, seed: int) -> Iterator[str]:
        """The same answer as ``generate`` gives, piece by piece; a piece never ends inside a character."""
        tokens: list[int] = []
        sent = ""
        generator = torch_generator(seed, "answer", str(prompt))
        for token in self._tokens([self._fitting(prompt, max_new_tokens)], [generator], max_new_tokens, temperature):
            if token[0] is None:
                break
            tokens.append(token[0])
            text = self.language_model.text(tokens)
            if not text.endswith("\ufffd"):
                yield text[len(sent) :]
                sent = text
        if len(text := self.language_model.text(tokens)) > len(sent):
            yield text[len(sent) :]

    def _fitting(self, prompt: Prompt, max_new_tokens: int) -> list[int]:
        tokens = self.language_model.prompt_tokens(prompt)
        room = self.language_model.context_length - max_new_tokens
        if len(tokens) > room:
            asked = f"ask {prompt.user[:60]!r}..."
            found = f"the prompt has {len(tokens):,} tokens, the model has room for {max(room, 0):,}"
            raise UserError(
                asked, found, "shorten the question, lower max_new_tokens, or use a model with more context"
            )
        return tokens

    def _decode(
        self, rows: list[list[int]], generators: list[torch.Generator], limit: int, temperature: float
    ) -> list[list[int]]:
        answers: list[list[int]] = [[] for _ in rows]
        for tokens in self._tokens(rows, generators, limit, temperature):
            for answer, token in zip(answers, tokens, strict=True):
                if token is not None:
                    answer.append(token)
        return answers

    @torch.inference_mode()
    def _tokens(
        self, rows: list[list[int]], generators: list[torch.Generator], limit: int, temperature: float
    ) -> Iterator[list[int | None]]:
        """Each position's token for every row; None once a row has ended."""
        model = self.language_model
        length = max(len(row) for row in rows)
        ids: Int[Tensor, "rows T"] = torch.tensor([[model.end_token] * (length - len(row)) + row for row in rows])
        mask = torch.tensor([[0] * (length - len(row)) + [1] * len(row) for row in rows])
        ids, mask = ids.to(model.device), mask.to(model.device)
        cache, ended = None, [False] * len(rows)
        for _ in range(limit):
            places = (mask.cumsum(1) - 1).clamp_min(0)[:, -ids.shape[1] :]
            out = model.model(
                input_ids=ids,
                attention_mask=mask,
                position_ids=places,
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
            cache = out.past_key_values
            logs = log_probabilities(out.logits[:, -1], temperature)
            noise = torch.stack([gumbel_noise(logs.shape[1], generator) for generator in generators])
            chosen: list[int] = (logs + noise.to(logs.device)).argmax(-1).tolist()
            ended = [was or token == model.end_token for was, token in zip(ended, chosen, strict=True)]
            yield [None if over else token for over, token in zip(ended, chosen, strict=True)]
            if all(ended):
                return
            ids = torch.tensor(chosen, device=model.device)[:, None]
            mask = torch.cat([mask, mask.new_ones(len(rows), 1)], dim=1)


def load_decoder(config: DecoderConfig) -> LocalDecoder:
    """The untouched model that ``config`` names, ready to answer. Raises ``UserError`` when it cannot be loaded."""
    model = LanguageModel.load(config.model, precision=config.precision, device=config.device)
    return LocalDecoder(model, batch_size=config.batch_size)
