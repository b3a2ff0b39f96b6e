"""Prediction by prompt: counterfactual concepts for each value, then the answer that is built from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.baselines.method import Asked
from couple.baselines.prompted_couple.attribution import Observed, describe_observed
from couple.baselines.prompted_couple.structure import describe_structure
from couple.baselines.replies import by_label, listed
from couple.baselines.wording import describe_priorities

if TYPE_CHECKING:
    from couple.decoder.prompt import Prompt

PARTS = ("argued against", "left out", "mentioned in passing", "a supporting point", "the heart of the answer")


@dataclass(frozen=True, slots=True)
class Concept:
    """A short phrase, and the priority 1..5 of the value it stands for; None where the reply names no value."""

    text: str
    priority: float | None


def concept_prompt(asked: Asked, observed: Observed | None, count: int, *, scm: bool) -> "Prompt":
    """Asks for ``count`` concepts a value, reasoned in five steps; ``scm`` and ``observed`` have their own steps."""
    from couple.decoder.prompt import Prompt

    target = asked.target
    steps = ["What does the question put at stake for each value?"]
    if scm:
        steps += ["Which of these values pull the same way here, and which pull apart?"]
        steps += ["Where they pull apart, which one wins by its importance?"]
    if observed:
        steps += ["Which ideas make the first answer treat the values as it does, and which have to change?"]
    steps += ["Which ideas would an answer with these weights hold instead?"]
    numbered = "\n".join(f"{place}. {step}" for place, step in enumerate(steps, 1))
    ranked = sorted(target.names, key=lambda name: -target.priorities[name])
    form = "\n".join(f"{target.system.value(name).label}: (short phrase)" for name in ranked)
    lines = "one line" if count == 1 else f"{count} lines"
    task = f"Think in these steps:\n{numbered}\nWrite only the ideas of the last step, {lines} a value:\n{form}"
    structure = f"\n{describe_structure(target)}" if scm else ""
    first = f"\nFirst answer: {describe_observed(observed, target)}" if observed else ""
    weights = f"An answer is to weigh these values.\n{describe_priorities(target)}{structure}"
    return Prompt(user=f"Question: {asked.question}{first}\n\nIdeas:", system=f"{weights}\n{task}")


def read_concepts(reply: str, asked: Asked, count: int) -> list[Concept]:
    """The concepts of a reply, highest priority first, at most ``count`` a value.

    Of a reply that labels no line, whatever lines it has.
    """
    priorities = asked.target.priorities
    labelled = by_label(reply, asked.target, count)
    if not labelled:
        return [Concept(line, None) for line in listed(reply, count * len(priorities))]
    ranked = sorted(priorities, key=lambda name: -priorities[name])
    return [Concept(text, priorities[name]) for name in ranked for text in labelled.get(name, ())]


def describe_concepts(concepts: Sequence[Concept]) -> str:
    """One line a concept, with the part that its priority gives it in the answer; nothing when there are none."""
    if not concepts:
        return ""
    parts = ["" if one.priority is None else f"{PARTS[round(one.priority) - 1]}: " for one in concepts]
    lines = "\n".join(f"- {part}{one.text}" for part, one in zip(parts, concepts, strict=True))
    return f"Build your answer from these ideas, each in its part.\n{lines}\n"


def answer_prompt(asked: Asked, told: str, first: str | None) -> "Prompt":
    """Asks for the answer: ``told`` are its concepts or values in words, ``first`` is the answer it departs from."""
    from couple.decoder.prompt import OPINION, Prompt

    # the question comes last: a weak model talks about what it reads last
    before = f"Your first answer, of which you keep what the above leaves open:\n{first}\n\n" if first else ""
    return Prompt(user=f"{before}{asked.question}", system=f"{told} {OPINION}")
