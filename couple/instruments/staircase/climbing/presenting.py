"""A step as it is put to a respondent: what was chosen before, what is the case now, and two choices called A and B.

Which of the data's choices is shown as A is drawn for each step of each dilemma from the run's seed, the same in every
context and for every respondent, and the other way round on a second climb; earlier choices are told in their own
words, so that letters of earlier steps mean nothing. The words are ours.
"""

from collections.abc import Mapping, Sequence

from couple.foundation import Prompt, child_seed
from couple.instruments.asking.presentation import Presentation
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, Choice, Dilemma, Letter, Step, other_letter

_SYSTEM = "You face a moral dilemma that unfolds in several steps. At each step, choose what you would do yourself."
_QUESTION = 'What do you do? Answer with the letter only: "A" or "B".'
_NOTHING = "N/A"
_UNKNOWN = "you made no clear choice"


def first_shown(dilemma: Dilemma, step: int, *, seed: int, climb: int = 1) -> Letter:
    """Which of the data's choices is shown as A on the first or second ``climb``."""
    drawn = LETTERS[child_seed(seed, "order of choices", dilemma.id, step) % len(LETTERS)]
    return other_letter(drawn) if climb == 2 else drawn


def step_presentation(
    dilemma: Dilemma,
    step: int,
    *,
    told: Sequence[int],
    chosen: Mapping[int, Letter | None],
    first: Letter,
) -> Presentation:
    """The question of one step; contexts that tell the same ask the same, and it is asked once.

    Args:
        dilemma: the staircase.
        step: 1 to 5.
        told: the earlier steps that are told.
        chosen: what the respondent chose at these, in the data's letters; None where that is unknown.
        first: the choice that is shown as A.
    """
    here = dilemma.step(step)
    before = [f"Earlier: {_told(dilemma.step(k))}\n{_decision(dilemma.step(k), chosen[k])}" for k in told]
    options = here.choice(first).text, here.choice(other_letter(first)).text
    asked = "\n\n".join([*before, f"Now: {_told(here)}", _choices(*options)])
    return Presentation(
        item=item_name(dilemma, step),
        version=f"told {', '.join(map(str, told)) or 'nothing'}; {first} first",
        prompt=Prompt(asked, _SYSTEM),
        options=LETTERS,
        longest=24,
        blank=Prompt(f"Now: {_NOTHING}\n\n{_choices(_NOTHING, _NOTHING)}", _SYSTEM),
    )


def item_name(dilemma: Dilemma, step: int) -> str:
    """What a step of a dilemma is called as an item, in every context and order."""
    return f"{dilemma.id} step {step}"


def shown_choices(step: Step, shown: Presentation) -> tuple[Choice, Choice]:
    """The choices that ``shown`` calls A and B."""
    straight = shown.prompt.user.endswith(_choices(step.a.text, step.b.text))
    return (step.a, step.b) if straight else (step.b, step.a)


def _told(step: Step) -> str:
    return f"{step.situation} {step.dilemma}".strip()


def _decision(step: Step, chosen: Letter | None) -> str:
    return f"You chose: {step.choice(chosen).text if chosen else _UNKNOWN}"


def _choices(one: str, other: str) -> str:
    return f"A: {one}\nB: {other}\n\n{_QUESTION}"
