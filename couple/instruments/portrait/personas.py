"""Personas: a respondent told who it is, and whether its groups differ as people do.

    difference(a, b; v) = score of v as persona a minus score of v as persona b,   for the model and for people

for personas of one attribute (gender, age, country). Han et al. (ACL 2025), section 6.2 and appendix G. Human means
come with the personas: ours from the European Social Survey (``personas.yaml``), countries from ``couple.values``, or a
file of your own in the same form.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, build_config, nearest_name, package_file, read_yaml
from couple.instruments.portrait.steering import Profile, shift
from couple.instruments.portrait.variants import SYSTEM, Variant
from couple.values import CountryMeans, find_country, load_system
from couple.values.distance import Measured, spearman

Text = Annotated[str, Field(min_length=1)]


class Persona(BaseModel):
    """One persona; ``human``: mean centred scores of such people in points of the 1..6 scale, where known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[^\[\]]+$")]
    attribute: Text
    text: Text
    respondents: int | None = None
    human: Mapping[str, Annotated[float, Field(ge=-5, le=5)]] | None = None

    @property
    def variant(self) -> Variant:
        """The system text that makes a respondent the persona."""
        return Variant(self.name, f"{SYSTEM} {self.text}")


class PersonaFile(BaseModel):
    """A file of personas; ``source`` says where the human means come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Text
    personas: tuple[Persona, ...] = Field(min_length=1)


@dataclass(frozen=True)
class GroupDifference:
    """Persona ``one`` minus persona ``other`` on each value: ``model``'s and people's, where both means are known."""

    one: Persona
    other: Persona
    model: Profile
    people: Mapping[str, float] | None

    @property
    def agreement(self) -> Measured:
        """Spearman correlation of the model's differences with people's over the values, -1..1."""
        if self.people is None:
            return Measured(None, "no human means")
        known = {value: moved for value, moved in self.model.items() if moved is not None}
        return spearman({value: self.people[value] for value in known if value in self.people}, known)

    @property
    def sizes(self) -> tuple[float | None, float | None]:
        """Mean absolute difference over the values: the model's, people's."""
        moved = [abs(one) for one in self.model.values() if one is not None]
        return fmean(moved) if moved else None, fmean(map(abs, self.people.values())) if self.people else None


def read_personas(path: str | Path | None = None) -> PersonaFile:
    """Ours, or a YAML file of your own. Raises ``UserError`` for a damaged file, a doubled name or an unknown value."""
    raw = read_yaml(path or package_file("instruments", "portrait", "personas.yaml"), what="personas")
    asked = f"instrument.persona_file={path}"
    if not isinstance(raw, dict):
        raise UserError(asked, "it does not hold a mapping of keys", "give source and personas")
    read = build_config(PersonaFile, raw, where="personas")
    names = [persona.name for persona in read.personas]
    for persona in read.personas:
        if names.count(persona.name) > 1:
            raise UserError(asked, f"the persona {persona.name} stands twice", "give every persona its own name")
        load_system("schwartz10").require(persona.human or (), asked=f"{asked}, {persona.name}")
    return read


def find_personas(names: Iterable[str], known: PersonaFile) -> list[Persona]:
    """The personas of these names, countries of the European Social Survey among them. Raises ``UserError``."""
    by_name = {persona.name: persona for persona in known.personas}
    found: list[Persona] = []
    for name in names:
        if name in by_name:
            found.append(by_name[name])
            continue
        try:
            found.append(_resident(name, find_country(name)))
        except UserError:
            near = nearest_name(name, by_name)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(by_name)}, and countries"
            raise UserError(f"instrument.personas={name}", "there is no such persona", hint) from None
    return found


def personas_among(names: Iterable[str], known: PersonaFile) -> list[Persona]:
    """Those of ``names`` that are personas; other variants of a respondent are none of our concern."""
    found: list[Persona] = []
    for name in dict.fromkeys(names):
        with suppress(UserError):
            found += find_personas([name], known)
    return found


def group_differences(profiles: Mapping[str, Profile], personas: Sequence[Persona]) -> list[GroupDifference]:
    """Of every two personas of one attribute among ``profiles`` (persona's name -> profile), in the given order."""
    measured = [persona for persona in personas if persona.name in profiles]
    return [
        GroupDifference(one, other, shift(profiles[one.name], profiles[other.name]), _human_difference(one, other))
        for one, other in combinations(measured, 2)
        if one.attribute == other.attribute
    ]


def _human_difference(one: Persona, other: Persona) -> dict[str, float] | None:
    if one.human is None or other.human is None:
        return None
    return {value: mean - other.human[value] for value, mean in one.human.items() if value in other.human}


def _resident(name: str, country: CountryMeans) -> Persona:
    text = f"You have lived in {country.name} all your life."
    return Persona(name=name, attribute="country", text=text, respondents=country.respondents, human=country.centred)
