"""A benchmark's ``results.parquet``: every answer as a row, with all that its judges say of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from couple.evaluation.measures.judging import METRICS, Judged
from couple.evaluation.measures.observations import place_of
from couple.evaluation.measures.texts import TextReading

_SEEN = ("names_a_value", "echoes", "refuses")  # of a text, true or false
_RECORDED = ("id", "seconds", "generations", "tokens_read", "tokens_written", "peak_memory_mb")


def answer_rows(
    judges: Mapping[str, Sequence[Judged]],
    *,
    decoder: str,
    fingerprints: Mapping[str, str],
    seed: int,
    texts: Sequence[TextReading] = (),
) -> list[dict[str, Any]]:
    """One flat row an answer, in the order of the first judge.

    ``target_VALUE`` is what the method was told, ``scored_VALUE`` the part of it that counts. Of each judge there are
    ``JUDGE_score_VALUE``, ``JUDGE_METRIC`` and, where that is null, ``JUDGE_METRIC_unknown`` with the reason.

    Args:
        judges: the same answers as each judge reads them, by the judge's short name.
        decoder: its name or fingerprint.
        fingerprints: of the judges, by their names.
        seed: of the benchmark.
        texts: the same answers read as texts, where they were.

    Raises:
        KeyError: a judge or the reader of texts has not read an answer that the first judge has.
    """
    read = {name: {_key(one): one for one in judged} for name, judged in judges.items()}
    seen = {_key(one): one for one in texts}
    rows = []
    for one in next(iter(judges.values())):
        row = _asked(one)
        for name, by_place in read.items():
            row |= _judged(name, by_place[_key(one)]) | {f"{name}_judge": fingerprints[name]}
        row |= _text(seen[_key(one)]) if texts else {}
        rows.append({**row, "decoder": decoder, "seed": seed})
    return rows


def write_parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows; a column that a row lacks is null in it."""
    import pandas

    partial = path.with_name(f".{path.name}.part")
    pandas.DataFrame(list(rows)).to_parquet(partial, index=False)
    partial.replace(path)


def _key(one: Judged | TextReading) -> tuple[str, ...]:
    return (one.method, *place_of(one.case))


def _asked(one: Judged) -> dict[str, Any]:
    """What was asked and answered, and what it cost."""
    case, record = one.case, one.answer.record
    row = {"method": one.method, "question": case.question, "topic": case.topic, "source": case.source}
    row |= {"profile": case.profile, "variant": case.variant, "system": case.target.system.name}
    row |= {"answer": record["answer"]} | {name: record.get(name) for name in _RECORDED}
    row |= {f"target_{value}": priority for value, priority in case.target.priorities.items()}
    return row | {f"scored_{value}": priority for value, priority in case.scored.priorities.items()}


def _judged(name: str, one: Judged) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for metric in METRICS:
        measured = getattr(one, metric)
        row |= {f"{name}_{metric}": measured.value, f"{name}_{metric}_unknown": measured.reason}
    return row | {f"{name}_score_{value}": score for value, score in one.scores.items()}


def _text(one: TextReading) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(one, name) for name in _SEEN}
    for name, measured in (("relevance", one.relevance), ("surprise", one.surprise)):
        row |= {name: measured.value, f"{name}_unknown": measured.reason}
    return row
