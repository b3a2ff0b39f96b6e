"""Criteria: for each value of a system, what a text does on each of the levels 1 to 5 (COUPLE, Guo et al. 2025).

They are data: built from a system's definitions, rewritten by the calibration, or written by hand as YAML or JSON::

    system: schwartz10
    values:
      security: {contradicted: ..., absent: ..., mentioned: ..., present: ..., most_important: ...}
      ...
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

from couple.foundation import UserError, build_config, read_json, read_yaml, write_json, write_text
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

Criterion = Annotated[str, Field(pattern=r"^[^\n]{1,600}$")]  # one line of at most 600 characters


class ValueCriteria(BaseModel):
    """One sentence a level, 1 to 5 in this order, each about the text: "mentions safety in passing"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contradicted: Criterion
    absent: Criterion
    mentioned: Criterion
    present: Criterion
    most_important: Criterion


LEVEL_NAMES = tuple(ValueCriteria.model_fields)


class Criteria(BaseModel):
    """The criteria of every value of the system called ``system``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str
    values: Annotated[Mapping[str, ValueCriteria], AfterValidator(FrozenMapping), PlainSerializer(dict)]

    @classmethod
    def from_definitions(cls, system: ValueSystem) -> "Criteria":
        """The paper's five levels, said of each value by its label; the definition stands beside them in the prompt."""
        return cls(system=system.name, values={value.name: _plain(value.label) for value in system.values})

    def require(self, system: ValueSystem) -> None:
        """Raise ``UserError`` unless these are criteria for exactly the values of ``system``."""
        asked = f"rate the values of {system.name}"
        if self.system != system.name:
            raise UserError(asked, f"the criteria are for {self.system}", f"set system: {system.name}")
        system.require(self.values, asked=asked)
        for name in system.names:
            if name not in self.values:
                raise UserError(asked, f"there are no criteria for {name}", "add the five criteria of that value")

    def rewritten(self, changes: Mapping[str, ValueCriteria]) -> "Criteria":
        """These criteria with those of some values replaced."""
        return Criteria(system=self.system, values={**self.values, **changes})

    def save(self, path: str | Path) -> None:
        """Write a file that ``load_criteria`` reads; JSON when it is called so, else YAML."""
        import yaml

        plain = {"system": self.system, "values": {name: one.model_dump() for name, one in self.values.items()}}
        if Path(path).suffix == ".json":
            write_json(path, plain)
        else:
            write_text(path, yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120))


def load_criteria(path: str | Path, system: ValueSystem) -> Criteria:
    """The criteria in a YAML or JSON file. Raises ``UserError`` with the nearest name for a key that is unknown."""
    read = read_json if Path(path).suffix == ".json" else read_yaml
    raw = read(path, what="criteria")
    try:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("values", {}), Mapping):
            raise UserError("find criteria", "it is no mapping of values", "write system: NAME and values: {...}")
        system.require(raw.get("values", {}), asked="set values")
        values = {name: _one(name, texts) for name, texts in raw.get("values", {}).items()}
        criteria = build_config(Criteria, {**raw, **({"values": values} if "values" in raw else {})}, where="")
        criteria.require(system)
    except UserError as error:
        raise UserError(f"read the criteria {path}: {error.asked}", error.found, error.remedy) from None
    return criteria


def _one(name: str, texts: object) -> ValueCriteria:
    if not isinstance(texts, Mapping):
        raise UserError(f"set values.{name}", "it is no mapping", f"give it {', '.join(LEVEL_NAMES)}")
    return build_config(ValueCriteria, texts, where=f"values.{name}")


def _plain(label: str) -> ValueCriteria:
    label = " ".join(label.split())[:300]
    return ValueCriteria(
        contradicted=f"argues against {label}, or for something that defeats it",
        absent=f"speaks neither for nor against {label}",
        mentioned=f"touches on {label}, without giving it weight",
        present=f"gives {label} weight, as one reason among others",
        most_important=f"is about {label}: without it, the text would mean something else",
    )
