"""A benchmark's files: every answer as a row of ``results.parquet``, every method as a row of a table."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from couple.evaluation.bootstrap import Interval
from couple.evaluation.comparison import MethodSummary
from couple.evaluation.judging import METRICS, Judged

LABELS = {
    "mae": "MAE",
    "spearman": "Spearman",
    "kendall": "tau-b",
    "priority_kept": "priorities kept",
    "total_error": "sum of errors",
}


def answer_rows(judged: Sequence[Judged], *, decoder: str, judge: str, seed: int) -> list[dict[str, Any]]:
    """One flat row an answer: what was asked and answered, target and scores by value, metrics with their reasons."""
    rows: list[dict[str, Any]] = []
    for answer in judged:
        row: dict[str, Any] = {**answer.record, "system": answer.target.system.name}
        for metric in METRICS:
            measured = getattr(answer, metric)
            row |= {metric: measured.value, f"{metric}_unknown": measured.reason}
        row |= {f"target_{value}": priority for value, priority in answer.target.priorities.items()}
        row |= {f"score_{value}": score for value, score in answer.scores.items()}
        rows.append({**row, "decoder": decoder, "judge": judge, "seed": seed})
    return rows


def write_parquet(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows; a column that a row lacks is null in it."""
    import pandas

    partial = path.with_name(f".{path.name}.part")
    pandas.DataFrame(list(rows)).to_parquet(partial, index=False)
    partial.replace(path)


def table_rows(summaries: Sequence[MethodSummary], *, reference: str) -> list[dict[str, object]]:
    """One row a method, numbers as text with their intervals, the most telling ones first."""
    rows: list[dict[str, object]] = []
    for one in summaries:
        row: dict[str, object] = {"method": one.method, LABELS["mae"]: show(one.means["mae"])}
        row[f"MAE minus {reference}'s"] = "reference" if one.difference is None else show(one.difference)
        row["contrast"], row["sign agreement"] = show(one.contrast), show(one.sign_agreement)
        row |= {label: show(one.means[metric]) for metric, label in LABELS.items()}
        row |= {
            "answers": one.means["mae"].count,
            "generations": f"{one.generations:.1f}",
            "seconds": f"{one.seconds:.1f}",
        }
        rows.append(row)
    return rows


def show(interval: Interval) -> str:
    """``0.62 [0.51, 0.74]``, and how many answers it could not be measured for; "unknown" with its reason."""
    if interval.mean is None:
        return f"unknown: {interval.reason}"
    bounds = "" if interval.low is None or interval.high is None else f" [{interval.low:.2f}, {interval.high:.2f}]"
    undefined = f" ({interval.undefined} undefined)" if interval.undefined else ""
    return f"{interval.mean:.2f}{bounds}{undefined}"


def judge_quality(metrics: Mapping[str, Any], system: str) -> str:
    """How well the judge agrees with human labels, from its certificate's ``metrics``, in one line."""
    measured = metrics.get(f"unseen validation conclusions, {system}", {})
    if not {"official_f1", "mean_auc"} <= set(measured):
        return "unknown: its certificate does not say"
    f1, area = measured["official_f1"], measured["mean_auc"]
    return f"macro F1 {f1:.3f} and mean area under the curve {area:.3f} against human labels on debates new to it"


def render_markdown(
    title: str, rows: Sequence[Mapping[str, object]], facts: Mapping[str, str], limits: Sequence[str]
) -> str:
    """The same content as the HTML report, as Markdown."""
    columns = list(rows[0])
    lines = [f"# {title}", "", *(f"- {name}: {fact}" for name, fact in facts.items()), ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(str(row[column]).replace("|", "\\|") for column in columns) + " |" for row in rows]
    return "\n".join([*lines, "", "What this does not show:", "", *(f"- {limit}" for limit in limits)]) + "\n"
