"""The result in a terminal: for each question both answers, the priorities before and after, and how close they came.

Everything is plain text; escape sequences and control characters in the answers never reach the terminal.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from couple.report.document import AnswerRecord, IndependentReading
from couple.report.summary import result_sentence, summarise
from couple.report.text import display_width, encodable, fit, wrap
from couple.report.unknown import UNKNOWN, number, reasons

MIN_WIDTH = 40
_INDENT = 4
_NUMBER = 8
_GAP = 4


def terminal_table(records: Sequence[Mapping[str, Any]], width: int = 100) -> str:
    """The summary of a run, at most ``width`` columns (40 or more) a line; wide characters count two.

    Args:
        records: the objects of ``responses.jsonl``, in order.
        width: columns of the terminal.
    """
    if width < MIN_WIDTH:
        raise ValueError(f"a table needs at least {MIN_WIDTH} columns, not {width}")
    answers = [AnswerRecord.model_validate(encodable(dict(record))) for record in records]
    blocks = [_block(index, answer, width) for index, answer in enumerate(answers, start=1)]
    ruler = "─" * width
    lines = [line for block in blocks for line in (ruler, *block)]
    return "\n".join([*lines, ruler, *wrap(result_sentence(summarise(records)), width)]) + "\n"


def _block(index: int, answer: AnswerRecord, width: int) -> list[str]:
    head = f"{index}."
    lines = _beside(head, answer.question, max(_INDENT, len(head) + 1), width)
    for name, text in (("observed", answer.observed.text), ("counterfactual", answer.counterfactual.text)):
        lines += ["", *_beside(f"    {name}", text or "(empty)", 20, width)]
    lines += ["", *_priorities(answer, width - _INDENT)]
    lines += ["", *_reading("in loop", answer, width)]
    if answer.independent is not None:
        lines += _reading("independent", answer.independent, width)
    for reason in reasons(answer):
        lines += _beside("", reason, _INDENT, width)
    return lines


def _beside(head: str, text: str, indent: int, width: int) -> list[str]:
    """``text`` wrapped in a column that begins at ``indent``, with ``head`` before its first line."""
    return [
        f"{head if number == 0 else '':<{indent}}{line}".rstrip()
        for number, line in enumerate(wrap(text, width - indent))
    ]


def _priorities(answer: AnswerRecord, width: int) -> list[str]:
    """Values with target, before and after; two columns side by side where there is room for them."""
    scores = [*answer.observed.scores, *answer.counterfactual.scores]
    names = list(dict.fromkeys([*answer.target.priorities, *scores]))
    moved = {step.value for step in answer.propagated}
    longest = max((display_width(name) for name in names), default=0)
    cell = min(max(longest, 5) + 2, width - 3 * _NUMBER)
    side_by_side = len(names) > 1 and width >= 2 * (cell + 3 * _NUMBER) + _GAP

    def row(name: str) -> str:
        mark = "*" if name in answer.target.priorities else "~" if name in moved else " "
        target = number(answer.target.priorities[name]) if name in answer.target.priorities else ""
        numbers = (target, number(answer.observed.scores.get(name)), number(answer.counterfactual.scores.get(name)))
        return f"{mark} {fit(name, cell - 2)}{_numbers(*numbers)}"

    head = f"  {fit('value', cell - 2)}" + _numbers("target", "before", "after")
    rows = [row(name) for name in names]
    half = (len(rows) + 1) // 2 if side_by_side else len(rows)
    columns = [[head, *rows[:half]], [head, *rows[half:]]] if side_by_side else [[head, *rows]]
    joined = [(" " * _GAP).join(cells) for cells in zip_longest(*columns, fillvalue="")]
    lines = [(" " * _INDENT + line).rstrip() for line in joined]
    if answer.target.priorities:
        lines += _beside("", "* targeted, ~ followed through the graph", _INDENT, width + _INDENT)
    return lines


def _numbers(*written: str) -> str:
    return "".join(f"{text:>{_NUMBER}}" for text in written)


def _reading(name: str, reading: AnswerRecord | IndependentReading, width: int) -> list[str]:
    mae = f"MAE {_pair(reading.mae_before, reading.mae_after)}"
    rank = f"Spearman {_pair(reading.spearman_before, reading.spearman_after)}"
    lines = [f"    {name:<16}{mae}   {rank}"]
    return lines if display_width(lines[0]) <= width else [f"    {name}", f"    {mae}", f"    {rank}"]


def _pair(before: float | None, after: float | None) -> str:
    if before is None and after is None:
        return UNKNOWN
    return f"{number(before)} → {number(after)}"
