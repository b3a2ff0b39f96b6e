"""What every decoder can do, local or behind a server: answer prompts. Methods and baselines need no more."""

from collections.abc import Sequence
from typing import Protocol

from couple.decoder.prompt import Prompt


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
