"""What every instrument can do: take recorded answers or ask a respondent, and say what they show.

A new instrument is a class with a ``Config`` and these names, in a room of its own, entered in ``INSTRUMENTS``.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from couple.foundation import UserError, build_config, nearest_name
from couple.instruments.adaem.instrument import AdaptiveQuestions
from couple.instruments.asking.answer_key import AnswerKey
from couple.instruments.asking.respondents import Respondent
from couple.instruments.findings import Findings
from couple.instruments.portrait.instrument import ValuePortrait
from couple.instruments.pvq.instrument import PortraitQuestionnaire
from couple.instruments.staircase.instrument import StaircaseOfDilemmas

Answers = TypeVar("Answers")


class Instrument(Protocol[Answers]):
    """A way to measure values; ``Answers`` is what it keeps of a respondent's answers."""

    @property
    def title(self) -> str:
        """What it is, for a heading."""
        ...

    def recorded(self, path: str | Path) -> Answers:
        """Answers that somebody recorded earlier."""
        ...

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Answers:
        """Answers of a respondent, asked now; ``log`` keeps every one of them as it was given."""
        ...

    def findings(self, answers: Answers) -> Findings:
        """What the answers show; nothing is asked and nothing drawn without a seed."""
        ...


@runtime_checkable
class ComparesRespondents(Protocol):
    """An instrument that sets the respondent beside others: our decoder under each of ``profiles``."""

    @property
    def profiles(self) -> tuple[str, ...]:
        """Who is to be invited before anybody is asked."""
        ...

    def invite(self, others: Sequence[Respondent]) -> None:
        """The respondents that the next one asked is compared with."""
        ...


@runtime_checkable
class KnowsItsKey(Protocol):
    """An instrument whose answers are choices that are known to speak for values: a simulated person can fill it in."""

    def answer_key(self) -> AnswerKey:
        """Which values they speak for."""
        ...


INSTRUMENTS: dict[str, tuple[type[BaseModel], type]] = {
    "adaem": (AdaptiveQuestions.Config, AdaptiveQuestions),
    "portrait": (ValuePortrait.Config, ValuePortrait),
    "pvq": (PortraitQuestionnaire.Config, PortraitQuestionnaire),
    "staircase": (StaircaseOfDilemmas.Config, StaircaseOfDilemmas),
}


def build_instrument(settings: Mapping[str, Any]) -> Instrument[Any]:
    """The instrument that ``settings["name"]`` names, built from the other keys.

    Raises:
        UserError: there is no such instrument, or a key it does not know.
    """
    name = str(settings.get("name"))
    if name not in INSTRUMENTS:
        near = nearest_name(name, INSTRUMENTS)
        hint = f"did you mean instrument={near}?" if near else f"known: {', '.join(INSTRUMENTS)}"
        raise UserError(f"instrument={name}", "there is no such instrument", hint)
    config, instrument = INSTRUMENTS[name]
    rest = {key: value for key, value in settings.items() if key != "name"}
    return instrument(build_config(config, rest, where="instrument"))
