"""What a benchmark asks: a question, the priorities to answer it with, and those of them that count."""

from dataclasses import dataclass

from couple.baselines import Asked
from couple.values import ValueProfile

PLAIN, DISTRACTORS, PARAPHRASED = "plain", "distractors", "paraphrased"  # variants
OPPOSED, DOSE = "opposed", "dose"  # sources that measures of their own are made for


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that every method is asked.

    Attributes:
        question: as it is asked.
        topic: the question it is about, before any paraphrase; answers about one topic are not independent.
        source: where priorities come from: a profile's name, ``opposed``, ``against_the_grain``, ``roles``, ``dose``.
        profile: which of the source's targets this is: the source itself, ``opposed_up``, ``dose_3``.
        variant: ``plain``, or what was changed to see whether it matters: ``distractors``, ``paraphrased``.
        target: what the method is told, values that matter to the question.
        scored: the part of ``target`` that results are measured on; all of it, but for ``distractors``.
    """

    question: str
    topic: str
    source: str
    profile: str
    variant: str
    target: ValueProfile
    scored: ValueProfile

    @property
    def asked(self) -> Asked:
        """What a method sees of it."""
        return Asked(self.question, self.target, self.profile)
