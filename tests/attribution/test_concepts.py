from itertools import pairwise

import pytest

from couple.attribution.concepts import MOST_WORDS, Span, phrases, strongest


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


def test_the_strongest_falls_most_and_is_shorter_among_equals():
    spans = [Span(0, 9), Span(10, 12), Span(13, 30)]
    assert strongest(spans, [0.2, 0.5, 0.1]) == (Span(10, 12), 0.5)
    assert strongest(spans, [0.5, 0.5, 0.1]) == (Span(10, 12), 0.5)
    assert strongest(spans, [-0.1, 0.0, -0.2]) is None
    assert strongest([], []) is None
