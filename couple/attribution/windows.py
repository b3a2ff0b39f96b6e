"""Long texts as windows: a text is never cut, it is read piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Window:
    """Some tokens of one text: characters ``start`` to ``end`` of the text at place ``text``."""

    text: int
    start: int
    end: int
    tokens: tuple[int, ...]


def split_into_windows(tokenizer: Any, texts: Sequence[str], size: int) -> list[Window]:
    """The windows of each text in reading order, at most ``size`` tokens each; one without tokens if it has none.

    Strings that look like special tokens are read as the characters they are.
    """
    if not texts:
        return []
    options = {"add_special_tokens": False, "split_special_tokens": True, "verbose": False}
    found = tokenizer(list(texts), return_offsets_mapping=True, return_attention_mask=False, **options)
    windows = []
    for text, (tokens, offsets) in enumerate(zip(found["input_ids"], found["offset_mapping"], strict=True)):
        for first in range(0, max(len(tokens), 1), size):
            piece = offsets[first : first + size] or [(0, 0)]
            windows.append(Window(text, piece[0][0], piece[-1][1], tuple(tokens[first : first + size])))
    return windows


def strongest_window(
    logits: Float[Tensor, "windows values"], windows: Sequence[Window], texts: int
) -> Float[Tensor, "n values"]:
    """A value is as present in a text as in its strongest window."""
    owners = torch.tensor([window.text for window in windows], dtype=torch.long)[:, None].expand_as(logits)
    empty = torch.full((texts, logits.shape[1]), float("-inf"), dtype=logits.dtype)
    return empty.scatter_reduce(0, owners, logits, "amax")
