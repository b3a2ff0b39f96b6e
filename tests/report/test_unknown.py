from typing import Any

from couple.report import summarise
from couple.report.document import AnswerRecord
from couple.report.unknown import decimals, number, reasons, summary_notes


def test_numbers_are_written_with_a_true_minus_and_never_minus_zero() -> None:
    assert [number(value) for value in (1.005, -0.5, -0.001, 0.0, None)] == ["1.00", "−0.50", "0.00", "0.00", "unknown"]


def test_a_complete_answer_has_nothing_to_explain(records: list[dict[str, Any]]) -> None:
    assert reasons(AnswerRecord.model_validate(records[0])) == []


def test_each_unknown_is_explained_once(records: list[dict[str, Any]]) -> None:
    judge, rank = reasons(AnswerRecord.model_validate(records[5]))
    assert "no independent judge" in judge
    assert rank.startswith("Spearman before and after by the in-loop attributor is unknown")
    assert "at least two" in rank


def test_reasons_come_from_the_record(records: list[dict[str, Any]]) -> None:
    def why(target: dict[str, float], before: dict[str, float | None]) -> list[str]:
        changes: dict[str, Any] = {
            "target": {"system": "schwartz10", "priorities": target},
            "observed": {"text": "", "scores": before},
            "mae_before": None,
            "spearman_before": None,
        }
        return reasons(AnswerRecord.model_validate({**records[0], **changes}))

    nothing, no_rank = why({}, {"power": 2.0})
    assert "no target priority" in nothing and "at least two" in no_rank
    assert "no targeted value has an attributed priority" in why({"power": 3.0}, {"power": None})[0]
    assert "target priorities are equal" in why({"power": 3.0, "security": 3.0}, {"power": 1.0, "security": 2.0})[1]
    assert "attributed priorities are equal" in why({"power": 3.0, "security": 4.0}, {"power": 1.0, "security": 1.0})[1]


def test_summary_notes_group_what_shares_a_reason(records: list[dict[str, Any]]) -> None:
    assert summary_notes(summarise(records[:5])) == []
    loop, judge = summary_notes(summarise(records))
    assert loop == "Spearman before, Spearman after: averaged over 5 of 6 answers by the in-loop attributor."
    assert judge.startswith("MAE before, MAE after, Spearman before, Spearman after: averaged over 5 of 6 answers")
    unjudged = [{**record, "independent": None} for record in records[:5]]
    assert "no independent judge read the answers" in summary_notes(summarise(unjudged))[0]


def test_decimals_suit_the_largest_number() -> None:
    cases = {0.85: 2, 0.1: 2, 1.0: 2, 9.99: 2, 25.0: 1, 312.0: 0, 98765.0: 0, 0.034: 3, 0.0034: 4, 1e-9: 4, 0.0: 2}
    assert {one: decimals([one, 0.0, -one / 2]) for one in cases} == cases
    assert decimals([-25.0, 1.0]) == 1
    assert decimals([]) == 2
