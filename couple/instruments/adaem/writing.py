"""Who writes new questions: a language model, asked in two steps for a new circumstance and then for a short question.

AdAEM's two prompts for new questions and two for better ones (reflect, then rewrite), in words of our own. What is no
short yes-or-no question is not used; the reason is given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from couple.foundation import fingerprint_bytes
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer

WORDS = 20
_OPENERS = "is|are|was|were|do|does|did|should|must|can|could|may|will|would|has|have|shall|ought|need|if"
_QUESTION = re.compile(rf"\b(?:{_OPENERS})\b[^.?!\n]*\?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, or the reason why there is none."""

    question: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question that is known already, with how far it told respondents apart (S)."""

    question: str
    score: float


class QuestionWriter(Protocol):
    """Writes questions that should divide respondents more than those it is shown."""

    def propose(self, examples: Sequence[Example], *, seed: int) -> Proposal:
        """A new question on the topic of ``examples``, the best of which come first."""
        ...

    def rewrite(self, question: str, evidence: str, *, seed: int) -> Proposal:
        """A better question than ``question``, given what respondents said to it and which values that expressed."""
        ...


class ModelWriter:
    """A language model as writer. ``log`` keeps every text; the same request with the same seed is not made twice."""

    def __init__(self, model: Respondent, *, log: Path, longest: int = 60) -> None:
        self._model, self._log, self._longest = model, log, longest

    def propose(self, examples: Sequence[Example], *, seed: int) -> Proposal:
        """First a circumstance that the examples leave out, then the question about it."""
        known = "\n".join(f"{one.question} (score {one.score:.1f})" for one in examples)
        fact = self._ask(
            "You prepare debates. Name one concrete and recent event, law or custom that people judge differently "
            "because they hold different values. One sentence.",
            f"Questions on the topic so far; a higher score means that they divided people more:\n{known}\n\n"
            "Name something on this topic that none of them mentions.",
            seed,
        )
        return self._question(f"Circumstance: {fact}\n\nTopic: {examples[0].question}", seed)

    def rewrite(self, question: str, evidence: str, *, seed: int) -> Proposal:
        """First why the question divided no more than it did, then one that would."""
        thought = self._ask(
            "You improve survey questions. Say in one sentence why these answers do not differ more in their values.",
            f"Question: {question}\n\n{evidence}",
            seed,
        )
        return self._question(f"Question to improve: {question}\n\nRemark: {thought}", seed)

    def _question(self, given: str, seed: int) -> Proposal:
        task = f"Write one controversial question that can be answered with yes or no, in fewer than {WORDS} words."
        return read_question(self._ask(task, given, seed))

    def _ask(self, system: str, user: str, seed: int) -> str:
        from couple.decoder.prompt import Prompt

        item = fingerprint_bytes(f"{system}\n{user}".encode())
        shown = Presentation(item, "writing", Prompt(user, system), longest=self._longest)
        (record,) = administer([shown], self._model, log=self._log, seed=seed, doing="writing")
        return " ".join(record["text"].split())


def read_question(text: str) -> Proposal:
    """The first short yes-or-no question in a model's answer."""
    found = _QUESTION.search(text)
    if not found:
        return Proposal(None, "no yes-or-no question" if "?" in text else "no question")
    question = " ".join(found[0].split())
    if len(question.split()) >= WORDS:
        return Proposal(None, f"{WORDS} words or more")
    if len(question.split()) < 4:
        return Proposal(None, "fewer than four words")
    return Proposal(question[0].upper() + question[1:])
