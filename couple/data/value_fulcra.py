"""Value FULCRA (Yao et al. 2024), the public part: 1,718 answers of five models with signed labels of the ten values.

A label says that an answer upholds (+1) or violates (-1) a value; a value without a label is 0: not at stake.
"""

import json
import re
from collections.abc import Sequence

import pandas as pd

from couple.data.location import locate
from couple.foundation import UserError, read_text
from couple.values import load_system

_LABEL = re.compile(r"(?P<name>[a-z-]+): *(?P<sign>[-+=]?)1\+?$")


def load_value_fulcra() -> pd.DataFrame:
    """One row a dialogue, in the order of the file.

    Columns: ``question``, ``text`` (the answer), ``source`` (the model), and for each of schwartz10's names an int in
    -1, 0, +1. Where one answer carries both signs for a value, the value is 0. ``humility`` counts as tradition, of
    which it was a part in the theory of ten values.

    Raises:
        UserError: the data set is not there, or a line is not what its publisher describes.
    """
    path = locate("value_fulcra") / "trustworthy_data.jsonl"
    lines = read_text(path, what="data set").removesuffix("\n").split("\n")  # texts may hold other line ends
    names = load_system("schwartz10").names
    return pd.DataFrame(
        [_record(line, names, asked=f"read line {number} of {path}") for number, line in enumerate(lines, start=1)]
    )


def _record(line: str, names: Sequence[str], *, asked: str) -> dict[str, str | int]:
    try:
        raw = json.loads(line)
        question, text = raw["dialogue"].removeprefix("Human:").split("\nBob:", 1)
        labels = [_signed(label, names, asked) for label in raw["value_types"]]
        source = raw["response_source"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(asked, "it is not a labelled dialogue", "fetch the data set again") from None
    totals = dict.fromkeys(names, 0)
    for name, sign in set(labels):
        totals[name] += sign
    return {"question": question.strip(), "text": text.strip(), "source": source, **totals}


def _signed(label: str, names: Sequence[str], asked: str) -> tuple[str, int]:
    match = _LABEL.match(label.strip().lower())
    name = match["name"].replace("-", "_") if match else ""
    name = "tradition" if name == "humility" else name
    if not match or name not in names:
        raise UserError(asked, f"{label!r} is no signed label of a value", "fetch the data set again")
    return name, -1 if match["sign"] == "-" else 1
