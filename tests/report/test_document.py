import json
from typing import Any

import pytest
from pydantic import ValidationError

from couple.report import Measured, ReportDocument, build_document, summarise
from couple.report.document import graph_card
from couple.values import load_system


def test_document_comes_back_from_its_json_unchanged(document: ReportDocument) -> None:
    text = json.dumps(document.model_dump(mode="json"), allow_nan=False)
    assert ReportDocument.model_validate(json.loads(text)) == document


def test_records_are_kept_as_they_were_written(build: Any, records: list[dict[str, Any]]) -> None:
    assert build(records).model_dump(mode="json", exclude_unset=True)["answers"] == records


def test_nothing_in_a_document_can_be_changed(document: ReportDocument) -> None:
    with pytest.raises(ValidationError):
        document.title = "another"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        document.answers[0].observed.scores["power"] = 5.0  # pyright: ignore[reportIndexIssue]


def test_targets_are_listed_once_in_the_order_of_the_answers(document: ReportDocument) -> None:
    assert [next(iter(target.priorities)) for target in document.targets] == [
        "universalism",
        "security",
        "universalism",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        {"suprise": 1},
        {"mae_before": float("nan")},
        {"candidates": {"tried": 1, "budget": 1, "kept": 0, "errors": [float("inf")]}},
        {"seed": None},
    ],
)
def test_a_record_outside_its_contract_is_refused(
    build: Any, records: list[dict[str, Any]], damage: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        build([{**records[0], **damage}])


def test_a_report_without_limits_is_refused(records: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError, match="limits"):
        build_document(
            records, load_system("schwartz10"), None, summarise(records), {}, [], title="a title", created="now"
        )


def test_an_unknown_number_needs_a_reason_and_a_known_one_must_not_have_one() -> None:
    with pytest.raises(ValidationError, match="reason"):
        Measured(value=None)
    with pytest.raises(ValidationError, match="reason"):
        Measured(value=0.5, reason="because")


def test_text_that_no_file_can_hold_is_mended(build: Any, records: list[dict[str, Any]]) -> None:
    broken = {**records[0], "question": "half a pair: \ud83d"}
    assert build([broken]).answers[0].question == "half a pair: \ufffd"


def test_an_edge_to_a_stranger_is_refused() -> None:
    with pytest.raises(ValidationError, match="'c'"):
        graph_card({"nodes": ["a", "b"], "edges": [{"source": "a", "target": "c", "confidence": 1.0}]})


def test_the_node_that_is_no_value_is_the_style_node() -> None:
    graph = {"nodes": ["a", "mean_rating", "b"], "edges": [{"source": "mean_rating", "target": "a", "extra": 1}]}
    assert graph_card(graph, values=["a", "b"]).style_node == "mean_rating"
    assert graph_card(graph).style_node is None
    assert graph_card({**graph, "style_node": "b"}, values=["a", "b"]).style_node == "b"
    assert graph_card(graph).edges[0].confidence is None
    assert graph_card({"nodes": ["a", "response_style"], "edges": []}).style_node == "response_style"
