import re
from typing import Any

import pytest

from couple.report import ReportDocument, render_markdown
from couple.report.markdown import line


def test_the_report_in_brief(document: ReportDocument) -> None:
    text = render_markdown(document)
    assert text.startswith("# What the model would have answered\n\nOver 6 questions, ")
    assert text.count("\n## ") == 6 + 3
    assert "- do Power: 4.0 → 1.5" in text
    assert text.rstrip().endswith(line(document.limits[-1]))


def test_untrusted_text_never_becomes_markup(build: Any, records: list[dict[str, Any]]) -> None:
    hostile = "# head\n- item\n1. one\n> quote\n| cell | <b>x</b> [a](http://b) ![i](http://c) `code` @someone **bold**"
    changed = {**records[0], "question": hostile, "observed": {**records[0]["observed"], "text": hostile}}
    text = render_markdown(build([changed]))
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(|(?<!\\)`|(?<!\\)\*", text)
    assert text.count("\n# ") == 0
    quoted = [row for row in text.splitlines() if row.startswith("> ")]
    assert quoted[:4] == ["> \\# head", "> \\- item", "> 1\\. one", "> \\> quote"]


@pytest.mark.parametrize("text", ["12) twelve", "+ plus", "=== rule", "--- rule"])
def test_a_line_cannot_begin_a_block(text: str) -> None:
    assert re.match(r"\\|\d+\\", line(text))


def test_tables_are_rectangular(document: ReportDocument) -> None:
    rows = [row for row in render_markdown(document).splitlines() if row.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows} == {4, 5}


def test_unknown_numbers_say_so(document: ReportDocument) -> None:
    assert "Spearman unknown → unknown" in render_markdown(document)
