"""The second half of a benchmark: a judge that no method has seen reads every answer, and the metrics follow.

The judge is any ``Attributor``; the benchmark's own share neither training rows nor encoder with the attributor that
methods may use in their loops. Several judges read the same answers side by side, each with a log of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from couple.evaluation.asking.answering import Answer, OfAnswer
from couple.evaluation.measures.metrics import (
    Measured,
    kendall,
    mean_absolute_error,
    paper_spearman,
    priority_preservation,
    spearman,
    total_absolute_error,
)
from couple.foundation import Progress
from couple.instruments import AnswerLog, content_id

if TYPE_CHECKING:
    from couple.attribution import Attributor

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Judged(OfAnswer):
    """One answer with a judge's scores (1..5, of every value of its system) and what they say about the target.

    The metrics are those of ``metrics`` over ``case.scored``: the priorities that count, not the
    distractors that a method may have been told besides. ``scores`` is empty when the judge could read nothing.
    """

    scores: Mapping[str, float]
    mae: Measured
    total_error: Measured
    spearman: Measured
    paper_spearman: Measured
    kendall: Measured
    priority_kept: Measured


METRICS = tuple(field.name for field in fields(Judged) if field.name not in ("answer", "scores"))


def judge_all(answers: Sequence[Answer], judge: "Attributor", log: Path) -> list[Judged]:
    """Every answer judged, in order; the same text to the same question is read once.

    ``log`` keeps the readings, flushed one by one: what it holds of this judge is not read again.
    """
    from couple.attribution import Utterance

    readings = AnswerLog(log)
    names = [_reading_id(answer, judge) for answer in answers]
    waiting = {name: answer for name, answer in zip(names, answers, strict=True) if name not in readings}
    places = list(waiting)
    with Progress("judging", total=len(waiting)) as progress:
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            utterances = [Utterance(waiting[name].record["answer"], waiting[name].case.question) for name in batch]
            for name, reading in zip(batch, judge.attribute(utterances), strict=True):
                readings.add({"id": name, "scores": dict(reading.scores)})
            progress.advance(steps=len(batch))
    return [measure(answer, readings.records[name]["scores"]) for name, answer in zip(names, answers, strict=True)]


def measure(answer: Answer, scores: Mapping[str, float]) -> Judged:
    """All metrics of one answer, over the values that count."""
    wanted = answer.case.scored.priorities
    return Judged(
        answer,
        scores,
        mean_absolute_error(wanted, scores),
        total_absolute_error(wanted, scores),
        spearman(wanted, scores),
        paper_spearman(wanted, scores),
        kendall(wanted, scores),
        priority_preservation(wanted, scores),
    )


def _reading_id(answer: Answer, judge: "Attributor") -> str:
    asked = {"question": answer.case.question, "answer": answer.record["answer"]}
    return content_id({"judge": judge.fingerprint, **asked})
