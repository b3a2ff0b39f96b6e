import pytest

from couple.evaluation import Measured
from couple.evaluation.asking.answering import Answer
from couple.evaluation.measures.diversity import SET, bleu_observed, distinct_bigrams, distinct_observed, self_bleu
from couple.evaluation.measures.texts import TextReading

UNKNOWN = Measured(None, "not looked at")


def test_distinct_bigrams_are_counted_over_all_texts():
    # a b, b a, a b; a b, b c: three of five
    assert distinct_bigrams(["A b, a b!", "a b c"]) == Measured(0.6)
    assert distinct_bigrams(["one two", "three four"]) == Measured(1.0)
    assert distinct_bigrams(["one", ""]) == Measured(None, "no text has two words")


def test_the_same_text_again_has_all_of_bleu():
    text = "We should all take care of each other, and soon."
    assert self_bleu([text, text, text]).value == pytest.approx(100, abs=1e-9)
    assert self_bleu([text]) == Measured(None, "fewer than two texts")


def test_bleu_by_hand():
    # three of four words, two of three pairs, one of two triples, and of one quadruple none: smoothed to 1 / 2
    expected = 100 * (3 / 4 * 2 / 3 * 1 / 2 * 1 / 2) ** (1 / 4)
    assert self_bleu(["a b c d", "a b c e"]).value == pytest.approx(expected, abs=1e-9)


def test_what_shares_no_word_has_next_to_none_and_the_order_is_nothing():
    texts = ["one two three four five", "six seven eight nine ten", "one two three ten nine"]
    assert self_bleu(texts[:2]).value < 12  # smoothing leaves some
    assert self_bleu(texts).value == pytest.approx(self_bleu(texts[::-1]).value, abs=1e-9)


def readings(case, texts, topic="p"):
    return [
        TextReading(
            Answer("m", case(topic, f"profile_{place}", {"security": 5}), {"answer": text}),
            UNKNOWN, UNKNOWN, names_a_value=False, echoes=False, refuses=False,
        )
        for place, text in enumerate(texts)
    ]  # fmt: skip


def test_sets_are_of_one_size_and_the_same_cases_for_all_methods(case):
    texts = [f"this is answer number {place} of all" for place in range(SET + 3)]
    found = readings(case, texts)
    assert distinct_observed(found) == distinct_observed(found[::-1])
    assert set(distinct_observed(found)) == {("p",)}
    few = readings(case, texts[: SET - 1], "q")
    assert bleu_observed(few) == {("q",): "there are fewer than 5 answers to the question"}
    same = readings(case, ["a method that says one thing only"] * SET)
    assert bleu_observed(same)[("p",)] == (pytest.approx(100), 1.0)
    assert distinct_observed(same) == {("p",): (1 / SET, 1.0)}
