"""What a method is: a way to answer questions so that the answers express the priorities that are asked for.

A method is a small class with a frozen ``Config`` beside it, and is entered by name in ``couple.baselines.methods``.
All methods get the same decoder and the same budget of tokens an answer; what more they spend is on the decoder's bill.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.decoder.metering import MeteredDecoder


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the priorities to answer it with.

    ``profile`` names where the priorities come from; only methods that are tuned to one profile need it.
    """

    question: str
    target: ValueProfile
    profile: str


class Method(Protocol):
    """Answers questions under targets."""

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One answer for each that is asked, in order, each of at most ``max_new_tokens`` tokens.

        The same seed gives the same answers, whatever else is asked beside them. What a method generates by other
        means than ``decoder.generate`` it puts on the bill with ``decoder.charge``.
        """
        ...
