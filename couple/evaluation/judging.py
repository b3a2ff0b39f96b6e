"""The second half of a benchmark: a judge that no method has seen reads every answer, and the metrics follow.

The judge is any ``Attributor``; the benchmark's own is ``couple.evaluation.judge``, which shares neither training rows
nor encoder with the attributor that methods may use in their loops.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.evaluation.metrics import (
    Measured,
    kendall,
    mean_absolute_error,
    priority_preservation,
    spearman,
    total_absolute_error,
)
from couple.foundation import Progress
from couple.instruments import AnswerLog, content_id
from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.attribution import Attributor

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer with the judge's scores and its distances from the target; ``record`` as ``answer_all`` gave it."""

    record: Mapping[str, Any]
    target: ValueProfile
    scores: Mapping[str, float]
    mae: Measured
    total_error: Measured
    spearman: Measured
    kendall: Measured
    priority_kept: Measured

    @property
    def question(self) -> str:
        """The question that was answered."""
        return self.record["question"]


METRICS = tuple(field.name for field in fields(Judged) if field.name not in ("record", "target", "scores"))


def judge_all(
    records: Sequence[Mapping[str, Any]], targets: Mapping[str, ValueProfile], judge: "Attributor", log: str | Path
) -> list[Judged]:
    """Every answer judged, in order; what ``log`` holds of this judge is not read again."""
    from couple.attribution import Utterance

    readings = AnswerLog(log)
    names = [_reading_id(record, judge) for record in records]
    waiting = {name: record for name, record in zip(names, records, strict=True) if name not in readings}
    places = list(waiting)
    with Progress("judging", total=len(waiting)) as progress:
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            utterances = [Utterance(waiting[name]["answer"], question=waiting[name]["question"]) for name in batch]
            for name, reading in zip(batch, judge.attribute(utterances), strict=True):
                readings.add({"id": name, "scores": dict(reading.scores)})
            progress.advance(steps=len(batch))
    return [
        measure(record, targets[record["profile"]], readings.records[name]["scores"])
        for name, record in zip(names, records, strict=True)
    ]


def measure(record: Mapping[str, Any], target: ValueProfile, scores: Mapping[str, float]) -> Judged:
    """All metrics of one answer."""
    wanted = target.priorities
    return Judged(
        record,
        target,
        scores,
        mean_absolute_error(wanted, scores),
        total_absolute_error(wanted, scores),
        spearman(wanted, scores),
        kendall(wanted, scores),
        priority_preservation(wanted, scores),
    )


def _reading_id(record: Mapping[str, Any], judge: "Attributor") -> str:
    return content_id({"judge": judge.fingerprint, "question": record["question"], "answer": record["answer"]})
