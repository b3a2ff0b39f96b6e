"""From a comparison to the tables of its report: which measures stand beside each other, and what each one means."""

from collections.abc import Iterator, Sequence

from couple.evaluation.comparison.standings import Comparison, Difference
from couple.evaluation.measures.bootstrap import Interval
from couple.report.benchmark_document import Board, BoardRow, Column, Contest, Estimate

MAIN = ("mae", "spearman", "contrast", "sign_agreement", "priority_kept")
FURTHER = ("total_error", "paper_spearman", "kendall", "opposed_correlation")
DOSES = ("dose_response", "dose_slope", "leakage")
CHANGES = ("distractors_mae", "distractors_scores", "paraphrased_mae", "paraphrased_scores")
TEXTS = ("relevance", "surprise", "distinct_2", "self_bleu", "words")
TRICKS = ("names_a_value", "echoes", "refuses")
COSTS = ("generations", "tokens_read", "tokens_written", "seconds")
RATIO = "error_ratio"

CORRECTION = (
    "P values are corrected after Holm in each measure, not over measures: over the parts that were taken out, or, "
    "against the best baseline, over the methods of which something is claimed, which is ours."
)

NOTES = {
    "mae": "0 to 4, 0 is best",
    "spearman": "−1 to 1, 1 is best",
    "contrast": "points, more is better",
    "sign_agreement": "share, 1 is best",
    "priority_kept": "share, 1 is best",
    "leakage": "0 is surgical, 1 moves bystanders as far",
    "dose_slope": "1 follows fully, 0 not at all",
    "surprise": "of a language model; less is more fluent",
    "self_bleu": "0 to 100; less is more diverse",
}
DIGITS = {"tokens_read": 0, "tokens_written": 0, "words": 0, "generations": 1, "seconds": 1, "self_bleu": 1}


def main_board(comparison: Comparison, judge: str) -> Board:
    """The main result: near the target, in the right order, and moving with it."""
    lead = (
        "Means over all plain answers, with 95 % intervals over questions. MAE is the mean distance of judged scores "
        "from the target, Spearman their agreement in rank. Contrast is how far scores moved the way the target did, "
        "between two targets for one question; sign agreement is how often they moved that way. Priorities are kept in "
        "a pair of values whose scores stand in the order of the target."
    )
    return _board("All answers", lead, judge, comparison, MAIN)


def judged_boards(comparison: Comparison, judge: str) -> Iterator[Board]:
    """What else a judge's scores say: further measures, doses, robustness, and measures unknown to this module."""
    ratio = Column(
        name=RATIO, label=f"MAE over {comparison.reference}'s".replace("_", " "), note="below 1 is better",
        lower_is_better=True,
    )  # fmt: skip
    further = _board("Further measures", "", judge, comparison, FURTHER)
    rows = tuple(_with_ratio(row, comparison) for row in further.rows)
    yield further.model_copy(update={"columns": (ratio, *further.columns), "rows": rows, "folded": True})
    doses = _board("Dose and response in numbers", "One value's target goes from 1 to 5.", judge, comparison, DOSES)
    yield doses.model_copy(update={"folded": True})
    lead = "What changes when irrelevant values are added as important, or the question is reworded. Less is better."
    yield _board("Robustness", lead, judge, comparison, CHANGES)
    known = {*MAIN, *FURTHER, *DOSES, *CHANGES, *TEXTS, *TRICKS, *COSTS}
    if others := tuple(name for name in comparison.tables if name not in known):
        yield _board("Other measures", "", judge, comparison, others)


def text_boards(comparison: Comparison) -> Iterator[Board]:
    """What can be said of the answers without reading values."""
    yield _board("The answers as texts", "No judge of values is needed for these.", None, comparison, TEXTS)
    lead = "Shares of answers that would fool a judge, or are none. No judge of values is needed for these."
    yield _board("Ways to cheat", lead, None, comparison, TRICKS)


def cost_board(comparison: Comparison) -> Board:
    """What an answer costs."""
    return _board("Cost", "Means an answer, over all answers.", None, comparison, COSTS)


def contests(comparison: Comparison, *, ours: str) -> Iterator[Contest]:
    """In each main measure: every method against the best baseline, and against ours where that is the reference."""
    for name in MAIN:
        for method, standing in comparison.tables[name].standings.items():
            if standing.against_best:
                yield _contest(name, method, standing.against_best)
            if standing.against_reference and comparison.reference == ours:
                yield _contest(name, method, standing.against_reference)


def estimate_of(interval: Interval) -> Estimate:
    """An interval as a report has it."""
    return Estimate(
        mean=interval.mean, low=interval.low, high=interval.high, count=interval.count, undefined=interval.undefined,
        reason=interval.reason,
    )  # fmt: skip


def _board(title: str, lead: str, judge: str | None, comparison: Comparison, measures: Sequence[str]) -> Board:
    tables = {name: comparison.tables[name] for name in measures if name in comparison.tables}
    columns = [
        Column(
            name=name, label=_label(name, table.measure.label), note=NOTES.get(name, ""), digits=DIGITS.get(name, 2),
            lower_is_better=table.measure.lower_is_better,
        )
        for name, table in tables.items()
    ]  # fmt: skip
    rows = [
        BoardRow(
            method=method,
            estimates={name: estimate_of(table.standings[method].interval) for name, table in tables.items()},
        )
        for method in comparison.methods
    ]
    return Board(title=title, lead=lead, judge=judge, columns=tuple(columns), rows=tuple(rows))


def _label(name: str, label: str) -> str:
    """The main measures have their units in ``NOTES``."""
    return label.split(", ")[0] if name in MAIN else label


def _with_ratio(row: BoardRow, comparison: Comparison) -> BoardRow:
    found = comparison.error_ratios.get(row.method)
    ratio = estimate_of(found) if found else Estimate(mean=1.0, reason="it is what the others are compared with")
    return BoardRow(method=row.method, estimates={RATIO: ratio, **row.estimates})


def _contest(column: str, method: str, difference: Difference) -> Contest:
    return Contest(
        column=column,
        method=method,
        rival=difference.opponent,
        difference=estimate_of(difference.interval),
        corrected=difference.adjusted.value,
        reason=difference.adjusted.reason,
    )
