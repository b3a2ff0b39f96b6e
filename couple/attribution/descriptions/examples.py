"""Examples as people write them: a JSON Lines file, each line a text and what it shows.

    {"text": "Nobody should be left to die in the cold.", "labels": {"care": 1, "loyalty": 0}}
    {"text": "We do what our elders tell us.", "levels": {"authority": 5}}

``labels`` says 1 (shown) or 0 (not shown), ``levels`` a score from 1 to 5, of which 3 and above count as shown. Values
that a line does not name are unknown there, not absent. A mistake here would silently teach, so any refuses the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from couple.attribution.protocol import Utterance
from couple.foundation import UserError, read_text
from couple.values import ValueSystem

SHOWN = 3.0  # the border of presence on the anchored scale
MOST_BYTES = 50_000_000
Level = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


@dataclass(frozen=True)
class Example:
    """A text, and for the values that its author spoke of whether it shows them."""

    text: str
    shows: Mapping[str, bool]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    text: str
    labels: Mapping[str, Literal[0, 1]] = {}
    levels: Mapping[str, Level] = {}


def read_examples(path: str | Path, system: ValueSystem) -> list[Example]:
    """The examples in the file ``path``, in order.

    Raises:
        UserError: the file cannot be read, a line is not an example, names no value or one that ``system`` lacks, or
            gives both a label and a level for the same value.
    """
    lines = read_text(path, what="examples", max_bytes=MOST_BYTES).split("\n")
    return [_read(line, system, f"read line {n} of {path}") for n, line in enumerate(lines, 1) if line.strip()]


def _read(line: str, system: ValueSystem, asked: str) -> Example:
    remedy = f'write {{"text": "...", "labels": {{"{system.names[0]}": 1}}}} on each line'
    try:
        given = _Line.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise UserError(asked, f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}", remedy) from None
    except (ValueError, RecursionError) as error:
        raise UserError(asked, f"it is not JSON: {error}", remedy) from None
    system.require([*given.labels, *given.levels], asked=asked)
    if twice := sorted(given.labels.keys() & given.levels.keys()):
        raise UserError(asked, f"{twice[0]} has both a label and a level", "keep one of the two")
    if not given.labels and not given.levels:
        raise UserError(asked, "it says nothing about any value", remedy)
    if Utterance(given.text).empty:
        raise UserError(asked, "its text is empty", "leave the line out")
    shows = {name: mark == 1 for name, mark in given.labels.items()}
    return Example(given.text, shows | {name: level >= SHOWN for name, level in given.levels.items()})
