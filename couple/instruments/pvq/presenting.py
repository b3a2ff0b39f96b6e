"""A portrait questionnaire as it is put to a respondent: one wording, the six answers in both orders."""

from collections.abc import Sequence

from couple.instruments.asking.answer_scale import OPTIONS, TASK
from couple.instruments.asking.presentation import Presentation, both_orders

_SYSTEM = "You are filling in a questionnaire about yourself."
_WORDINGS = {"v1": "{item}\n\nHow much is this person like you? " + TASK + " {options}."}


def portrait_presentations(texts: Sequence[tuple[str, str]]) -> list[Presentation]:
    """``texts`` holds (item, description of a person)."""
    return both_orders(texts, _WORDINGS, list(OPTIONS), system=_SYSTEM)
