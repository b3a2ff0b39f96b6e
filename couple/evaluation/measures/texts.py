"""Is it still an answer? What can be said of a text apart from its values: relevance, fluency, and ways to cheat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.evaluation.asking.answering import Answer, OfAnswer
from couple.evaluation.measures.metrics import Measured

if TYPE_CHECKING:
    from couple.evaluation.static_embeddings import StaticEmbeddings

# Openings of refusals, a shorter list than that of Zou et al. (2023, "Universal and transferable adversarial attacks")
_REFUSAL = re.compile(
    r"""\W* ( (i'm|i\ am)\ (very\ |so\ )? sorry | sorry, | i\ apologi[sz]e
    | as\ an?\ (ai|language\ model)\b | (i'm|i\ am)\ (just\ |only\ )? an?\ (ai|language\ model)\b
    | (i'm|i\ am)\ (unable|not\ able)\ to\b | i\ (don't|do\ not)\ have\ (personal\ )? (opinions|beliefs)
    | i\ (can't|cannot|can\ not)\ (help|assist|provide|answer|give|offer|express|fulfil) )""",
    flags=re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TextReading(OfAnswer):
    """One answer, read as a text.

    Attributes:
        answer: what was read.
        relevance: cosine, -1..1, of question and answer in the judge's word vectors; undefined for an empty answer.
        surprise: see ``fluency.surprises``; undefined with a reason where no model was asked.
        names_a_value: it contains the printed name of a value of its target's system, which fools attributors.
        echoes: it has nothing but words of the question.
        refuses: it opens with an apology, or with what a model cannot do.
    """

    relevance: Measured
    surprise: Measured
    names_a_value: bool
    echoes: bool
    refuses: bool

    @property
    def text(self) -> str:
        """The answer itself."""
        return self.answer.record["answer"]


def read_texts(
    answers: Sequence[Answer], vectors: "StaticEmbeddings", surprises: Sequence[Measured] | None = None
) -> list[TextReading]:
    """Every answer read as a text, in order.

    Args:
        answers: of any methods.
        vectors: the judge's word vectors.
        surprises: of ``fluency.surprises`` for the same answers; None where no language model reads.
    """
    from couple.counterfactual.search import echoes, parrots

    nats = surprises or [Measured(None, "no language model was asked")] * len(answers)
    return [
        TextReading(
            answer,
            relevance,
            surprise,
            parrots(answer.record["answer"], answer.case.target.system),
            echoes(answer.record["answer"], answer.case.question),
            refuses(answer.record["answer"]),
        )
        for answer, relevance, surprise in zip(answers, _relevance(answers, vectors), nats, strict=True)
    ]


def refuses(text: str) -> bool:
    """True when the text opens like a refusal; what comes after it is not read."""
    return _REFUSAL.match(text.replace("’", "'")) is not None


def _relevance(answers: Sequence[Answer], vectors: "StaticEmbeddings") -> list[Measured]:
    asked = vectors.encode([answer.case.question for answer in answers])
    said = vectors.encode([answer.record["answer"] for answer in answers])
    cosines = (asked * said).sum(dim=1).tolist()
    return [
        Measured(cosine) if answer.record["answer"].strip() else Measured(None, "the answer is empty")
        for answer, cosine in zip(answers, cosines, strict=True)
    ]
