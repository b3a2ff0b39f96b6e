import numpy as np
import pytest

from couple.instruments.adaem.similarity import SentenceVectors, likeness, opinion_diversity


class Table:
    def __init__(self, rows):
        self.rows = {text: np.array(row, dtype=float) for text, row in rows.items()}

    def vectors(self, texts):
        return np.stack([self.rows[text] for text in texts])


TABLE = Table({"e": [1, 0], "n": [0, 1], "ne": [0.6, 0.8], "w": [-1, 0]})


def test_diversity_is_averaged_over_opinions_and_pairs_of_respondents():
    found = opinion_diversity({"one": ["e", "n"], "two": ["ne"], "three": ["w"]}, TABLE)
    one_two = 1 - (0.6 + 0.8) / 2
    one_three = 1 - (-1 + 0) / 2
    two_three = 1 + 0.6
    assert found == pytest.approx((one_two + one_three + two_three) / 3)


def test_likeness_is_the_mean_over_the_nearest():
    assert likeness("e", [], TABLE) is None
    assert likeness("e", ["w", "n", "ne"], TABLE, neighbours=2) == pytest.approx(0.3)
    assert likeness("e", ["ne"], TABLE) == pytest.approx(0.6)


def test_sentences_of_one_meaning_are_nearer():
    from couple.attribution import SentenceEncoder

    vectors = SentenceVectors(SentenceEncoder.load())
    question = "Should schools ban mobile phones?"
    near = likeness(question, ["Should mobile phones be forbidden in schools?"], vectors)
    far = likeness(question, ["Is fishing a sport?"], vectors)
    assert near > 0.85 > 0.4 > far
    assert vectors.vectors([question]).shape == (1, 384)
