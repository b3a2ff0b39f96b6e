import time

import pytest

from couple.report.words import Piece, compare_words

PAIRS = [
    ("The town should lower taxes.", "The town should build the library."),
    ("  leading space\nand lines\n", "leading space\n\nand other lines"),
    ("会社は利益を優先すべきです。", "会社は環境を優先すべきです。"),
    ("", "something"),
    ("", ""),
    ("<b>bold</b> & so on", "<i>bold</i> & so forth"),
]


@pytest.mark.parametrize(("observed", "counterfactual"), PAIRS)
def test_pieces_give_both_texts_back(observed: str, counterfactual: str) -> None:
    words = compare_words(observed, counterfactual)
    assert "".join(piece.text for piece in words.observed) == observed
    assert "".join(piece.text for piece in words.counterfactual) == counterfactual


def test_only_the_words_that_differ_are_marked() -> None:
    words = compare_words("People should work hard today.", "People should rest well today.")
    assert words.observed == (
        Piece("People should ", "same"),
        Piece("work hard", "changed"),
        Piece(" ", "same"),
        Piece("today.", "same"),
    )
    assert words.marked and not words.identical


def test_a_lone_shared_word_between_changes_is_chance() -> None:
    words = compare_words("apples near the river", "cars beside the motorway")
    assert [piece.kind for piece in words.observed] == ["changed"]
    assert not words.marked


def test_characters_of_a_script_without_spaces_are_compared_one_by_one() -> None:
    changed = [piece.text for piece in compare_words(*PAIRS[2]).observed if piece.kind == "changed"]
    assert changed == ["利益"]


def test_the_null_intervention_is_identical() -> None:
    assert compare_words("the same, exactly", "the same, exactly").identical
    assert not compare_words("two  spaces", "two spaces").identical


def test_long_answers_are_compared_in_reasonable_time() -> None:
    one = " ".join(f"the word{index} and the dog" for index in range(400))
    other = " ".join(f"the word{index} or the cat" for index in range(400))
    started = time.process_time()
    words = compare_words(one, other)
    assert time.process_time() - started < 3
    assert 0.3 < words.shared < 0.9
