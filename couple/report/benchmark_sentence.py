"""What came out of a benchmark, in words that say no more than its numbers do."""

from collections.abc import Mapping, Sequence

from couple.report.benchmark_document import (
    SIGNIFICANT,
    BenchmarkDocument,
    Column,
    Contest,
    MethodGroup,
    Reading,
)
from couple.report.benchmark_ranking import Verdict, best_baseline, estimate, verdict
from couple.report.unknown import number

_TOLD = {
    Verdict.BETTER: "better than {} in {}",
    Verdict.WORSE: "worse than {} in {}",
    Verdict.DIFFERENT: "different from {} in {}",
    Verdict.OPEN: "not shown to differ from {} in {}",
    Verdict.UNKNOWN: "not to be compared with {} in {}",
}
_SURE = f"Better and worse are said where the p value, after correction, is at most {SIGNIFICANT:g}."


def benchmark_sentences(document: BenchmarkDocument) -> list[str]:
    """The result by the first judge, how far the other judges bear it out, and which ablations do not hurt."""
    labels = {method.name: method.label for method in document.methods}
    ours = next((method.name for method in document.methods if method.group is MethodGroup.OURS), None)
    first, *others = document.readings
    told = won(first, ours, labels) if ours else None
    if told is None or ours is None:
        ablations = harmless_ablations(first, ours, labels) if ours else []
        rivals = any(method.group is MethodGroup.BASELINE for method in document.methods)
        led = [leaders(document, first, labels)] if rivals or not ablations else []
        return [*led, *ablations, *([_SURE] if ablations else [])]
    sentences = [told, *(_second_opinion(other, first, ours) for other in others)]
    return [*sentences, *harmless_ablations(first, ours, labels), _SURE]


def won(reading: Reading, ours: str, labels: Mapping[str, str]) -> str | None:
    """How our method stands against the best baselines; None where it meets none."""
    board = reading.boards[0]
    columns = {column.name: column for column in board.columns}
    parts: dict[Verdict, list[str]] = {}
    for contest in _contests(reading, ours):
        column = columns[contest.column]
        ended = verdict(contest, column)
        words = column.label
        if ended in (Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT):
            mine, theirs = (number(estimate(board, name, column).mean, column.digits) for name in (ours, contest.rival))
            words += f" ({mine} against {theirs} of {labels[contest.rival]})"
        parts.setdefault(ended, []).append(words)
    if not parts:
        return None
    ends = [ended for ended in Verdict if ended in parts]
    names = ["the best baseline", *["it"] * len(ends)]
    told = "; ".join(_TOLD[ended].format(name, listed(parts[ended])) for name, ended in zip(names, ends, strict=False))
    return f"By {reading.judge.label}, {labels[ours]} is {told}."


def leaders(document: BenchmarkDocument, reading: Reading, labels: Mapping[str, str]) -> str:
    """Who has the best mean in each column, where no contest of ours was held."""
    board, parts = reading.boards[0], []
    for column in board.columns:
        best = best_baseline(reading, column, document.methods)
        if best is not None:
            parts.append(
                f"{labels[best]} in {column.label} ({number(estimate(board, best, column).mean, column.digits)})"
            )
    if not parts:
        return f"Nothing could be measured by {reading.judge.label}."
    return (
        f"By {reading.judge.label}, the best mean among the baselines is that of {listed(parts)}. "
        "Whether that is more than chance was not tested."
    )


def harmless_ablations(reading: Reading, ours: str, labels: Mapping[str, str]) -> list[str]:
    """The ablations that are not shown to be worse than the whole in the first column, if any were tested."""
    column = reading.boards[0].columns[0]
    held = [one for one in reading.contests if one.rival == ours and one.column == column.name]
    idle = [labels[one.method] for one in held if verdict(one, column) is not Verdict.WORSE]
    if not held:
        return []
    if not idle:
        return [f"Every ablation is worse than {labels[ours]} in {column.label}."]
    return [f"Not shown to be worse than {labels[ours]} in {column.label}: {listed(idle)}."]


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _second_opinion(other: Reading, first: Reading, ours: str) -> str:
    """Where another judge comes to another verdict, in columns that both have."""
    mine, theirs = _verdicts(first, ours), _verdicts(other, ours)
    shared = [name for name in mine if name in theirs]
    if not shared:
        return f"By {other.judge.label} there is no verdict to compare."
    columns = {column.name: column for column in first.boards[0].columns}
    differing = [f"{columns[name].label} ({theirs[name].value})" for name in shared if mine[name] is not theirs[name]]
    if not differing:
        return f"By {other.judge.label} all verdicts are the same."
    return f"By {other.judge.label} the verdict is another in {listed(differing)}."


def _verdicts(reading: Reading, ours: str) -> dict[str, Verdict]:
    columns: dict[str, Column] = {column.name: column for column in reading.boards[0].columns}
    return {one.column: verdict(one, columns[one.column]) for one in _contests(reading, ours)}


def _contests(reading: Reading, ours: str) -> list[Contest]:
    return [one for one in reading.contests if one.method == ours]
