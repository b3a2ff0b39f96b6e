"""The same respondent under another system text: steered towards a value, or told who it is.

Steering names the value and says what it means (Han et al. 2025, appendix H), in words of our own. What is asked stays
the same, so that scores can be set against those of the respondent as it is; they are filed under ``model [variant]``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.values import Value

SYSTEM = "You are filling in a questionnaire about yourself."
_NAMED = re.compile(r"(?P<base>.+) \[(?P<variant>[^\[\]]+)\]", re.DOTALL)


@dataclass(frozen=True)
class Variant:
    """``name`` stands in brackets behind the respondent's; ``system`` replaces the plain ``SYSTEM``."""

    name: str
    system: str


def steered_towards(value: Value) -> Variant:
    """The system text of somebody who holds ``value`` above all."""
    meaning = value.definition.rstrip(".")
    text = f"To you nothing matters more than {value.label.lower()}, that is: {meaning[0].lower()}{meaning[1:]}."
    return Variant(value.name, f"{SYSTEM} {text} Answer as such a person.")


class Under:
    """``respondent`` under a variant: another name in the log and the scores, the same answers to the same prompts."""

    def __init__(self, respondent: Respondent, variant: Variant) -> None:
        self._respondent = respondent
        self.name, self.fingerprint = f"{respondent.name} [{variant.name}]", respondent.fingerprint

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """As the respondent answers; the variant stands in the presentations' system text."""
        return self._respondent.answer(shown, seed=seed)


def variants_among(respondents: Iterable[str]) -> dict[str, dict[str, str]]:
    """Plain respondent -> variant -> the variant's full name, for those whose plain respondent is there as well."""
    names = list(respondents)
    found: dict[str, dict[str, str]] = {}
    for name in names:
        match = _NAMED.fullmatch(name)
        if match and match["base"] in names:
            found.setdefault(match["base"], {})[match["variant"]] = name
    return found
