"""Prefixes that grow token by token, in two kinds: with a key-value cache, and reading everything again each time.

Both start from embedded prefixes of any lengths: shorter ones are padded on the left and masked, and positions count
from each prefix's own beginning.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from couple.decoder.latent_offsets import RowOffsets
from couple.decoder.protocol import DecodingState


@torch.inference_mode()
def start_decoding(
    model: Any, prefixes: Sequence[Float[Tensor, "_ H"]], *, cache: bool = True, offsets: RowOffsets | None = None
) -> DecodingState:
    """Read embedded prefixes with a transformers (or peft) causal language model; each becomes a row.

    ``offsets`` are what is added to the hidden states of each row while the model reads it.
    """
    length = max(len(prefix) for prefix in prefixes)
    embeds = torch.stack([torch.nn.functional.pad(row, (0, 0, length - len(row), 0)) for row in prefixes])
    padding = torch.tensor([length - len(row) for row in prefixes], device=embeds.device)
    mask = (torch.arange(length, device=embeds.device) >= padding[:, None]).long()
    kind = CachedState if cache else RereadingState
    return kind(model, embeds, mask, offsets)


class _Rows:
    """What both kinds share: ``_extend`` appends tokens (rows, T) and gives the logits after each."""

    _model: Any
    _mask: Int[Tensor, "rows T"]
    _offsets: RowOffsets | None
    logits: Float[Tensor, "rows V"]

    @property
    def lengths(self) -> list[int]:
        """How many tokens each row has read."""
        return self._mask.sum(1).tolist()

    def feed(self, tokens: Sequence[int]) -> None:
        """Append one token to each row."""
        self.logits = self._extend(torch.tensor(list(tokens), device=self._mask.device)[:, None])[:, -1]

    def read_ahead(self, tokens: Sequence[int]) -> Float[Tensor, "rows T V"]:
        """Append the same tokens to every row at once, and say what the model says after each of them."""
        logits = self._extend(torch.tensor(list(tokens), device=self._mask.device).expand(len(self._mask), -1))
        self.logits = logits[:, -1]
        return logits

    def _extend(self, tokens: Int[Tensor, "rows T"]) -> Float[Tensor, "rows T V"]:
        raise NotImplementedError

    def _read(self, begin: int, **inputs: Any) -> Any:
        """The model's output for ``inputs``, which begin at position ``begin`` of the rows."""
        with self._offsets.added(begin) if self._offsets else nullcontext():
            return self._model(**inputs)

    def _places(self) -> Int[Tensor, "rows T"]:
        """Each token's position in its own row; padding shares the first one's and is never attended to."""
        return (self._mask.cumsum(1) - 1).clamp_min(0)


class CachedState(_Rows):
    """Rows with the keys and values of all that they have read."""

    @torch.inference_mode()
    def __init__(
        self, model: Any, embeds: Float[Tensor, "rows T H"], mask: Int[Tensor, "rows T"], offsets: RowOffsets | None
    ) -> None:
        self._model, self._mask, self._offsets = model, mask, offsets
        out = self._read(
            0, inputs_embeds=embeds, attention_mask=mask, position_ids=self._places(), use_cache=True, logits_to_keep=1
        )
        self._cache, self.logits = out.past_key_values, out.logits[:, -1]
        if hasattr(self._cache, "activate_past_recording"):
            self._cache.activate_past_recording()  # caches of bounded size can then be rewound

    @torch.inference_mode()
    def select(self, rows: Sequence[int]) -> None:
        """Keep or repeat rows, in the order given."""
        if list(rows) == list(range(len(self._mask))):
            return  # spares a copy of the cache
        index = torch.tensor(list(rows), device=self._mask.device)
        self._cache.batch_select_indices(index)
        self._mask, self.logits = self._mask[index], self.logits[index]
        if self._offsets:
            self._offsets.select(index)

    def rewind(self, count: int) -> None:
        """Take back the last ``count`` tokens of every row; ``logits`` are right again after the next ``feed``."""
        if count > 0:
            self._cache.crop(-count)
            self._mask = self._mask[:, :-count]

    @torch.inference_mode()
    def _extend(self, tokens: Int[Tensor, "rows T"]) -> Float[Tensor, "rows T V"]:
        self._mask = torch.cat([self._mask, torch.ones_like(tokens)], dim=1)
        out = self._read(
            self._mask.shape[1] - tokens.shape[1],
            input_ids=tokens,
            attention_mask=self._mask,
            position_ids=self._places()[:, -tokens.shape[1] :],
            past_key_values=self._cache,
            use_cache=True,
        )
        return out.logits


class RereadingState(_Rows):
    """Rows that are read from their beginning every time: slow, and free of whatever a cache may round."""

    @torch.inference_mode()
    def __init__(
        self, model: Any, embeds: Float[Tensor, "rows T H"], mask: Int[Tensor, "rows T"], offsets: RowOffsets | None
    ) -> None:
        self._model, self._embeds, self._mask, self._offsets = model, embeds, mask, offsets
        self.logits = self._read_again(1)[:, -1]

    @torch.inference_mode()
    def select(self, rows: Sequence[int]) -> None:
        """Keep or repeat rows, in the order given."""
        index = torch.tensor(list(rows), device=self._mask.device)
        self._embeds, self._mask, self.logits = self._embeds[index], self._mask[index], self.logits[index]
        if self._offsets:
            self._offsets.select(index)

    def rewind(self, count: int) -> None:
        """Take back the last ``count`` tokens of every row; ``logits`` are right again after the next ``feed``."""
        if count > 0:
            self._embeds, self._mask = self._embeds[:, :-count], self._mask[:, :-count]

    @torch.inference_mode()
    def _extend(self, tokens: Int[Tensor, "rows T"]) -> Float[Tensor, "rows T V"]:
        self._embeds = torch.cat([self._embeds, self._model.get_input_embeddings()(tokens)], dim=1)
        self._mask = torch.cat([self._mask, torch.ones_like(tokens)], dim=1)
        return self._read_again(tokens.shape[1])

    def _read_again(self, last: int) -> Float[Tensor, "rows _ V"]:
        out = self._read(
            0,
            inputs_embeds=self._embeds,
            attention_mask=self._mask,
            position_ids=self._places(),
            use_cache=False,
            logits_to_keep=last,
        )
        return out.logits
