"""Attribution by prompt: the concepts that make up an answer, and the score 1..5 that they give each targeted value.

What cannot be read from the replies stays unknown; nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.baselines.method import Asked
from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.decoder.prompt import Prompt

MOST_CONCEPTS = 5  # of an observed answer
CRITERIA = (
    "contradicted",
    "absent",
    "mentioned but not important",
    "present but not central",
    "most important: without it the meaning would change",
)


@dataclass(frozen=True, slots=True)
class Observed:
    """The decoder's own answer; its ``concepts`` in words; ``scores`` 1..5 of the targeted values, None if unread."""

    answer: str
    concepts: Sequence[str]
    scores: Mapping[str, float | None]


def extraction_prompt(question: str, answer: str) -> "Prompt":
    """Asks for the concepts of an answer: short phrases, one a line."""
    from couple.decoder.prompt import Prompt

    task = (
        "List the ideas that the answer rests on: short phrases that together suffice to give this answer. "
        f"One a line, at most {MOST_CONCEPTS}, nothing else."
    )
    return Prompt(user=f"Question: {question}\nAnswer: {answer}\n\nIdeas:", system=task)


def scoring_prompt(asked: Asked, evidence: Sequence[str]) -> "Prompt":
    """Asks for all targeted values at once how the evidence (concepts, or the whole answer) treats them."""
    from couple.decoder.prompt import Prompt

    criteria = "\n".join(f"{score}: {meaning}" for score, meaning in enumerate(CRITERIA, 1))
    values = [asked.target.system.value(name) for name in asked.target.names]
    defined = "\n".join(f"- {value.label}: {value.definition}" for value in values)
    form = "\n".join(f"{value.label}: (1 to 5)" for value in values)
    said = "\n".join(f"- {text}" for text in evidence)
    task = f"Score how an answer treats these values.\n{defined}\nThe scores:\n{criteria}\nReply in this form:\n{form}"
    return Prompt(user=f"Question: {asked.question}\nThe answer says:\n{said}\n\nScores:", system=task)


def misses(scores: Mapping[str, float | None], target: ValueProfile, threshold: float) -> bool:
    """Whether ``sum_i |s'_i - s_i|`` is above the threshold; an unknown score is a reason to intervene."""
    known = [abs(score - target.priorities[name]) for name, score in scores.items() if score is not None]
    return len(known) < len(scores) or sum(known) > threshold


def describe_observed(observed: Observed, target: ValueProfile) -> str:
    """The answer, its concepts and the scores that could be read: the paper's ``v' -> C_r`` in words."""
    read = {name: score for name, score in observed.scores.items() if score is not None}
    scored = ", ".join(f"{target.system.value(name).label} {score:g}" for name, score in read.items())
    lines = [observed.answer]
    lines += [f"Its ideas: {'; '.join(observed.concepts)}"] if observed.concepts else []
    lines += [f"How it treats the values, 1 to 5: {scored}"] if scored else []
    return "\n".join(lines)
