"""How numbers are written, and why one is not there: an unknown is the word "unknown" with its reason, never a zero."""

import math
from collections.abc import Iterable, Mapping

from couple.report.document import Agreement, AnswerRecord, IndependentReading, Measured, Scores, Summary

UNKNOWN = "unknown"


def number(value: float | None, digits: int = 2) -> str:
    """``value`` with ``digits`` decimals and a true minus sign, or "unknown"."""
    if value is None:
        return UNKNOWN
    written = f"{value:.{digits}f}"
    return written.removeprefix("-") if float(written) == 0 else written.replace("-", "−")


def decimals(values: Iterable[float]) -> int:
    """How many decimals suit numbers that are compared: three digits for the largest, two for one below 1; 0 to 4."""
    largest = max((abs(value) for value in values), default=0.0)
    magnitude = math.floor(math.log10(largest)) if largest else 0
    return min(max(2 - magnitude if magnitude >= 0 else 1 - magnitude, 0), 4)


def reasons(answer: AnswerRecord) -> list[str]:
    """One sentence for each number of the answer that is unknown; the same reason is given once."""
    target = answer.target.priorities
    found: list[str] = []
    judges: list[tuple[str, AnswerRecord | IndependentReading, Scores, Scores]]
    judges = [("the in-loop attributor", answer, answer.observed.scores, answer.counterfactual.scores)]
    if answer.independent is None:
        found.append("The independent judge's numbers are unknown: no independent judge read this answer.")
    else:
        judge = answer.independent
        judges.append(("the independent judge", judge, judge.observed_scores, judge.counterfactual_scores))
    for name, reading, before, after in judges:
        distances = {"before": (reading.mae_before, before), "after": (reading.mae_after, after)}
        ranks = {"before": (reading.spearman_before, before), "after": (reading.spearman_after, after)}
        for metric, numbers, why in (("MAE", distances, _why_no_distance), ("Spearman", ranks, _why_no_rank)):
            whys = {when: why(target, scores) for when, (value, scores) in numbers.items() if value is None}
            for reason in dict.fromkeys(whys.values()):
                times = " and ".join(when for when in whys if whys[when] == reason)
                found.append(f"{metric} {times} by {name} is unknown: {reason}.")
    return found


def _why_no_distance(target: Mapping[str, float], scores: Scores) -> str:
    if not target:
        return "there is no target priority to be distant from"
    if all(scores.get(value) is None for value in target):
        return "no targeted value has an attributed priority"
    return "the record gives no reason"


def _why_no_rank(target: Mapping[str, float], scores: Scores) -> str:
    pairs = [(wanted, scores.get(value)) for value, wanted in target.items() if scores.get(value) is not None]
    if len(pairs) < 2:
        return "a rank agreement needs at least two targeted values with an attributed priority"
    if len({wanted for wanted, _ in pairs}) == 1:
        return "all target priorities are equal, so they have no rank order"
    if len({found for _, found in pairs}) == 1:
        return "all attributed priorities are equal, so they have no rank order"
    return "the record gives no reason"


def summary_notes(summary: Summary) -> list[str]:
    """One sentence for each average that is unknown, or that covers fewer answers than there are questions."""
    notes: dict[str, list[str]] = {}
    for agreement in (summary.in_loop, summary.independent):
        for label, measured in labelled(agreement):
            if measured.value is None:
                note = f"unknown by the {agreement.judge}: {measured.reason}."
            elif measured.count < summary.questions:
                note = f"averaged over {measured.count} of {summary.questions} answers by the {agreement.judge}."
            else:
                continue
            notes.setdefault(note, []).append(label)
    return [f"{', '.join(metrics)}: {note}" for note, metrics in notes.items()]


def labelled(agreement: Agreement) -> tuple[tuple[str, Measured], ...]:
    """An agreement's four numbers with their names, in reading order."""
    return (
        ("MAE before", agreement.mae_before),
        ("MAE after", agreement.mae_after),
        ("Spearman before", agreement.spearman_before),
        ("Spearman after", agreement.spearman_after),
    )
