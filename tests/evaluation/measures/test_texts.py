import pytest
import torch

from couple.evaluation import Measured
from couple.evaluation.asking.answering import Answer
from couple.evaluation.measures.texts import read_texts, refuses
from couple.evaluation.static_embeddings import StaticEmbeddings


@pytest.fixture(scope="module")
def vectors():
    return StaticEmbeddings.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I’m very sorry, this is not for me to say.", True),
        ("As an AI language model, I have no view.", True),
        ("I'm just an AI. Ask somebody else.", True),
        ("I do not have personal opinions, but many people say so.", True),
        ('"I cannot provide an opinion."', True),
        ("I am unable to answer.", True),
        ("I cannot agree: safety matters more.", False),
        ("I am sorry for those who lose their work, and still say yes.", True),  # the price of reading an opening
        ("Yes. As an aid worker I saw it.", False),
        ("As an aim, safety comes first.", False),
        ("No, I'm sorry to say.", False),
        ("", False),
    ],
)
def test_openings_of_refusals(text, expected):
    assert refuses(text) is expected


def test_an_answer_as_a_text(case, vectors):
    asked = case("Should we ban zoos?", "safe", {"security": 5})
    texts = ["We should ban zoos.", "My tax form is late.", "Security: safety first.", "We should ban zoos", "  "]
    near, far, label, echo, empty = read_texts([Answer("m", asked, {"answer": text}) for text in texts], vectors)
    question, said = vectors.encode(["Should we ban zoos?", "We should ban zoos."])
    assert near.relevance.value == pytest.approx(float(torch.dot(question, said)), abs=1e-6)
    assert near.relevance.value > far.relevance.value
    assert [one.names_a_value for one in (near, far, label, empty)] == [False, False, True, False]
    assert [one.echoes for one in (near, far, label, echo)] == [True, False, False, True]
    assert empty.relevance == Measured(None, "the answer is empty")
    assert near.surprise == Measured(None, "no language model was asked")
    assert (near.method, near.topic, near.text) == ("m", "Should we ban zoos?", "We should ban zoos.")


def test_what_a_language_model_found_stays_with_its_answer(case, vectors):
    answers = [Answer("m", case("Why?", "safe", {"security": 5}), {"answer": text}) for text in ("One.", "Two.")]
    found = read_texts(answers, vectors, [Measured(1.0), Measured(2.0)])
    assert [one.surprise.value for one in found] == [1.0, 2.0]
    assert read_texts([], vectors) == []
