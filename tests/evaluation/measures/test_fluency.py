import math

import pytest

from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import opinion_prompt
from couple.evaluation import Measured
from couple.evaluation.asking.answering import Answer
from couple.evaluation.measures.fluency import surprises

TEXTS = ["I think we should care for animals.", "animals for care should we think I.", " "]


class Coin:
    """A simulated language model: every token, and the end, has probability 1/2. It counts what it reads."""

    def __init__(self, fingerprint="coin"):
        self.fingerprint, self.read = fingerprint, 0

    def answer_tokens(self, text):
        return text.split()

    def answer_log_probability(self, prompt, answer):
        self.read += 1
        return -math.log(2) * (len(answer.split()) + 1)


@pytest.fixture
def answers(case):
    asked = case("Should we ban zoos?", "safe", {"security": 5})
    return [Answer(method, asked, {"answer": text}) for text in TEXTS for method in ("raw", "ours")]


def test_surprise_is_by_the_token_and_what_was_read_outlives_the_process(answers, tmp_path):
    coin = Coin()
    found = surprises(answers, coin, tmp_path / "fluency.jsonl")
    assert [one.value for one in found[:4]] == pytest.approx([math.log(2)] * 4)
    assert found[4:] == [Measured(None, "the answer is empty")] * 2
    assert coin.read == 2
    assert surprises(answers, coin, tmp_path / "fluency.jsonl") == found
    assert coin.read == 2
    surprises(answers, other := Coin("other"), tmp_path / "fluency.jsonl")
    assert other.read == 2


def test_the_embedded_decoder_knows_language_from_shuffled_words(answers, tmp_path):
    model = LanguageModel.load()
    good, _, shuffled, *_ = surprises(answers, model, tmp_path / "fluency.jsonl")
    total = model.answer_log_probability(opinion_prompt("Should we ban zoos?"), TEXTS[0])
    assert good.value == pytest.approx(-total / (len(model.answer_tokens(TEXTS[0])) + 1), rel=1e-6)
    assert good.value + 0.5 < shuffled.value
