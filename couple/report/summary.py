"""Averages over the answers of a run, and the one sentence that states them."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from couple.report.document import Agreement, AnswerRecord, IndependentReading, Measured, Summary
from couple.report.text import encodable
from couple.report.unknown import number

IN_LOOP = "in-loop attributor"
Metric = Literal["mae_before", "mae_after", "spearman_before", "spearman_after"]


def summarise(records: Sequence[Mapping[str, Any]]) -> Summary:
    """Mean of each number over the answers that have it, for the in-loop attributor and for the independent judge."""
    answers = [AnswerRecord.model_validate(encodable(dict(record))) for record in records]
    judged = [answer.independent for answer in answers if answer.independent is not None]
    names = sorted({reading.evaluator for reading in judged})
    judge = f"independent judge: {', '.join(names)}" if names else "independent judge"
    return Summary(
        questions=len(answers),
        in_loop=_agreement(IN_LOOP, answers, "no answer was made"),
        independent=_agreement(judge, judged, "no independent judge read the answers"),
    )


def _agreement(judge: str, readings: Sequence[AnswerRecord | IndependentReading], nobody: str) -> Agreement:
    def mean(metric: Metric) -> Measured:
        values = [value for reading in readings if (value := getattr(reading, metric)) is not None]
        if values:
            return Measured(value=sum(values) / len(values), count=len(values))
        return Measured(value=None, reason="it is unknown for every answer" if readings else nobody)

    return Agreement(
        judge=judge,
        mae_before=mean("mae_before"),
        mae_after=mean("mae_after"),
        spearman_before=mean("spearman_before"),
        spearman_after=mean("spearman_after"),
    )


def result_sentence(summary: Summary) -> str:
    """What came out, in one sentence that promises nothing beyond the numbers."""
    if summary.questions == 0:
        return "No question was answered, so there is no result."
    over = "For one question" if summary.questions == 1 else f"Over {summary.questions} questions"
    loop = _change(summary.in_loop)
    judge = _change(summary.independent)
    return (
        f"{over}, the distance between the target and the priorities that the answers express {loop} "
        f"by the in-loop attributor’s reading; by the independent judge’s it {judge} "
        "(mean absolute error on the scale from 1 to 5)."
    )


def _change(agreement: Agreement) -> str:
    before, after = agreement.mae_before.value, agreement.mae_after.value
    if before is None or after is None:
        return "is unknown"
    if number(before) == number(after):
        return f"stayed at {number(before)}"
    return f"{'fell' if after < before else 'rose'} from {number(before)} to {number(after)}"
