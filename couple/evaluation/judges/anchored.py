"""The second evaluator: every answer is compared with fixed anchors, and its place among them is its score.

A rating asks "how much?" and has no yardstick; a comparison has one. For each of ``schwartz10``'s values a comparer
(``comparer``) sets the answer against the same anchors, arguments from the judge's part of the data
that span the scale, and Bradley-Terry turns its chances into a strength with a standard error. How strengths become
levels 1..5, probabilities and presence was fitted on the same part (``couple.attribution.reading``).

It shares word vectors and training rows with the rating judge, and neither with any attributor. It is no human being:
its certificate says how often it orders two arguments as people did, and how often the rating judge does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from couple.attribution.attributor import DetectorAttributor
from couple.attribution.detector import RawReading
from couple.attribution.reading import Reading
from couple.attribution.windows import Window, split_into_windows
from couple.evaluation.judges.bradley_terry import rank_against, rank_together
from couple.evaluation.judges.comparer import Comparer, Utilities
from couple.evaluation.static_embeddings import WINDOW
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

Anchors = Float[Tensor, "members k values"]


@dataclass(frozen=True, slots=True)
class Strengths:
    """Where a text stands among the anchors of each value, in logits: 0 is the middle anchor, higher is more.

    ``standard_error``: what the number of comparisons leaves unknown, and how far the comparers disagree.
    """

    strength: Mapping[str, float]
    standard_error: Mapping[str, float]


class AnchoredDetector:
    """Strengths against anchors, in the place of a detector's logits.

    ``anchors`` are the comparer's utilities of the anchor texts: with them no text is needed to compare.
    """

    def __init__(self, comparer: Comparer, anchors: Anchors, fingerprint: str) -> None:
        self.comparer, self.anchors, self.fingerprint = comparer, anchors.double(), fingerprint
        chances = (self.anchors[:, :, None] - self.anchors[:, None]).sigmoid()  # members, k, k, values
        columns = chances.mean(0).unbind(-1)
        self.anchor_strengths = torch.stack([rank_together(column) for column in columns])

    @property
    def quick(self) -> "AnchoredDetector":
        """Itself: nothing is quicker."""
        return self

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """Windows of at most 128 tokens."""
        return split_into_windows(self.comparer.features.embeddings.tokenizer, texts, WINDOW)

    def read(self, pieces: Sequence[str], contexts: Sequence[str]) -> RawReading:
        """The strength of every value; contexts are not read."""
        del contexts
        return RawReading(self.strengths(self.comparer.utilities(pieces))[0])

    def strengths(self, utilities: Utilities) -> tuple[Float[Tensor, "n values"], Float[Tensor, "n values"]]:
        """Strengths and their standard errors."""
        chances = (utilities[..., None] - self.anchors.mT[:, None]).sigmoid()  # members, n, values, k
        strength, counted = rank_against(chances.mean(0), self.anchor_strengths)
        opinions, _ = rank_against(chances, self.anchor_strengths)
        disagreement = (opinions - opinions.mean(0)).square().mean(0)
        return strength, (counted.square() + disagreement).sqrt()


class AnchoredJudge(DetectorAttributor):
    """An ``Attributor`` of ``schwartz10`` that also says how sure it is of the strengths behind its scores."""

    def __init__(self, system: ValueSystem, detector: AnchoredDetector, reading: Reading) -> None:
        super().__init__(system, detector, reading)
        self._anchored, self._source = detector, reading.source

    def strengths(self, texts: Sequence[str]) -> list[Strengths]:
        """Strengths and standard errors of each text, in order; of a long one, of each value's strongest window."""
        windows = self._anchored.windows(texts)
        pieces = [texts[window.text][window.start : window.end] for window in windows]
        strength, error = self._anchored.strengths(self._anchored.comparer.utilities(pieces))
        owners = torch.tensor([window.text for window in windows])
        found = []
        for text in range(len(texts)):
            own = (owners == text).nonzero()[:, 0]
            best = strength[own].argmax(0)
            rows = own[best], torch.arange(strength.shape[1])
            found.append(Strengths(self._named(strength[rows]), self._named(error[rows])))
        return found

    def _named(self, numbers: Float[Tensor, " values"]) -> Mapping[str, float]:
        by_name = dict(zip(self._source, numbers.tolist(), strict=True))
        return FrozenMapping({name: by_name[name] for name in self.system.names})
