"""How alike texts are: the diversity of opinions, and questions that have been asked already.

The paper uses BERTScore for opinions. We use cosines of sentence vectors (all-MiniLM-L6-v2, which ships with couple):
one vector a text instead of a model's pass over every pair. Any other ``TextEncoder`` can take its place.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

if TYPE_CHECKING:
    from couple.attribution import SentenceEncoder

Vectors = Float[np.ndarray, "n d"]


@runtime_checkable
class TextEncoder(Protocol):
    """Texts to vectors whose dot products are similarities, at most 1."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, in order."""
        ...


class SentenceVectors:
    """Unit vectors of the sentence encoder; each text is encoded once."""

    def __init__(self, encoder: "SentenceEncoder") -> None:
        self._encoder = encoder
        self._known: dict[str, Float[np.ndarray, " d"]] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """float32, one row a text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new).numpy(), strict=True))
        return np.stack([self._known[text] for text in texts])


def opinion_diversity(opinions: Mapping[str, Sequence[str]], encoder: TextEncoder) -> float:
    """R_OD: 1 - similarity between opinions of two respondents, averaged over opinions and pairs of respondents; 0..2.

    ``opinions``: at least two respondents, one text each or more.
    """
    # the mean over pairs of vectors is the product of their means
    centres = [encoder.vectors(texts).mean(axis=0) for texts in opinions.values()]
    return fmean(1.0 - float(one @ other) for one, other in combinations(centres, 2))


def likeness(text: str, others: Sequence[str], encoder: TextEncoder, *, neighbours: int = 3) -> float | None:
    """The mean similarity of ``text`` to the nearest ``neighbours`` of ``others``; None where there are no others."""
    if not others:
        return None
    similar = np.sort(encoder.vectors(others) @ encoder.vectors([text])[0])
    return float(similar[-neighbours:].mean())
