"""What a method is: a way to answer questions so that the answers express a target profile.

A method is a small class with a frozen ``Config`` beside it, and is entered by name in ``couple.baselines.methods``.
All methods get the same decoder and the same budget of tokens an answer; what more they spend is counted outside.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.decoder.protocol import Decoder


class Method(Protocol):
    """Answers questions under a target."""

    def answer(
        self, questions: Sequence[str], target: ValueProfile, decoder: "Decoder", *, seed: int, max_new_tokens: int
    ) -> list[str]:
        """One answer a question, in order, each of at most ``max_new_tokens`` tokens; same seed, same answers."""
        ...
