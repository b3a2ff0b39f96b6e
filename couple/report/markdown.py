"""``report.md``: the same document, compact, for a terminal, a pull request or a mail."""

import re
from collections.abc import Iterable, Sequence

from couple.report.document import Agreement, AnswerRecord, ReportDocument
from couple.report.dot_plot import dot_rows
from couple.report.graph_figure import ranked_edges
from couple.report.summary import result_sentence
from couple.report.text import printable
from couple.report.unknown import labelled, number, reasons, summary_notes

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&@])")
_BLOCK_START = re.compile(r"^(\d*)([-+=]|[.)](?=\s|$))")


def render_markdown(document: ReportDocument) -> str:
    """The report as GitHub-flavoured Markdown; untrusted text is escaped and cannot become markup."""
    labels = {value.name: value.label for value in document.system.values}
    lines = [f"# {line(document.title)}", "", line(result_sentence(document.summary)), ""]
    agreements = (document.summary.in_loop, document.summary.independent)
    lines += table(["judge", *(label for label, _ in labelled(agreements[0]))], map(_agreement_row, agreements))
    lines += ["", *(f"- {line(note)}" for note in summary_notes(document.summary))]
    for index, answer in enumerate(document.answers, start=1):
        lines += ["", f"## {index}. {line(answer.question)}", "", *_answer(answer, document, labels)]
    if document.graph is not None:
        lines += ["", "## The value graph", ""]
        rows = [
            [
                *(labels.get(end, end) for end in (edge.source, edge.target)),
                number(edge.confidence),
                number(edge.weight),
            ]
            for edge in ranked_edges(document.graph)
        ]
        lines += table(["cause", "effect", "confidence", "weight"], rows)
    lines += ["", "## The run", "", f"- made: {line(document.created)}"]
    lines += [f"- {line(name)}: {line(fact)}" for name, fact in document.run.items()]
    lines += ["", "## What this report does not show", "", *(f"- {line(limit)}" for limit in document.limits)]
    return "\n".join(lines) + "\n"


def _agreement_row(agreement: Agreement) -> list[str]:
    return [agreement.judge, *(number(measured.value) for _, measured in labelled(agreement))]


def _answer(answer: AnswerRecord, document: ReportDocument, labels: dict[str, str]) -> list[str]:
    lines = [f"Observed{f' ({line(answer.observed.source)})' if answer.observed.source else ''}:", ""]
    lines += [*quote(answer.observed.text), "", "Counterfactual:", "", *quote(answer.counterfactual.text), ""]
    rows = [
        [row.label, number(row.target, 1) if row.targeted else "", number(row.before, 1), number(row.after, 1)]
        for row in dot_rows(answer, document.system.values)
    ]
    lines += [*table(["value", "target", "before", "after"], rows), ""]
    for name, reading in (("In loop", answer), ("Independent judge", answer.independent)):
        if reading is not None:
            mae = f"MAE {number(reading.mae_before)} → {number(reading.mae_after)}"
            rank = f"Spearman {number(reading.spearman_before)} → {number(reading.spearman_after)}"
            lines.append(f"- {name}: {mae}, {rank}")
    lines += [f"- {line(reason)}" for reason in reasons(answer)]
    for step in answer.interventions:
        name = line(labels.get(step.value, step.value))
        lines.append(f"- do {name}: {number(step.before, 1)} → {number(step.after, 1)}")
    for step in answer.propagated:
        causes = ", ".join(line(labels.get(cause, cause)) for cause in step.because)
        name = line(labels.get(step.value, step.value))
        lines.append(f"- followed: {name} {number(step.before, 1)} → {number(step.after, 1)}, because of {causes}")
    if answer.candidates is not None:
        lines.append(f"- candidates: {answer.candidates.tried} tried of at most {answer.candidates.budget}")
    return lines


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table: first column left, the others right."""
    ruler = f"| :-- |{' --: |' * (len(head) - 1)}"
    return [_row(head), ruler, *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(line, cells))} |"


def line(text: str) -> str:
    """``text`` on one line, with everything escaped that Markdown or HTML would read as markup."""
    return _BLOCK_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(printable(text).split())))


def quote(text: str) -> list[str]:
    """``text`` as a block quote, one Markdown line for each of its own."""
    return [f"> {line(part)}".rstrip() for part in printable(text).split("\n")]
