"""What every instrument can do: take recorded answers or ask a respondent, and score what came of it.

A new instrument is a class with a ``Config`` and these names, entered in ``INSTRUMENTS``.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel

from couple.foundation import UserError, build_config, nearest_name
from couple.instruments.portrait_questionnaire import PortraitQuestionnaire
from couple.instruments.ratings import Ratings
from couple.instruments.respondent import Respondent
from couple.instruments.scores import DimensionScore
from couple.instruments.value_portrait import ValuePortrait


class Instrument(Protocol):
    """A way to measure values."""

    @property
    def title(self) -> str:
        """What it is, for a heading."""
        ...

    @property
    def limits(self) -> Sequence[str]:
        """What a reader of its scores must not conclude."""
        ...

    def recorded(self, path: str | Path) -> Ratings:
        """Answers that somebody recorded earlier."""
        ...

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Ratings:
        """Answers of a respondent, asked now; ``log`` keeps every one of them as it was given."""
        ...

    def score(self, ratings: Ratings) -> list[DimensionScore]:
        """One score a respondent, family and dimension."""
        ...


INSTRUMENTS: dict[str, tuple[type[BaseModel], type]] = {
    "portrait": (ValuePortrait.Config, ValuePortrait),
    "pvq": (PortraitQuestionnaire.Config, PortraitQuestionnaire),
}


def build_instrument(settings: Mapping[str, Any]) -> Instrument:
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
