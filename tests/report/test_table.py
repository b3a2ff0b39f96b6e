from typing import Any

import pytest

from couple.report import terminal_table
from couple.report.text import display_width


def with_text(record: dict[str, Any], text: str) -> dict[str, Any]:
    return {
        **record,
        "question": text,
        "observed": {**record["observed"], "text": text},
        "counterfactual": {**record["counterfactual"], "text": text},
    }


@pytest.mark.parametrize("width", [40, 63, 80, 100, 132])
@pytest.mark.parametrize(
    "text",
    [
        "会社は利益よりも環境を優先すべきですか。" * 20,
        "👩‍👩‍👧‍👦🇩🇪❤️" * 60,
        "x" * 500,
        "word " * 500,
        "\x1b[31mred\x1b[2J\x1b[H\x07\x00 and \u202eback\u202c",
        "",
    ],
)
def test_every_line_fits(records: list[dict[str, Any]], text: str, width: int) -> None:
    strange = with_text(records[0], text)
    strange["observed"]["scores"] = {"環境" * 30: 2.0, **strange["observed"]["scores"]}
    printed = terminal_table([*records, strange], width)
    assert max(map(display_width, printed.splitlines())) == width
    assert not set(printed) & {"\x1b", "\x07", "\x00", "\u202e"}


def test_it_shows_answers_priorities_and_both_metrics(records: list[dict[str, Any]]) -> None:
    printed = terminal_table(records[:1])
    record = records[0]
    assert "1.  Should a town spend its surplus" in printed
    assert "    observed        The town should lower taxes." in printed
    assert "    counterfactual  The town should build the library." in printed
    for name, before in record["observed"]["scores"].items():
        after = record["counterfactual"]["scores"][name]
        target = record["target"]["priorities"].get(name)
        wanted = f"{target:.2f}" if target else ""
        columns = next(part for part in printed.splitlines() if name in part).split(name)[1][: 50 - len(name)].split()
        assert columns[: 3 if target else 2] == [text for text in (wanted, f"{before:.2f}", f"{after:.2f}") if text]
    assert f"in loop         MAE {record['mae_before']:.2f} → {record['mae_after']:.2f}   Spearman" in printed
    assert f"independent     MAE {record['independent']['mae_before']:.2f}" in printed


def test_unknown_is_said_with_its_reason(records: list[dict[str, Any]]) -> None:
    printed = " ".join(terminal_table([records[5]]).split())
    assert "Spearman unknown" in printed
    assert "a rank agreement needs at least two" in printed
    assert "no independent judge read this answer" in printed


def test_a_table_for_nobody(records: list[dict[str, Any]]) -> None:
    assert "No question was answered" in terminal_table([])
    with pytest.raises(ValueError, match="40 columns"):
        terminal_table(records, 39)
