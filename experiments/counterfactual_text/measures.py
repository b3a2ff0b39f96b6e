"""What is measured of an arm: does it follow the targets, and is it still an answer?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy
from opposed import SEED, SYSTEM
from torch.nn.functional import cosine_similarity

from couple.attribution import SentenceEncoder
from couple.attribution.attributor import DetectorAttributor
from couple.counterfactual.search import parrots
from couple.decoder.prompt import opinion_prompt
from couple.decoder.protocol import WorldDecoder
from couple.evaluation.measures.steering import steering
from couple.evaluation.static_embeddings import StaticEmbeddings

PHRASE = 3  # words in a row that make a phrase of a definition
SIDES = ("first", "second")


def measures(
    rows: Sequence[Mapping[str, Any]], judge: DetectorAttributor, decoder: WorldDecoder[Any]
) -> dict[str, Any]:
    """Everything that is reported about one arm; each row is a question, the values, and the two answers."""
    both = [(row["question"], row[side].strip() or ".") for row in rows for side in SIDES]
    asked, said = [question for question, _ in both], [text for _, text in both]
    sentences, words = SentenceEncoder.load(), StaticEmbeddings.load()
    return {
        "questions": len({row["question"] for row in rows}),
        **follows(rows, judge),
        "parrots": float(numpy.mean([parrots(text, SYSTEM) or defines(text) for text in said])),
        "perplexity": perplexity(both, decoder),
        # the loop looks at the first of these two cosines when it chooses, not at the second
        "relevance": float(cosine_similarity(sentences.encode(asked), sentences.encode(said)).median()),
        "relevance_word_vectors": float(cosine_similarity(words.encode(asked), words.encode(said)).median()),
        "stance": float(numpy.mean([text.lower().startswith(("yes", "no")) for text in said])),
        "words": float(numpy.mean([len(text.split()) for text in said])),
    }


def follows(rows: Sequence[Mapping[str, Any]], judge: DetectorAttributor) -> dict[str, Any]:
    """Contrast, sign agreement and shift between the two targets, with intervals over questions."""
    place = {value: number for number, value in enumerate(SYSTEM.names)}
    texts = {side: [row[side].strip() or "." for row in rows] for side in SIDES}
    moved = (judge.logits(texts["first"]) - judge.logits(texts["second"])).numpy()
    achieved = numpy.array([moved[n, place[row[side]]] for n, row in enumerate(rows) for side in ("up", "down")])
    wanted = numpy.array([4.0, -4.0] * len(rows))
    return asdict(steering([row["question"] for row in rows for _ in range(2)], wanted, achieved, seed=SEED))


def perplexity(pairs: Sequence[tuple[str, str]], decoder: WorldDecoder[Any]) -> float:
    """Median over answers of the perplexity under the untouched decoder, asked the question."""
    model = decoder.language_model
    with decoder.untouched():
        nats = [
            -model.answer_log_probability(opinion_prompt(question), text) / (len(model.answer_tokens(text)) + 1)
            for question, text in pairs
        ]
    return float(numpy.exp(numpy.median(nats)))


def defines(text: str) -> bool:
    """True when the text holds a phrase of a value's definition: three of its words in a row."""
    said = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    return any(f" {phrase} " in said for value in SYSTEM.values for phrase in _phrases(value.definition))


def _phrases(definition: str) -> set[str]:
    words = re.findall(r"[a-z]+", definition.lower())
    return {" ".join(words[start : start + PHRASE]) for start in range(len(words) - PHRASE + 1)}
