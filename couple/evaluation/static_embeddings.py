"""The judge's eyes: WordLlama's static token embeddings (MIT; distilled from the input embeddings of Llama models).

A text is the mean of its tokens' vectors. That sees words and not their order: the weakest reader here, and the only
one that shares no weight with any attributor or with the embedded decoder.
"""

from collections.abc import Sequence
from importlib import util
from pathlib import Path

import torch
from jaxtyping import Float, Float32
from torch import Tensor
from torch.nn.functional import normalize

from couple.attribution.detector import RawReading
from couple.attribution.windows import Window, split_into_windows
from couple.foundation import UserError, fingerprint_file

PACKAGE = "wordllama"
WEIGHTS, TOKENIZER = "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"
WINDOW = 128


class StaticEmbeddings:
    """Texts to unit vectors of 256 units. ``StaticEmbeddings.load()`` finds the weights."""

    def __init__(self, folder: Path) -> None:
        from safetensors.torch import load_file
        from transformers import PreTrainedTokenizerFast

        self.fingerprint = fingerprint_file(folder / WEIGHTS)
        (weights,) = load_file(folder / WEIGHTS).values()
        self._weights = weights.float()
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / TOKENIZER))

    @classmethod
    def load(cls) -> "StaticEmbeddings":
        """From the installed package, whose code is not imported. Raises ``UserError`` when it is not there."""
        spec = util.find_spec(PACKAGE)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        if folder is None or not (folder / WEIGHTS).is_file():
            found = f"the package {PACKAGE}, which carries its word vectors, is not installed"
            raise UserError("load the judge", found, "pip install --no-deps wordllama==0.4.0.post1")
        return cls(folder)

    def encode(self, texts: Sequence[str]) -> Float32[Tensor, "n 256"]:
        """One unit vector a text; zeros for a text without tokens."""
        if not texts:
            return torch.zeros(0, self._weights.shape[1])
        rows = self.tokenizer(list(texts), add_special_tokens=False, split_special_tokens=True)["input_ids"]
        found = torch.zeros(len(rows), self._weights.shape[1])
        for place, tokens in enumerate(rows):
            if tokens:
                found[place] = self._weights[torch.tensor(tokens)].mean(0)
        return normalize(found, dim=1)


class StaticDetector:
    """A linear detector on static embeddings."""

    def __init__(
        self,
        embeddings: StaticEmbeddings,
        weight: Float[Tensor, "k d"],
        bias: Float[Tensor, " k"],
        fingerprint: str = "",
    ) -> None:
        self._embeddings, self._weight, self._bias = embeddings, weight.double(), bias.double()
        self.fingerprint = fingerprint or embeddings.fingerprint

    @property
    def quick(self) -> "StaticDetector":
        """Itself: nothing is quicker."""
        return self

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """Windows of at most 128 tokens."""
        return split_into_windows(self._embeddings.tokenizer, texts, WINDOW)

    def read(self, pieces: Sequence[str], contexts: Sequence[str]) -> RawReading:
        """Raw logits of presence, float64; contexts are not read."""
        del contexts
        return RawReading(self._embeddings.encode(pieces).double() @ self._weight.T + self._bias)
