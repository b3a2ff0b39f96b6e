"""What all prompts begin with (rules and criteria) is read by the model once, not once a text."""

import copy
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

LEAST = 64  # tokens: below that, sharing costs as much as it saves


class SharedPrefix:
    """The common beginning of ``prompts`` and the model's keys and values for it; empty where sharing is not safe."""

    def __init__(self, model: Any, prompts: Sequence[Sequence[int]]) -> None:
        common = _common_beginning(prompts)
        self.length = min(len(common), min(map(len, prompts), default=1) - 1)  # a prompt keeps a token of its own
        self._cache = None
        if len(prompts) > 1 and self.length >= LEAST:
            self._cache = _read(model, common[: self.length])
        if self._cache is None:
            self.length = 0

    def cache(self, rows: int) -> Any:
        """A fresh copy for a batch of ``rows`` prompts, or None."""
        if self._cache is None:
            return None
        own = copy.deepcopy(self._cache)
        own.batch_repeat_interleave(rows)
        return own

    def padded(
        self, prompts: Sequence[Sequence[int]], padding: int
    ) -> tuple[Int[Tensor, "rows T"], Int[Tensor, "rows T"]]:
        """Token ids and the mask of real ones: the prefix, then padding, then the rest of each prompt."""
        length = max(map(len, prompts))
        ids = torch.full((len(prompts), length), padding)
        mask = torch.zeros(ids.shape, dtype=torch.long)
        for row, prompt in enumerate(prompts):
            own = len(prompt) - self.length
            for tensor, filling in ((ids, torch.tensor(prompt)), (mask, torch.ones(len(prompt), dtype=torch.long))):
                tensor[row, : self.length] = filling[: self.length]
                tensor[row, length - own :] = filling[self.length :]
        return ids, mask


def _common_beginning(prompts: Sequence[Sequence[int]]) -> list[int]:
    """The tokens on which the first and the last prompt in order agree, and so all between them."""
    if not prompts:
        return []
    pairs = zip(min(map(list, prompts)), max(map(list, prompts)), strict=False)
    return [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]


@torch.inference_mode()
def _read(model: Any, tokens: Sequence[int]) -> Any:
    """The model's cache after ``tokens``; None for a cache that forgets (sliding windows, states) and is not shared."""
    from transformers.cache_utils import DynamicCache, DynamicLayer

    ids = torch.tensor([list(tokens)], device=model.device)
    cache = model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
    plain = isinstance(cache, DynamicCache) and all(type(layer) is DynamicLayer for layer in cache.layers)
    return cache if plain else None
