"""Up the stairs with a respondent: at each step it is told what it chose before, as far as the context goes.

All dilemmas of a step, in all contexts, are one call of the runner, so that batching works. The way up is part of each
prompt and so of each answer's identity: a run that was interrupted goes on where it stopped, and a changed earlier
answer asks every later step anew.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.climbing.choosing import read_choice
from couple.instruments.staircase.climbing.history import HISTORIES
from couple.instruments.staircase.climbing.presenting import first_shown, step_presentation
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Dilemma, Letter, other_letter

_Way = Mapping[int, Letter | None]


def climb(
    dilemmas: Sequence[Dilemma],
    respondent: Respondent,
    *,
    contexts: Sequence[str],
    log: str | Path,
    seed: int,
    batch_size: int = 8,
) -> tuple[StepChoice, ...]:
    """Every step of every dilemma in every context, by step, then context, then dilemma.

    Args:
        dilemmas: the staircases.
        respondent: who chooses.
        contexts: names of ``HISTORIES``; each is a way up of its own.
        log: where the runner keeps answers as they were given.
        seed: of the order of the choices, and of what the respondent draws.
        batch_size: presentations that the respondent gets at once.
    """
    ways: dict[tuple[str, str], dict[int, Letter | None]] = {
        (context, dilemma.id): {} for context in contexts for dilemma in dilemmas
    }
    made: list[StepChoice] = []
    for step in STEPS:
        asked = [(context, dilemma) for context in contexts for dilemma in dilemmas]
        shown = [_shown(context, dilemma, step, ways[context, dilemma.id], seed) for context, dilemma in asked]
        doing = f"step {step} of {len(STEPS)}"
        records = administer(shown, respondent, log=log, seed=seed, batch_size=batch_size, doing=doing)
        for (context, dilemma), record in zip(asked, records, strict=True):
            one = _choice(context, dilemma, step, record["text"], respondent.name, seed)
            ways[context, dilemma.id][step] = one.chosen
            made.append(one)
    return tuple(made)


def _shown(context: str, dilemma: Dilemma, step: int, way: _Way, seed: int) -> Presentation:
    told = HISTORIES[context](dilemma, step)
    first = first_shown(dilemma, step, seed=seed)
    return step_presentation(dilemma, step, told=told, chosen=way, first=first)


def _choice(context: str, dilemma: Dilemma, step: int, text: str, model: str, seed: int) -> StepChoice:
    """The answer with the order of the choices undone."""
    first = first_shown(dilemma, step, seed=seed)
    second = other_letter(first)
    here = dilemma.step(step)
    letter, problem = read_choice(text, shown=(here.choice(first).text, here.choice(second).text))
    chosen = None if letter is None else first if letter == "A" else second
    return StepChoice(model, context, dilemma.id, step, chosen, first, problem)
