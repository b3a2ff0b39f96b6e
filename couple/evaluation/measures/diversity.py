"""Does a method say different things for different targets? Distinct bigrams and self-BLEU within a question.

Both depend on how many texts are compared, so sets have a fixed size. They are taken among the answers to one question
(Shetty et al. 2017, "Div-2" and "mBLEU"): answers to different questions differ by their topics, whatever the method.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from couple.evaluation.asking.cases import PLAIN
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.measures.observations import Observations, as_mean, once, place_of
from couple.foundation import child_seed

if TYPE_CHECKING:
    from couple.evaluation.measures.texts import TextReading

SET = 5  # answers compared with each other
_TOO_FEW = f"there are fewer than {SET} answers to the question"


def distinct_bigrams(texts: Sequence[str]) -> Measured:
    """The share of bigrams of words in all ``texts`` that are different ones, 0..1 (Li et al. 2016, "distinct-2").

    Case and punctuation do not count. It falls with the length of the texts.
    """
    rows = [re.findall(r"[^\W_]+", text.lower()) for text in texts]
    found = [pair for words in rows for pair in pairwise(words)]
    return Measured(len(set(found)) / len(found)) if found else Measured(None, "no text has two words")


def self_bleu(texts: Sequence[str]) -> Measured:
    """The mean BLEU-4 of each text with the others as references, 0..100; low is diverse (Zhu et al. 2018).

    By sacrebleu: tokens 13a, exponential smoothing, n-grams as long as the text allows.
    """
    if len(texts) < 2:
        return Measured(None, "fewer than two texts")
    from sacrebleu.metrics.bleu import BLEU

    bleu = BLEU(lowercase=True, effective_order=True)
    others = [[*texts[:place], *texts[place + 1 :]] for place in range(len(texts))]
    scores = [bleu.sentence_score(text, rest).score for text, rest in zip(texts, others, strict=True)]
    return Measured(min(fmean(scores), 100.0))  # its logarithms round


def distinct_observed(readings: "Sequence[TextReading]") -> Observations:
    """``distinct_bigrams`` of ``SET`` plain answers to each question."""
    return _of_sets(readings, distinct_bigrams)


def bleu_observed(readings: "Sequence[TextReading]") -> Observations:
    """``self_bleu`` of the same sets."""
    return _of_sets(readings, self_bleu)


def _of_sets(readings: "Sequence[TextReading]", measure: Callable[[Sequence[str]], Measured]) -> Observations:
    topics: dict[str, list[TextReading]] = {}
    for reading in readings:
        if reading.case.variant == PLAIN:
            topics.setdefault(reading.topic, []).append(reading)
    return once(
        ((topic,), as_mean(measure([one.text for one in _chosen(found)])) if len(found) >= SET else _TOO_FEW)
        for topic, found in topics.items()
    )


def _chosen(readings: "Sequence[TextReading]") -> "Sequence[TextReading]":
    """The same cases for every method, whatever the order of its answers."""
    return sorted(readings, key=lambda one: child_seed(0, "diversity", *place_of(one.case)))[:SET]
