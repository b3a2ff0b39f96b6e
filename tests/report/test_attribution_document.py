import json
from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from couple.report.attribution_document import (
    SHOWN,
    AttributionDocument,
    _count,
    build_attribution_document,
)
from couple.values import load_system

SYSTEM = load_system("schwartz10")


def attributed(
    text: str, reason: str | None = None, flags: Any = (), **phrases: str
) -> tuple[str, None, dict[str, Any]]:
    """A reading of ``text`` in which each phrase carries the value it is given for."""
    concepts = [
        {"value": value, "phrase": phrase, "start": text.index(phrase), "weight": 0.2}
        for value, phrase in phrases.items()
    ]
    record = {
        "line": 1,
        "id": None,
        "scores": None if reason else {name: 4.5 if name in phrases else 2.0 for name in SYSTEM.names},
        "probabilities": None if reason else {name: 0.8 if name in phrases else 0.1 for name in SYSTEM.names},
        "present": None if reason else {name: int(name in phrases) for name in SYSTEM.names},
        "concepts": [{**concept, "end": concept["start"] + len(concept["phrase"])} for concept in concepts],
        "label_set": None,
        "flags": list(flags),
        "reason": reason,
    }
    return text, None, record


def build(readings: Any, **changes: Any) -> AttributionDocument:
    facts: dict[str, Any] = {"title": "Values", "created": "2026-11-21", **changes}
    return build_attribution_document(readings, SYSTEM, {"texts": "answers.jsonl"}, **facts)


def test_everything_is_counted_and_the_first_are_shown() -> None:
    readings = [attributed("lock the door", security="lock the door") for _ in range(SHOWN + 50)]
    readings += [attributed("no", reason="empty text"), attributed("so", flags=["3 windows"])]
    document = build(iter(readings))
    assert (document.texts, document.read, document.expressive) == (SHOWN + 52, SHOWN + 51, SHOWN + 50)
    assert [text.excerpts[0].text for text in document.shown] == ["lock the door"] * SHOWN
    tally = next(tally for tally in document.tallies if tally.name == "security")
    assert (tally.present, tally.phrase, tally.phrase_count) == (SHOWN + 50, "lock the door", SHOWN + 50)
    assert tally.mean_score == pytest.approx((4.5 * (SHOWN + 50) + 2) / (SHOWN + 51))
    assert document.reasons == (("empty text", 1),) and document.flags == (("3 windows", 1),)


def test_a_phrase_is_counted_whatever_its_case_spaces_and_last_stop() -> None:
    readings = [attributed(text, security=text) for text in ("Be safe.", "be  safe", "BE\nSAFE!", "…", "!!")]
    tally = next(tally for tally in build(readings).tallies if tally.name == "security")
    assert (tally.phrase, tally.phrase_count) == ("be safe", 3)


def test_counting_phrases_takes_no_more_memory_for_more_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("couple.report.attribution_document.MOST_PHRASES", 100)
    often = [attributed("be safe", security="be safe")] * 9
    once = (attributed(f"word {number}", security=f"word {number}") for number in range(250))
    tally = next(tally for tally in build([*often, *once, *often]).tallies if tally.name == "security")
    assert (tally.phrase, tally.phrase_count) == ("be safe", 18)
    counter: Counter[str] = Counter()
    for number in range(1_000):
        _count(counter, [str(number)])
        assert len(counter) <= 100


def test_nothing_read_is_unknown_and_not_zero() -> None:
    document = build([attributed("", reason="empty text")])
    assert all(tally.mean_score is None and tally.phrase is None for tally in document.tallies)
    assert document.shown[0].scores is None and document.shown[0].reason == "empty text"
    assert build([]).texts == 0


def test_a_very_long_text_is_shown_in_part_and_the_rest_is_counted() -> None:
    text = "hum " * 15_000 + "lock the door" + " hum" * 10_000
    (shown,) = build([attributed(text, security="lock the door")]).shown
    assert shown.length == len(text) and len(shown.excerpts) == 2
    assert all(text[part.start : part.start + len(part.text)] == part.text for part in shown.excerpts)
    assert "lock the door" in shown.excerpts[1].text
    assert shown.left_out == len(text) - sum(len(part.text) for part in shown.excerpts) > 98_000


def test_what_a_record_will_gain_is_taken_along() -> None:
    text, question, record = attributed("lock the door", security="lock the door")
    old = {key: item for key, item in record.items() if key not in {"label_set", "flags"}}
    assert build([(text, question, old)]).shown[0].label_set is None
    full = {**record, "label_set": ["security", "power"], "flags": ["not English"], "later": 1}
    shown = build([(text, question, full)]).shown[0]
    assert (shown.label_set, shown.flags) == (("security", "power"), ("not English",))


def test_it_survives_json_and_half_characters() -> None:
    text, _, record = attributed("half \ud800 here", security="\ud800 here")
    document = build([(text, "why \udfff?", {**record, "id": "\ud800"})], title="\ud800")
    stored = json.dumps(document.model_dump(mode="json"), ensure_ascii=False).encode()
    assert AttributionDocument.model_validate_json(stored) == document
    assert document.shown[0].excerpts[0].text == "half \ufffd here"


def test_a_report_needs_a_limit() -> None:
    with pytest.raises(ValidationError, match="limits"):
        build([], limits=())
