"""A profile: how important each value is to somebody, from 1 (least) to 5 (most). Partial profiles say nothing of the
values they leave out.
"""

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real
from statistics import fmean
from typing import cast

from couple.foundation import UserError
from couple.values import distance
from couple.values.distance import Measured
from couple.values.frozen import FrozenMapping
from couple.values.mapping import SystemMapping, load_mapping
from couple.values.scale import HIGHEST, LOWEST
from couple.values.system import ValueSystem


@dataclass(frozen=True)
class ValueProfile:
    """Priorities over some or all values of a system; real numbers in 1..5, kept in the system's order.

    Raises:
        UserError: no priority at all, a name that is not in the system, a priority that is no number in 1..5.
    """

    system: ValueSystem
    priorities: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.priorities:
            remedy = f"name at least one of {', '.join(self.system.names)}"
            raise UserError("set priorities", "there are none", remedy)
        self.system.require(self.priorities, asked="set priorities")
        given = {name: _priority(name, self.priorities[name]) for name in self.system.names if name in self.priorities}
        object.__setattr__(self, "priorities", FrozenMapping(given))

    @property
    def names(self) -> tuple[str, ...]:
        """The values this profile speaks of, in the system's order."""
        return tuple(self.priorities)

    def shared(self, other: "ValueProfile") -> tuple[str, ...]:
        """The values both profiles speak of. Raises ``UserError`` when they follow different systems."""
        if self.system.name != other.system.name:
            asked = "compare two profiles"
            found = f"one follows {self.system.name}, the other {other.system.name}"
            raise UserError(asked, found, "convert one of them first")
        return tuple(name for name in self.names if name in other.priorities)

    def difference(self, other: "ValueProfile") -> dict[str, float]:
        """``self - other`` on each shared value, in -4..4."""
        return {name: self.priorities[name] - other.priorities[name] for name in self.shared(other)}

    def ranks(self) -> dict[str, float]:
        """The rank of each value, 1 = most important; ties share their average rank."""
        scores = list(self.priorities.values())
        return {
            name: 1 + sum(other > score for other in scores) + (scores.count(score) - 1) / 2
            for name, score in self.priorities.items()
        }

    def spearman(self, other: "ValueProfile") -> Measured:
        """Spearman's rank correlation (-1..1) over the shared values, ranked among themselves.

        It has no value, but a reason, for fewer than two shared values and when one profile gives all of them the
        same priority.
        """
        names = self.shared(other)
        return distance.spearman(self._over(names), other._over(names))

    def mean_absolute_error(self, other: "ValueProfile") -> Measured:
        """The mean of ``|self - other|`` (0..4) over the shared values; a reason instead when there are none."""
        names = self.shared(other)
        return distance.mean_absolute_error(self._over(names), other._over(names))

    def convert(self, target: ValueSystem, mapping: SystemMapping | None = None) -> "ValueProfile":
        """The same priorities in another system: each target value is the mean of its source values that are present.

        Target values without any are left out. ``mapping`` defaults to the one that ships with couple. Raises
        ``UserError`` when there is no mapping, or when nothing of this profile reaches ``target``.
        """
        if target == self.system:
            return self
        if mapping is None:
            mapping = load_mapping(self.system.name, target.name)
        present = {
            broad: [self.priorities[fine] for fine in members if fine in self.priorities]
            for broad, members in mapping.groups.items()
        }
        return ValueProfile(target, {broad: fmean(scores) for broad, scores in present.items() if scores})

    def to_mapping(self) -> dict[str, object]:
        """``{"system": name, "priorities": {value: priority}}``, plain data for JSON or YAML."""
        return {"system": self.system.name, "priorities": dict(self.priorities)}

    def to_yaml(self, *, system: str | None = None) -> str:
        """The text of a ``profile.yaml`` that ``load_profile`` reads back to an equal profile.

        Args:
            system: what to write for the system: its name by default; give the path of a system of your own.
        """
        import yaml

        content = self.to_mapping() | ({"system": system} if system else {})
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)

    def _over(self, names: Iterable[str]) -> dict[str, float]:
        return {name: self.priorities[name] for name in names}


def _priority(name: str, given: object) -> float:
    # bool is an int to Python; the comparison is False for NaN and safe for integers too long for a float.
    if isinstance(given, Real) and not isinstance(given, bool) and LOWEST <= cast(float, given) <= HIGHEST:
        return float(given)
    found = f"{reprlib.repr(given)} is not a number from {LOWEST:g} to {HIGHEST:g}"
    remedy = f"write {name}: 1 (not important at all) ... {name}: 5 (most important); 2.5 is fine"
    raise UserError(f"set the priority of {name}", found, remedy)
