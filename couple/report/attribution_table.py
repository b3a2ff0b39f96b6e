"""The values of many texts as a table of 80 columns: Markdown that reads well on a terminal."""

from couple.report.attribution_document import AttributionDocument
from couple.report.markdown import line
from couple.report.text import display_width, fit
from couple.report.unknown import number

WIDTH = 80
_LABEL = 24
_PRESENT = len("present in")
_MEAN = len("unknown")


def attribution_table(document: AttributionDocument) -> str:
    """One line a value: in how many texts it is present, its mean score 1..5, and its most frequent concept."""
    longest = max(display_width(line(value.label)) for value in document.system.values)
    label = min(max(longest, len("value")), _LABEL)
    concept = WIDTH - label - _PRESENT - _MEAN - len("|  |  |  |  |")
    head = _row(fit("value", label), "present in", "   mean", fit("most frequent concept", concept))
    rows = [head, f"| :{'-' * (label - 1)} | {'-' * (_PRESENT - 1)}: | {'-' * (_MEAN - 1)}: | :{'-' * (concept - 1)} |"]
    tallies = {tally.name: tally for tally in document.tallies}
    for value in document.system.values:
        tally = tallies[value.name]
        phrase = "" if tally.phrase is None else f"{tally.phrase_count}× {line(tally.phrase)}"
        rows.append(
            _row(
                fit(line(value.label), label),
                f"{tally.present:>{_PRESENT}}",
                f"{number(tally.mean_score):>{_MEAN}}",
                fit(phrase, concept),
            )
        )
    return "\n".join([*rows, "", f"{document.read} of {document.texts} texts could be read."]) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
