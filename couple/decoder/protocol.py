"""What decoders can do. ``Decoder`` answers prompts; methods and baselines need no more.

``WorldDecoder`` reads one question in several worlds and decodes on, token by token; counterfactual decoding needs no
more. What a world is (concept latents, a list of concepts in words) is known to the decoder alone.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar, runtime_checkable

from jaxtyping import Float
from torch import Tensor

from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import Prompt

World = TypeVar("World", contravariant=True)


class Decoder(Protocol):
    """Anything that answers prompts."""

    @property
    def name(self) -> str:
        """The model's name, as the user typed it."""
        ...

    @property
    def fingerprint(self) -> str:
        """What identifies the weights, or the server and model where weights cannot be seen."""
        ...

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """One answer a prompt, in order. The same seed and prompt give the same answer, whatever the batch."""
        ...


@runtime_checkable
class DecodingState(Protocol):
    """Rows that are being decoded side by side, each a prefix in some world. ``decoding_state.py`` has two kinds."""

    @property
    def logits(self) -> Float[Tensor, "rows V"]:
        """What the model says about each row's next token."""
        ...

    @property
    def lengths(self) -> list[int]:
        """How many tokens each row has read."""
        ...

    def select(self, rows: Sequence[int]) -> None:
        """Keep or repeat rows, in the order given."""
        ...

    def feed(self, tokens: Sequence[int]) -> None:
        """Append one token to each row."""
        ...

    def read_ahead(self, tokens: Sequence[int]) -> Float[Tensor, "rows T V"]:
        """Append the same tokens to every row at once, and say what the model says after each of them."""
        ...

    def rewind(self, count: int) -> None:
        """Take back the last ``count`` tokens of every row; ``logits`` are right again after the next ``feed``."""
        ...


@runtime_checkable
class WorldDecoder(Protocol[World]):
    """A language model whose answers depend on a world."""

    @property
    def language_model(self) -> LanguageModel:
        """The model, for its tokenizer, device and context length."""
        ...

    @property
    def end_token(self) -> int:
        """The token that ends an answer."""
        ...

    def start(self, question: str, worlds: Sequence[World], *, cache: bool = True) -> DecodingState:
        """Read the question once in each world: row i of the state is worlds[i], ready for the first answer token.

        ``cache=False`` keeps no keys and values and reads the whole prefix again at every token.
        """
        ...

    def prompt_length(self, question: str) -> int:
        """How many tokens are read before the answer, at most."""
        ...

    def untouched(self) -> AbstractContextManager[None]:
        """A context in which ``language_model`` answers as it is, without an adapter."""
        ...

    def same_world(self, first: World, second: World) -> bool:
        """Whether two worlds condition the answer on the same thing, to the last bit. They then share their rows."""
        ...
