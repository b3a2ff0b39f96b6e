"""Cutting texts into phrases, and the search for those that carry a value, with a reader that is known exactly."""

from itertools import pairwise

import pytest
import torch

from couple.attribution.concepts import KEPT, MOST_WORDS, Span, carriers, phrases, together

TEXT = "The old house stood there, because nature must be protected, and the law says that rivers and trees matter."


def reader(*weights):
    """Reads one value for each mapping of words to what they add to its probability."""
    asked = []

    def read(texts):
        asked.extend(texts)
        return torch.tensor([[sum(w for word, w in one.items() if word in text) for one in weights] for text in texts])

    return read, asked


def spoken(text, spans):
    return [text[span.start : span.end] for span in spans]


def test_one_phrase_that_carries_all_is_found_and_shortened():
    read, _ = reader({"nature": 0.8})
    (spans,) = carriers(TEXT, [0], read([TEXT])[0], read).values()
    assert spoken(TEXT, spans) == ["because nature"]


def test_phrases_are_added_until_they_keep_enough():
    read, _ = reader({"nature": 0.3, "rivers": 0.3, "trees": 0.3})
    (spans,) = carriers(TEXT, [0], read([TEXT])[0], read).values()
    kept = float(read([together(TEXT, spans)])[0, 0]) / 0.9
    assert kept >= KEPT and len(spans) <= 3
    assert spans == sorted(spans)


def test_a_value_that_no_deletion_lowers_has_no_phrase():
    read, _ = reader({"nature": 0.8}, {"": 0.5})
    found = carriers(TEXT, [0, 1], read([TEXT])[0], read)
    assert set(found) == {0}


def test_only_wanted_values_are_searched():
    read, asked = reader({"nature": 0.8}, {"law": 0.8})
    found = carriers(TEXT, [1], read([TEXT])[0], read)
    assert set(found) == {1} and any("law" in phrase for phrase in spoken(TEXT, found[1]))
    assert len(asked) < 80


def test_together_says_where_something_is_left_out():
    assert together("one two three", [Span(8, 13), Span(0, 3)]) == "one … three"


@pytest.mark.parametrize("text", ["x", "one two", "🙂 🙂"])
def test_tiny_texts(text):
    read, _ = reader({text[0]: 0.6})
    found = carriers(text, [0], read([text])[0], read)
    assert all(0 <= span.start < span.end <= len(text) for spans in found.values() for span in spans)


def cut(text):
    return [text[span.start : span.end] for span in phrases(text)]


def test_clauses():
    assert cut("Save the rivers, because fish live there. And then?") == [
        "Save the rivers,",
        "because fish live there.",
        "And then?",
    ]
    assert cut("freedom and order") == ["freedom", "and order"]
    assert cut("island") == ["island"]
    assert cut("   ") == [] == cut("")


def test_long_clauses_are_cut_in_near_equal_parts():
    parts = cut(" ".join(f"w{n}" for n in range(20)))
    assert [len(part.split()) for part in parts] == [6, 7, 7]


@pytest.mark.parametrize("text", ["One. Two, three (four) but five\nsix", "a " * 99, "日本語。テスト", "x—y — z"])
def test_phrases_cover_every_word_once_and_in_order(text):
    spans = phrases(text)
    assert " ".join(cut(text)).split() == text.split()
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(0 < len(part.split()) <= MOST_WORDS for part in cut(text))


def test_deletion_leaves_one_space():
    assert Span(4, 7).deleted_from("one two three") == "one three"
    assert Span(0, 3).deleted_from("one two") == "two"
    assert Span(0, 3).deleted_from("one") == ""
