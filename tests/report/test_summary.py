from typing import Any

import pytest

from couple.report import result_sentence, summarise


def test_means_cover_the_answers_that_have_the_number(records: list[dict[str, Any]]) -> None:
    summary = summarise(records)
    assert summary.questions == 6
    assert summary.in_loop.mae_after.value == pytest.approx(sum(record["mae_after"] for record in records) / 6)
    ranks = [record["spearman_after"] for record in records[:5]]
    assert summary.in_loop.spearman_after.value == pytest.approx(sum(ranks) / 5)
    assert summary.in_loop.spearman_after.count == summary.independent.mae_before.count == 5
    assert summary.independent.judge == "independent judge: tfidf_judge"


def test_nothing_measured_is_unknown_and_not_zero(records: list[dict[str, Any]]) -> None:
    summary = summarise([{**record, "independent": None} for record in records])
    assert summary.independent.mae_after.value is None
    assert summary.independent.mae_after.reason == "no independent judge read the answers"


def test_the_sentence_says_what_the_numbers_say(records: list[dict[str, Any]]) -> None:
    def sentence(before: float | None, after: float | None) -> str:
        return result_sentence(summarise([{**records[0], "mae_before": before, "mae_after": after}]))

    assert "fell from 1.50 to 0.50 by the in-loop" in sentence(1.5, 0.5)
    assert "rose from 0.50 to 1.50 by the in-loop" in sentence(0.5, 1.5)
    assert "stayed at 0.50 by the in-loop" in sentence(0.5, 0.501)
    assert "is unknown by the in-loop" in sentence(None, 0.5)
    assert sentence(1, 0).startswith("For one question, ")
    assert result_sentence(summarise([])) == "No question was answered, so there is no result."
