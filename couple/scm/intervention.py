"""Interventions as people type them, checked."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError
from couple.scm.frames import refuse_unknown


class WhatIfConfig(BaseModel):
    """What ``couple.whatif`` is asked. ``strict`` refuses what lies outside the support instead of warning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scm: str
    observed: str
    do: dict[str, Any] = {}
    strict: bool = False
    seed: int = 0


def read_intervention(typed: Mapping[str, object], nodes: Sequence[str]) -> dict[str, float]:
    """``typed`` (name to number) as an intervention on ``nodes``.

    Raises:
        UserError: nothing is set, a name is no node (the nearest is named), or a value is no finite number.
    """
    if not typed:
        raise UserError("ask what if", "nothing was set", f"type do.NAME=NUMBER, for example do.{nodes[-1]}=5")
    for name, value in typed.items():
        refuse_unknown(name, nodes)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise UserError(f"do.{name}={value}", "it is not a finite number", f"type do.{name}=NUMBER")
    return {name: float(value) for name, value in typed.items() if isinstance(value, int | float)}
