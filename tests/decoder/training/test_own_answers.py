"""Answers in the model's own voice, by the embedded decoder."""

import pytest

from couple.decoder.language_model import LanguageModel
from couple.decoder.training.own_answers import OwnAnswersConfig, own_answers

QUESTIONS = ["Should zoos be banned?", "Should voting be compulsory?"]


@pytest.fixture(scope="module")
def model():
    return LanguageModel.load()


def test_questions_are_answered_in_turn_and_again_in_other_words(model):
    said = own_answers(model, QUESTIONS, OwnAnswersConfig(count=5, tokens=12), seed=3)
    assert said["question"].tolist() == [*QUESTIONS, *QUESTIONS, QUESTIONS[0]]
    assert said["answer"].str.strip().ne("").all()
    assert said["answer"].nunique() == 5


def test_the_same_seed_gives_the_same_answers(model):
    config = OwnAnswersConfig(count=2, tokens=8)
    first, second, other = (own_answers(model, QUESTIONS, config, seed=seed) for seed in (3, 3, 4))
    assert first.equals(second)
    assert not first.equals(other)


def test_join_numbers_questions_in_common():
    import torch

    from couple.concepts.fitting import ReadAnswers, join_answers

    def read(*codes):
        count = len(codes)
        return ReadAnswers(torch.zeros(count, 2, 1), torch.zeros(count, 2).double(), torch.tensor(codes))

    both = join_answers(read(0, 1), read(0, 1), ["a", "b", "b", "c"])
    assert both.question.tolist() == [0, 1, 1, 2]
    assert both.latents.shape == (4, 2, 1)
