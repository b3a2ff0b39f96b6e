from typing import Any

from couple.report.document import AnswerRecord, ReportDocument
from couple.report.dot_plot import dot_rows, place


def test_scores_stand_between_the_insets() -> None:
    assert [place(score) for score in (1, 3, 5, 0, 9)] == ["4%", "50%", "96%", "4%", "96%"]
    assert place(1.0, 0.0, 2.0) == "50%"


def test_rows_follow_the_system_whatever_the_order_of_the_record(
    document: ReportDocument, records: list[dict[str, Any]]
) -> None:
    rows = dot_rows(document.answers[0], document.system.values)
    assert [row.label for row in rows] == [value.label for value in document.system.values]
    assert {row.label for row in rows if row.targeted} == {"Universalism", "Benevolence", "Self-Direction", "Power"}
    assert {row.label for row in rows if row.moved} == {"Stimulation", "Hedonism"}
    power = next(row for row in rows if row.label == "Power")
    assert (power.target, power.before) == (1.5, records[0]["observed"]["scores"]["power"])
    shuffled = {**records[0]["observed"], "scores": dict(reversed(records[0]["observed"]["scores"].items()))}
    again = AnswerRecord.model_validate({**records[0], "observed": shuffled})
    assert dot_rows(again, document.system.values) == rows


def test_names_outside_the_system_are_shown_and_unknown_scores_stay_unknown(
    document: ReportDocument, records: list[dict[str, Any]]
) -> None:
    changed = {**records[0], "observed": {"text": "", "scores": {"honesty": 2.0, "power": None}}}
    rows = dot_rows(AnswerRecord.model_validate(changed), document.system.values)
    assert (rows[-1].label, rows[-1].before, rows[-1].after) == ("honesty", 2.0, None)
    assert next(row for row in rows if row.label == "Power").before is None
