"""New questions from a bank that people wrote, for where no model at hand can write them.

The search stays as it is; instead of being written, a question is the bank's nearest to what has told respondents
apart best so far. A decoder of 135M parameters writes one question in some six requests, seldom a sensible one.
"""

from collections.abc import Sequence

import numpy as np

from couple.foundation import numpy_generator
from couple.instruments.adaem.similarity import TextEncoder
from couple.instruments.adaem.writing import Example, Proposal

NEAREST = 3


class QuestionBank:
    """A ``QuestionWriter`` that gives each question of its bank at most once, in an order that the seeds fix."""

    def __init__(self, questions: Sequence[str], encoder: TextEncoder) -> None:
        self._left, self._encoder = list(dict.fromkeys(questions)), encoder

    def propose(self, examples: Sequence[Example], *, seed: int) -> Proposal:
        """One of the three nearest to the best example, by chance."""
        return self._near(examples[0].question, seed)

    def rewrite(self, question: str, evidence: str, *, seed: int) -> Proposal:  # noqa: ARG002 (a bank cannot reflect)
        """One of the three nearest to ``question``, by chance."""
        return self._near(question, seed)

    def _near(self, question: str, seed: int) -> Proposal:
        if not self._left:
            return Proposal(None, "the bank of questions is empty")
        alike = self._encoder.vectors(self._left) @ self._encoder.vectors([question])[0]
        nearest = np.argsort(-alike, kind="stable")[:NEAREST]
        place = int(nearest[numpy_generator(seed, "bank").integers(len(nearest))])
        return Proposal(self._left.pop(place))
