"""One round of the search: candidates that are written together, looked at on the way, and read at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.attribution import Attribution, SentenceEncoder, Utterance
from couple.attribution.attributor import DetectorAttributor
from couple.counterfactual.search import Candidate, echoes, parrots, ranking, survivors
from couple.decoder.ending import whole_sentences
from couple.decoder.language_model import LanguageModel
from couple.decoder.worlds import Prediction, WorldDecoding
from couple.foundation import torch_generator
from couple.values import ValueProfile
from couple.values.distance import mean_absolute_error


@dataclass(frozen=True)
class CandidateReader:
    """What candidates of one question are worth, read by the in-loop attributor.

    ``near`` is the cosine of the observed answer and the question ``asked`` (1, E), ``away`` the observed answer's own
    error: how much of a change is asked for. An answer may fall below ``near`` only at a price: for a cosine that is
    lower by 1, ``relevance`` times that change.
    """

    attributor: DetectorAttributor
    sentences: SentenceEncoder
    question: str
    asked: Float[Tensor, "1 E"]
    near: float
    away: float | None
    target: ValueProfile
    relevance: float

    def read(self, texts: Sequence[str], predictions: Sequence[Prediction]) -> list[Candidate]:
        """Candidates in the order of their texts."""
        readings = self.attributor.attribute([Utterance(text, self.question) for text in texts])
        cosines = torch.nn.functional.cosine_similarity(self.sentences.encode(list(texts)), self.asked)
        return [
            self._candidate(text, prediction, reading, max(0.0, self.near - float(cosine)))
            for text, prediction, reading, cosine in zip(texts, predictions, readings, cosines, strict=True)
        ]

    def _candidate(self, text: str, prediction: Prediction, reading: Attribution, drift: float) -> Candidate:
        error = mean_absolute_error(self.target.priorities, reading.scores).value
        cost = None if error is None or self.away is None else error + self.relevance * self.away * drift
        parrot = parrots(text, self.target.system)
        # what is still being written may begin as the question does
        echo = prediction.ended and echoes(text, self.question)
        return Candidate(text, prediction, reading, error, drift, parrot, echo, cost)


def write_round(
    decoding: WorldDecoding[Any], reader: CandidateReader, model: LanguageModel, *, look_every: int | None, seed: int
) -> list[Candidate]:
    """Decode a round of candidates to its end; on the way, those that do better go on in place of the others."""
    looks = 0
    while True:
        decoding.advance(look_every or decoding.limit)
        predictions = decoding.predictions()
        texts = [model.text(prediction.tokens) for prediction in predictions]
        if decoding.finished:
            # an answer that was cut by the length limit ends at its last whole sentence; a finished one is untouched
            whole = zip(texts, predictions, strict=True)
            return reader.read([text if said.ended else whole_sentences(text) for text, said in whole], predictions)
        if len(predictions) > 1:
            looks += 1
            so_far = reader.read(texts, predictions)
            going = survivors(ranking(so_far), [prediction.ended for prediction in predictions])
            keys = ("branch", reader.question, looks)
            decoding.branch(going, [torch_generator(seed, *keys, copy) for copy in range(len(going))])
