"""What a training measures of itself: one record a step in ``curves.jsonl``, and what a certificate keeps of them.

A record holds ``step`` (from 1; 0 is before the first), ``loss`` and the objective's numbers, ``learning_rate``,
``gradient_norm`` before clipping, ``seconds``, and at some steps the same numbers on held-out topics, under
``held_out_...``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from couple.foundation import read_json_lines, write_text

CURVES_FILE = "curves.jsonl"
HELD_OUT = "held_out_"
_SETTINGS = {"step", "learning_rate", "gradient_norm", "seconds"}


@dataclass(frozen=True)
class Curve:
    """One number over the steps, as (step, number) pairs: in training, and on held-out topics where it was measured."""

    name: str
    training: tuple[tuple[int, float], ...]
    held_out: tuple[tuple[int, float], ...]


def read_curves(path: Path) -> list[dict[str, Any]]:
    """The records of a run so far; none where there is no file."""
    return read_json_lines(path, drop_broken_end=True) if path.exists() else []


def cut_curves(path: Path, *, step: int) -> None:
    """Keep what was measured up to ``step``, from which the training goes on, or nothing where that is 0."""
    kept = [record for record in read_curves(path) if step > 0 and record["step"] <= step]
    write_text(path, "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept))


def curves(records: Sequence[Mapping[str, Any]]) -> list[Curve]:
    """Every number that was measured in training, in the order of the records."""
    names = dict.fromkeys(name for record in records for name in record if name not in _SETTINGS)
    return [
        Curve(name, _points(records, name), _points(records, HELD_OUT + name))
        for name in names
        if not name.startswith(HELD_OUT)
    ]


def summary(records: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """For a certificate: the number of steps, and each curve's first and final number.

    ``final_...`` of training is the mean of the last twentieth of the steps; held out it is the last measurement.
    """
    last = int(records[-1]["step"])
    metrics: dict[str, float] = {"steps": last}
    for curve in curves(records):
        tail = [number for step, number in curve.training if step > last - max(1, last // 20)]
        metrics |= {f"first_{curve.name}": curve.training[0][1], f"final_{curve.name}": sum(tail) / len(tail)}
        if curve.held_out:
            name = HELD_OUT + curve.name
            metrics |= {f"first_{name}": curve.held_out[0][1], f"final_{name}": curve.held_out[-1][1]}
    return metrics


def _points(records: Sequence[Mapping[str, Any]], name: str) -> tuple[tuple[int, float], ...]:
    return tuple((int(record["step"]), float(record[name])) for record in records if name in record)
