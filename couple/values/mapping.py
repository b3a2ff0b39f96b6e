"""From one value system to another: which finer values make up each broader one, as data."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from couple.foundation import UserError, nearest_name, read_yaml
from couple.values.frozen import FrozenMapping
from couple.values.shipped import MAPPING_FOLDER, shipped_names
from couple.values.system import ValueSystem, load_system


class SystemMapping(BaseModel):
    """For each value of ``target``, the values of ``source`` that make it up. Each source value is used at most once.

    Raises:
        UserError: a group that names an unknown value, or a source value in two groups.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: ValueSystem
    target: ValueSystem
    groups: Annotated[Mapping[str, tuple[str, ...]], AfterValidator(FrozenMapping)]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Source values that no target value takes in."""
        used = {name for members in self.groups.values() for name in members}
        return tuple(name for name in self.source.names if name not in used)

    @model_validator(mode="after")
    def _check_names(self) -> "SystemMapping":
        asked = f"map {self.source.name} to {self.target.name}"
        self.target.require(self.groups, asked=asked)
        place: dict[str, str] = {}
        for group, members in self.groups.items():
            self.source.require(members, asked=f"{asked}, {group}")
            for name in members:
                if name in place:
                    raise UserError(asked, f"{name} stands under {place[name]} and {group}", "keep one of the two")
                place[name] = group
        return self


def load_mapping(source: str, target: str) -> SystemMapping:
    """The shipped mapping between two shipped systems, such as ``load_mapping("schwartz20", "schwartz10")``.

    Raises ``UserError`` when none ships; ``SystemMapping`` builds one of your own.
    """
    asked = f"map {source} to {target}"
    known = shipped_names(MAPPING_FOLDER)
    name = f"{source}_to_{target}"
    if name not in known:
        near = nearest_name(name, known)
        hint = f"did you mean {near.replace('_to_', ' to ')}?" if near else f"shipped: {', '.join(known)}"
        raise UserError(asked, "no such mapping ships with couple", hint)
    groups = read_yaml(MAPPING_FOLDER / f"{name}.yaml", what="mapping")
    return SystemMapping(source=load_system(source), target=load_system(target), groups=groups)
