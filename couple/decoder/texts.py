"""Texts that are read in worlds side by side. Equal texts in equal worlds are one row of the batch, read once.

As long as every text follows the draft (an answer that is already known), the draft is read ahead in blocks, as in
speculative decoding (Leviathan et al. 2023); what was read past the first text that left it is taken back.
"""

from collections.abc import Iterable, Sequence

from jaxtyping import Float
from torch import Tensor

from couple.decoder.protocol import DecodingState

BLOCK = 16  # tokens of the draft read at once: about as dear as two single steps, and wasted if all texts leave it

Place = tuple[int, tuple[int, ...]]  # a world's index, and the text so far


class TextsInWorlds:
    """The rows of a ``DecodingState`` by what they have read. At first each world has read nothing."""

    def __init__(self, state: DecodingState, worlds: int, draft: Sequence[int]) -> None:
        self._state, self._draft = state, tuple(draft)
        self._rows: list[Place] = [(world, ()) for world in range(worlds)]
        self._logits: dict[Place, Tensor] = dict(zip(self._rows, state.logits, strict=True))

    @property
    def rows(self) -> tuple[Place, ...]:
        """What each row of the batch has read."""
        return tuple(self._rows)

    def logits(self, place: Place) -> Float[Tensor, "V"]:
        """What the model says about the next token there."""
        return self._logits[place]

    def read(self, places: Iterable[Place]) -> None:
        """Go on to ``places``: texts of one length, each a token longer than one that was asked for the last time.

        Rows that several of them go on from are split, rows that none goes on from are dropped.
        """
        needed = list(dict.fromkeys(places))
        if all(place in self._logits for place in needed):
            return  # read ahead before
        before = len(needed[0][1]) - 1
        self._state.rewind(len(self._rows[0][1]) - before)
        rows = {(world, text[:before]): row for row, (world, text) in enumerate(self._rows)}
        self._state.select([rows[world, text[:before]] for world, text in needed])
        if all(text == self._draft[: before + 1] for _, text in needed):
            block = self._draft[before : before + BLOCK]
            logits = self._state.read_ahead(block)
            self._rows = [(world, self._draft[: before + len(block)]) for world, _ in needed]
            self._logits = {
                (world, self._draft[: before + 1 + ahead]): logits[row, ahead]
                for row, (world, _) in enumerate(needed)
                for ahead in range(len(block))
            }
        else:
            self._state.feed([text[-1] for _, text in needed])
            self._rows = needed
            self._logits = dict(zip(needed, self._state.logits, strict=True))
