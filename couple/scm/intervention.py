"""Interventions: what is done to a node, to which rows, and how people type it.

A rule acts on the value that a row would naturally take in the world in which the other interventions hold, with its
own noise. A plain number or series is short for ``Set``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError
from couple.scm.frames import refuse_unknown, series

if TYPE_CHECKING:
    import numpy
    import pandas


@dataclass(frozen=True, eq=False)
class Set:
    """The node takes ``value``: a number, a category, or a series with one of them for each observed row."""

    value: "float | str | pandas.Series"


@dataclass(frozen=True)
class Shift:
    """The node moves by ``by`` from its natural value."""

    by: float


@dataclass(frozen=True)
class Clip:
    """The node's natural value is moved into ``low`` to ``high``, ends included; None leaves that side open."""

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        low, high = self.low, self.high
        if low is None and high is None:
            raise UserError(
                "clip a value", "neither end is given", "type clip.NAME=[LOW,HIGH]; null leaves a side open"
            )
        if low is not None and high is not None and low > high:
            raise UserError(f"clip to {low:g} to {high:g}", "the ends are the wrong way round", "type the lower first")


@dataclass(frozen=True)
class Soft:
    """The node listens to other causes: ``intercept + sum weights[cause] * cause`` in place of its own mechanism.

    Its own noise stays. For a graded answer this is its latent utility, in units of its noise. Every cause must come
    before the node in causal order, so that no cycle arises.
    """

    weights: Mapping[str, float]
    intercept: float = 0.0


@dataclass(frozen=True)
class Where:
    """``rule`` only for the rows whose observed cells fit every condition; all other rows are left alone.

    ``within`` gives closed ranges of numbers (None leaves a side open), ``among`` gives categories.
    """

    rule: Set | Shift | Clip | Soft
    within: Mapping[str, tuple[float | None, float | None]] | None = None
    among: Mapping[str, tuple[str, ...]] | None = None

    def rows(self, observed: "pandas.DataFrame") -> "numpy.ndarray":
        """One truth value a row of ``observed``. Raises ``UserError`` where a condition names no column."""
        import numpy
        import pandas

        chosen = numpy.ones(len(observed), dtype=bool)
        names = [*(self.within or {}), *(self.among or {})]
        for name in names:
            refuse_unknown(name, [str(column) for column in observed.columns], asked="choose rows by")
        for name, (low, high) in (self.within or {}).items():
            numbers = numpy.asarray(pandas.to_numeric(series(observed, name), errors="coerce"), dtype=float)
            chosen &= (numbers >= (-math.inf if low is None else low)) & (
                numbers <= (math.inf if high is None else high)
            )
        for name, categories in (self.among or {}).items():
            chosen &= observed[name].astype(str).isin(categories).to_numpy()
        return chosen


Rule: TypeAlias = Set | Shift | Clip | Soft | Where


class WhatIfConfig(BaseModel):
    """What ``couple.whatif`` is asked. ``strict`` refuses what lies outside the support instead of warning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scm: str
    observed: str
    do: dict[str, Any] = {}
    shift: dict[str, Any] = {}
    clip: dict[str, Any] = {}
    where: dict[str, Any] = {}
    strict: bool = False
    seed: int = 0


def read_intervention(config: WhatIfConfig, nodes: Sequence[str]) -> dict[str, Rule]:
    """What the command was asked to do, as one rule for each node.

    Raises:
        UserError: nothing is done, a name is no node (the nearest is named), a node is named twice, or a value does not
            fit.
    """
    typed = {"do": config.do, "shift": config.shift, "clip": config.clip}
    if not any(typed.values()):
        raise UserError("ask what if", "nothing was set", f"type do.NAME=NUMBER, for example do.{nodes[-1]}=5")
    rules: dict[str, Rule] = {}
    for verb, settings in typed.items():
        for name, value in settings.items():
            refuse_unknown(name, nodes)
            if name in rules:
                raise UserError(f"{verb}.{name}={value}", f"{name} is intervened on twice", "keep one of the two")
            rules[name] = _read_rule(verb, name, value)
    if not config.where:
        return rules
    within, among = {}, {}
    for name, value in config.where.items():
        if isinstance(value, list) and len(value) == 2 and all(v is None or _is_number(v) for v in value):
            within[name] = (value[0], value[1])
        else:
            among[name] = tuple(str(v) for v in (value if isinstance(value, list) else [value]))
    return {name: Where(rule, within, among) for name, rule in rules.items() if not isinstance(rule, Where)}


def _read_rule(verb: str, name: str, value: object) -> Set | Shift | Clip:
    asked = f"{verb}.{name}={value}"
    if verb == "do":
        if isinstance(value, str) and value:
            return Set(value)
        if not _is_number(value):
            raise UserError(asked, "it is not a finite number", f"type do.{name}=NUMBER")
        return Set(float(value))  # pyright: ignore[reportArgumentType] -- a number, as just checked
    if verb == "shift":
        if not _is_number(value):
            raise UserError(asked, "it is not a finite number", f"type shift.{name}=NUMBER")
        return Shift(float(value))  # pyright: ignore[reportArgumentType]
    if not (isinstance(value, list) and len(value) == 2 and all(end is None or _is_number(end) for end in value)):
        raise UserError(asked, "it is not a range", f"type clip.{name}=[LOW,HIGH]; null leaves a side open")
    return Clip(value[0], value[1])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
