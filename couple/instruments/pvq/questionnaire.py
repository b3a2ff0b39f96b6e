"""A portrait questionnaire as data: which short portraits it shows and which value each speaks for.

Ours ships with the package. The wording of published questionnaires belongs to their authors: a file of your own in
the same form (name, system, items with id, value and text) loads them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, build_config, package_file, read_yaml
from couple.values import ValueSystem, load_system

SHIPPED = "portraits40"
Text = Annotated[str, Field(min_length=1)]


class PortraitItem(BaseModel):
    """One portrait: an identifier, the value it speaks for, and the description of a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    value: Text
    text: Text


class Questionnaire(BaseModel):
    """``items`` over the values of ``system`` (a shipped name or the path of a YAML file)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    system: Text
    items: tuple[PortraitItem, ...] = Field(min_length=1)

    @property
    def key(self) -> dict[str, tuple[str, ...]]:
        """The items of each value that has any, in the order of the system."""
        return {
            value: items
            for value in self.values.names
            if (items := tuple(item.id for item in self.items if item.value == value))
        }

    @property
    def values(self) -> ValueSystem:
        """The value system that the items speak of."""
        return load_system(self.system)


def load_questionnaire(ref: str = SHIPPED) -> Questionnaire:
    """The questionnaire ``ref``: ``portraits40``, or the path of a YAML file.

    Raises:
        UserError: the file is missing or damaged, an item stands twice, or a value is not in the system.
    """
    shipped = package_file("instruments", "pvq", "questionnaires", f"{SHIPPED}.yaml")
    raw = read_yaml(shipped if ref == SHIPPED else ref, what="questionnaire")
    asked = f"instrument.questionnaire={ref}"
    if not isinstance(raw, dict):
        raise UserError(asked, "it does not hold a mapping of keys", "give it name, system and items")
    questionnaire = build_config(Questionnaire, raw, where="questionnaire")
    questionnaire.values.require([item.value for item in questionnaire.items], asked=asked)
    seen: set[str] = set()
    for item in questionnaire.items:
        if item.id in seen:
            raise UserError(asked, f"the item {item.id} stands twice", "give every item its own id")
        seen.add(item.id)
    return questionnaire
