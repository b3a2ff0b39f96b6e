"""Value systems as data: which values a theory names, what they mean, and which of them agree or clash.

A system is a YAML file; ours lie in ``couple/values/systems`` and anyone may write their own and name it by its path.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from couple.foundation import UserError, build_config, nearest_name, read_yaml
from couple.values.frozen import FrozenMapping
from couple.values.shipped import SYSTEM_FOLDER, find_yaml, shipped_names

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Pairs = frozenset[frozenset[str]]


class Value(BaseModel):
    """One value: a snake_case ``name``, the ``label`` as its theory prints it, and a ``definition`` of one sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    label: Text
    definition: Text


class ValueSystem(BaseModel):
    """A theory of values.

    ``higher_order`` groups values under a broader name. ``circle`` is the order of the motivational circle where the
    theory has one, else None. Relations are unordered pairs: on a circle, neighbours are compatible and opposite values
    conflict (``circle_neighbours``, ``circle_opposites``); pairs that are given are added to these.

    Raises:
        UserError: a name that stands twice, a relation or group that names an unknown value, a contradiction.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    title: Text
    source: Text
    values: tuple[Value, ...] = Field(min_length=1)
    higher_order: Annotated[Mapping[Name, tuple[str, ...]], AfterValidator(FrozenMapping)] = FrozenMapping({})
    circle: tuple[str, ...] | None = None
    compatible: Pairs = Field(default=frozenset(), validate_default=True)
    conflicting: Pairs = Field(default=frozenset(), validate_default=True)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values, in the order of the system."""
        return tuple(value.name for value in self.values)

    def value(self, name: str) -> Value:
        """The value called ``name``. Raises ``UserError`` with the nearest name when there is none."""
        self.require([name], asked=f"look up the value {name!r}")
        return self.values[self.names.index(name)]

    def require(self, names: Iterable[object], *, asked: str) -> None:
        """Raise ``UserError`` for the first of ``names`` that is not a value of this system, with the nearest one."""
        for name in names:
            if name not in self.names:
                near = nearest_name(str(name), self.names)
                hint = f"did you mean {near}?" if near else f"its values: {', '.join(self.names)}"
                raise UserError(asked, f"{self.name} has no value {name!r}", hint)

    @field_validator("compatible")
    @classmethod
    def _add_neighbours(cls, pairs: Pairs, info: ValidationInfo) -> Pairs:
        return pairs | circle_neighbours(info.data.get("circle") or ())

    @field_validator("conflicting")
    @classmethod
    def _add_opposites(cls, pairs: Pairs, info: ValidationInfo) -> Pairs:
        return pairs | circle_opposites(info.data.get("circle") or ())

    @model_validator(mode="after")
    def _check_names(self) -> "ValueSystem":
        asked = f"define the value system {self.name}"
        _refuse_repeats(self.names, f"{asked}, values")
        if self.circle is not None:
            _refuse_repeats(self.circle, f"{asked}, circle")
            self.require(self.circle, asked=f"{asked}, circle")
            if len(self.circle) < 4:
                raise UserError(f"{asked}, circle", "it holds fewer than four values", "leave the circle out")
        for group, members in self.higher_order.items():
            _refuse_repeats(members, f"{asked}, higher_order.{group}")
            self.require(members, asked=f"{asked}, higher_order.{group}")
        for relation, pairs in (("compatible", self.compatible), ("conflicting", self.conflicting)):
            for pair in sorted(map(sorted, pairs)):
                self.require(pair, asked=f"{asked}, {relation}")
                if len(pair) != 2:
                    raise UserError(f"{asked}, {relation}", f"{pair} is not a pair of two values", "write [one, other]")
        for pair in sorted(map(sorted, self.compatible & self.conflicting)):
            found = f"{' and '.join(pair)} are called both compatible and conflicting"
            raise UserError(asked, found, "keep one of the two (neighbours on the circle are compatible)")
        return self


def circle_neighbours(circle: tuple[str, ...]) -> Pairs:
    """Pairs that stand side by side on ``circle``."""
    return frozenset(frozenset({name, circle[place - 1]}) for place, name in enumerate(circle))


def circle_opposites(circle: tuple[str, ...]) -> Pairs:
    """Pairs as far apart on ``circle`` as two places can be: n // 2 steps, so two opposites each when n is odd."""
    return frozenset(frozenset({name, circle[place - len(circle) // 2]}) for place, name in enumerate(circle))


def shipped_systems() -> tuple[str, ...]:
    """The names of the systems that ship with couple."""
    return shipped_names(SYSTEM_FOLDER)


def load_system(ref: str | Path, *, relative_to: Path | None = None) -> ValueSystem:
    """The system that ``ref`` means: a shipped name such as ``"schwartz10"``, or the path of a YAML file.

    Relative paths start at ``relative_to``, or else where the user stands. Raises ``UserError`` when the file is
    missing, is not plain YAML, or does not describe a system.
    """
    path = find_yaml(ref, SYSTEM_FOLDER, what="value system", relative_to=relative_to)
    raw: Any = read_yaml(path, what="value system")
    if not isinstance(raw, Mapping):
        remedy = "give it name, title, source and values (see the systems that ship with couple)"
        raise UserError(f"read the value system {path}", "it does not hold a mapping of keys", remedy)
    return build_config(ValueSystem, raw, where="system")


def _refuse_repeats(names: tuple[str, ...], asked: str) -> None:
    name, times = Counter(names).most_common(1)[0] if names else ("", 0)
    if times > 1:
        raise UserError(asked, f"{name} stands {times} times", "keep one of them")
