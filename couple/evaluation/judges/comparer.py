"""Which of two texts expresses a value more? A comparer that reads word vectors and answers with a probability.

    P(a over b) = mean over members of sigma(u(a) - u(b)),        u linear in the features of one text

so that P(a over b) = 1 - P(b over a) whatever the texts. The members learned from resampled debates (bagging, Breiman
1996): where they disagree, nothing is known for sure.
"""

import re
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import normalize

from couple.evaluation.static_embeddings import StaticEmbeddings

Utilities = Float[Tensor, "members n values"]


class TextFeatures:
    """What a comparer sees of a text: its mean word vector, and how near its words come to what values are called.

    ``phrases`` are the vectors of the values' names, ``centre`` is the vector of an average word; both are subtracted
    before cosines are taken, since all word vectors lean to one side.
    """

    def __init__(
        self, embeddings: StaticEmbeddings, phrases: Float[Tensor, "m 256"], centre: Float[Tensor, " 256"]
    ) -> None:
        self.embeddings, self.phrases, self.centre = embeddings, phrases.double(), centre.double()
        self._directions = normalize(self.phrases - self.centre, dim=1)

    def encode(self, texts: Sequence[str]) -> Float[Tensor, "n features"]:
        """256 units of the mean vector, then for each phrase the cosine of the whole text and of its nearest word."""
        mean = self.embeddings.encode(texts).double()
        words = [self.words(text) for text in texts]
        place = {word: number for number, word in enumerate(sorted({word for row in words for word in row}))}
        nearness = self._nearness(self.embeddings.encode(list(place)).double())
        nearest = torch.zeros(len(texts), len(self.phrases), dtype=torch.float64)
        for row, own in enumerate(words):
            if own:
                nearest[row] = nearness[[place[word] for word in own]].max(0).values
        return torch.cat([mean, self._nearness(mean), nearest], dim=1)

    @staticmethod
    def words(text: str) -> list[str]:
        """The words of a text, as they are spelled."""
        return re.findall(r"\w[\w'’-]*", text)

    def _nearness(self, vectors: Float[Tensor, "n 256"]) -> Float[Tensor, "n m"]:
        return normalize(vectors - self.centre, dim=1) @ self._directions.T


class Comparer:
    """Linear comparers of ``TextFeatures`` that vote. ``weight`` is of shape members x values x features."""

    def __init__(self, features: TextFeatures, weight: Float[Tensor, "members values features"]) -> None:
        self.features, self.weight = features, weight.double()

    def utilities(self, texts: Sequence[str]) -> Utilities:
        """The utility u of every text; only differences mean anything."""
        return torch.einsum("nf,mvf->mnv", self.features.encode(texts), self.weight)


def probabilities(first: Utilities, second: Utilities) -> Float[Tensor, "n k values"]:
    """P(first n over second k), for each value."""
    return (first[:, :, None] - second[:, None]).sigmoid().mean(0)
