"""New staircases: what a model is asked to write, the form it must have, and what of it can be read.

Each step is planned before it is written: a norm, and two values that its choices are to speak for, drawn so that all
values are offered about equally often. The plan is no label: what a choice speaks for, annotators say who do not know
it. The published prompt asks for three stages and is not used; ours asks for five.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from couple.foundation import numpy_generator
from couple.instruments.asking.presentation import Presentation
from couple.instruments.staircase.dilemmas.dilemma import STEPS, family_system

LONGEST = 1_100  # tokens; five steps at the longest that the form allows are about 900
_SYSTEM = "You write moral dilemmas. Answer with one JSON object and nothing else."


class WrittenStep(BaseModel):
    """One step: texts of one line, without quotation marks; the choices differ."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    situation: Annotated[str, Field(pattern=r'^[^\n"\\]{10,280}$')]
    dilemma: Annotated[str, Field(pattern=r'^[^\n"\\]{10,180}$')]
    choice_a: Annotated[str, Field(pattern=r'^[^\n"\\]{10,140}$')]
    choice_b: Annotated[str, Field(pattern=r'^[^\n"\\]{10,140}$')]


class WrittenStaircase(BaseModel):
    """Five steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: Annotated[list[WrittenStep], Field(min_length=len(STEPS), max_length=len(STEPS))]


@dataclass(frozen=True, slots=True)
class Plan:
    """``pairs``: at each step, the values that choices A and B are to speak for."""

    id: str
    family: str
    norm: str
    pairs: tuple[tuple[str, str], ...]


def plan_staircases(count: int, family: str, norms: Sequence[str], *, seed: int) -> list[Plan]:
    """Norms in turn; pairs of values in turn from a shuffled list of all of them, no pair twice in a staircase."""
    names = family_system(family).names
    generator = numpy_generator(seed, "pairs of values", family)
    ordered = [pair for one, other in combinations(names, 2) for pair in ((one, other), (other, one))]
    queue: list[tuple[str, str]] = []
    plans: list[Plan] = []
    for number in range(count):
        pairs: list[tuple[str, str]] = []
        while len(pairs) < len(STEPS):
            if not queue:
                queue = [ordered[place] for place in generator.permutation(len(ordered))]
            fresh = next((pair for pair in queue if pair not in pairs and pair[::-1] not in pairs), None)
            if fresh is None:
                queue = []
                continue
            queue.remove(fresh)
            pairs.append(fresh)
        plans.append(Plan(f"{family}/new-{number + 1}", family, norms[number % len(norms)], tuple(pairs)))
    return plans


def writing_presentation(plan: Plan) -> Presentation:
    """The request for one staircase."""
    from couple.decoder.prompt import Prompt

    system = family_system(plan.family)
    used = dict.fromkeys(name for pair in plan.pairs for name in pair)
    meanings = "\n".join(f"- {system.value(name).label}: {system.value(name).definition}" for name in used)
    wanted = "\n".join(
        f"{number}. choice_a speaks for {system.value(a).label}, choice_b for {system.value(b).label}"
        for number, (a, b) in zip(STEPS, plan.pairs, strict=True)
    )
    form = '{"steps": [{"situation": "...", "dilemma": "...", "choice_a": "...", "choice_b": "..."}, ...]}'
    asked = (
        f"Write one story in five steps about the norm: {plan.norm}\n"
        "You are the one who decides. Each step follows from the last, more is at stake at each, the fifth is grave. "
        "At each step two choices are open, each speaks for another value, and neither is simply right.\n\n"
        f"The values:\n{meanings}\n\nThe steps:\n{wanted}\n\n"
        "Describe the situation in one or two sentences, the dilemma in one question, each choice in one sentence. Do "
        f"not name the values. Use no quotation marks inside the texts. Answer in this form:\n{form}"
    )
    return Presentation(plan.id, "staircase", Prompt(asked, _SYSTEM), longest=LONGEST)


def read_staircase(text: str) -> WrittenStaircase:
    """The staircase in ``text``, whatever stands around its JSON object. Raises ``ValueError`` with what is wrong."""
    start, end = text.find("{"), text.rfind("}")
    if not text.strip():
        raise ValueError("nothing was written")
    if start < 0:
        raise ValueError("no JSON object")
    try:
        raw = json.loads(text[start : end + 1])
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("JSON that is broken or cut off") from None
    try:
        written = WrittenStaircase.model_validate(raw)
    except ValidationError as error:
        places = [str(part) for part in error.errors()[0]["loc"] if not isinstance(part, int)]
        raise ValueError(f"not in the form: {'.'.join(places) or 'the object'}") from None
    if any(step.choice_a.casefold() == step.choice_b.casefold() for step in written.steps):
        raise ValueError("a step with twice the same choice")
    if len({step.situation.casefold() for step in written.steps}) < len(STEPS):
        raise ValueError("a situation that stands twice")
    return written
