"""Up the stairs with a respondent: at each step it is told what it chose before, as far as the context goes.

All dilemmas of a step, in all contexts, are one call of the runner, so that batching works. The way up is part of each
prompt and so of each answer's identity: a run that was interrupted goes on where it stopped, and a changed earlier
answer asks every later step anew.

A second climb puts every step again with its two choices exchanged, and tells what was chosen on this climb, not on
the first: leaning to a place then takes each choice of a step once. The first is the same with a second and without.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.climbing.choosing import read_choice
from couple.instruments.staircase.climbing.history import HISTORIES
from couple.instruments.staircase.climbing.presenting import first_shown, step_presentation
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Dilemma, Letter, Step, other_letter

_Way = Mapping[int, Letter | None]


def climb(
    dilemmas: Sequence[Dilemma],
    respondent: Respondent,
    *,
    contexts: Sequence[str],
    log: str | Path,
    seed: int,
    batch_size: int = 8,
    orders: int = 1,
) -> tuple[StepChoice, ...]:
    """Every step of every dilemma in every context, by climb, then step, then context, then dilemma.

    Args:
        dilemmas: the staircases.
        respondent: who chooses.
        contexts: names of ``HISTORIES``; each is a way up of its own.
        log: where the runner keeps answers as they were given.
        seed: of the order of the choices, and of what the respondent draws.
        batch_size: presentations that the respondent gets at once.
        orders: 1 climbs once, 2 a second time with the choices of each step exchanged.
    """
    ways: dict[tuple[int, str, str], dict[int, Letter | None]] = defaultdict(dict)
    made: list[StepChoice] = []
    asked = [(context, dilemma) for context in contexts for dilemma in dilemmas]
    for number, step in product(range(1, orders + 1), STEPS):
        firsts: list[Letter] = [first_shown(dilemma, step, seed=seed, climb=number) for _, dilemma in asked]
        shown = [
            _shown(context, dilemma, step, ways[number, context, dilemma.id], first)
            for (context, dilemma), first in zip(asked, firsts, strict=True)
        ]
        doing = f"step {step} of {len(STEPS)}" + (f", climb {number} of {orders}" if orders > 1 else "")
        records = administer(shown, respondent, log=log, seed=seed, batch_size=batch_size, doing=doing)
        for (context, dilemma), first, record in zip(asked, firsts, records, strict=True):
            chosen, problem = _chosen(dilemma.step(step), first, record["text"])
            ways[number, context, dilemma.id][step] = chosen
            made.append(StepChoice(respondent.name, context, dilemma.id, step, chosen, first, problem, number))
    return tuple(made)


def _shown(context: str, dilemma: Dilemma, step: int, way: _Way, first: Letter) -> Presentation:
    told = HISTORIES[context](dilemma, step)
    return step_presentation(dilemma, step, told=told, chosen=way, first=first)


def _chosen(step: Step, first: Letter, text: str) -> tuple[Letter | None, str | None]:
    """The answer with the order of the choices undone."""
    second = other_letter(first)
    letter, problem = read_choice(text, shown=(step.choice(first).text, step.choice(second).text))
    return None if letter is None else first if letter == "A" else second, problem
