"""What answers cost: generations, and tokens read and written, counted where they are spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from couple.decoder.prompt import Prompt
from couple.decoder.protocol import Decoder


@dataclass(frozen=True, slots=True)
class Usage:
    """``generations`` asked for, tokens ``read`` in prompts and ``written`` in answers; None where nobody counted."""

    generations: int = 0
    read: int | None = 0
    written: int | None = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.generations + other.generations, _sum(self.read, other.read), _sum(self.written, other.written)
        )


@runtime_checkable
class CountsTokens(Protocol):
    """A decoder that keeps count of all it has read and written since it was made."""

    @property
    def usage(self) -> Usage:
        """All that was spent so far; it only grows."""
        ...


class MeteredDecoder:
    """A decoder that keeps the bill of what is asked of it; work done elsewhere is put on the bill by ``charge``."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self.name: str = decoder.name
        self.fingerprint: str = decoder.fingerprint
        self.usage = Usage()

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """What the decoder answers."""
        counter = self._decoder if isinstance(self._decoder, CountsTokens) else None
        before = counter.usage if counter else None
        texts = self._decoder.generate(prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=seed)
        if counter and before:
            after = counter.usage
            spent = Usage(len(texts), _difference(after.read, before.read), _difference(after.written, before.written))
        else:
            spent = Usage(len(texts), None, None)
        self.charge(spent)
        return texts

    def charge(self, usage: Usage) -> None:
        """Put work on the bill that did not pass through ``generate``."""
        self.usage = self.usage + usage


def _sum(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first + second


def _difference(after: int | None, before: int | None) -> int | None:
    return None if after is None or before is None else after - before
