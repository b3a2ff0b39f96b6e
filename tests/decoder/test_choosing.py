import pytest
import torch

from couple.decoder.choosing import choice_in_world, choice_log_probabilities, log_probabilities_in_worlds
from couple.decoder.prompt import Prompt
from couple.decoder.worlds import GuidanceConfig

OPTIONS = ["Yes", "Not at all, since it harms animals", "No"]
QUESTION = "Should we ban zoos?"


def test_reading_the_prompt_once_gives_what_reading_it_with_each_option_gives(plain_models):
    model = plain_models["float32"]
    prompt = Prompt("Should we ban zoos? Answer with yes or no.", system="You are asked.")
    longer = Prompt("Should we ban zoos, and every other place where animals are kept? Answer with yes or no.")
    found = choice_log_probabilities(model, [prompt, longer], OPTIONS)
    for row, asked in zip(found.tolist(), (prompt, longer), strict=True):
        assert row == pytest.approx([model.answer_log_probability(asked, option) for option in OPTIONS], abs=1e-3)


def test_the_order_in_which_options_are_read_changes_nothing(plain_models):
    prompt = Prompt(QUESTION)
    forth = choice_log_probabilities(plain_models["float32"], [prompt], OPTIONS)[0].tolist()
    back = choice_log_probabilities(plain_models["float32"], [prompt], OPTIONS[::-1])[0].tolist()
    assert forth == pytest.approx(back[::-1], abs=1e-5)


def test_equal_worlds_follow_no_contrast(tiny, latents):
    observed, _ = latents
    plain = choice_in_world(tiny, QUESTION, OPTIONS, observed, observed, GuidanceConfig(weight=0, temperature=1))
    guided = choice_in_world(tiny, QUESTION, OPTIONS, observed, observed, GuidanceConfig(weight=4, temperature=1))
    assert torch.equal(plain, guided)


def test_without_weight_the_intervened_world_alone_decides(tiny, latents):
    observed, moved = latents
    plain = GuidanceConfig(weight=0, temperature=1)
    between = choice_in_world(tiny, QUESTION, OPTIONS, observed, moved, plain)
    inside = choice_in_world(tiny, QUESTION, OPTIONS, moved, moved, plain)
    assert torch.allclose(between, inside, atol=1e-4)
    outside = choice_in_world(tiny, QUESTION, OPTIONS, observed, observed, plain)
    assert not torch.allclose(between, outside, atol=1e-2)


def test_a_first_token_is_weighed_as_the_equation_says(tiny, latents):
    observed, moved = latents
    state = tiny.start(QUESTION, [observed, moved])
    usual, under = torch.log_softmax(state.logits.double(), dim=-1)
    weighed = under + 2.0 * (under - usual) * (under >= under.max() + torch.log(torch.tensor(1e-9)))
    expected = torch.log_softmax(weighed, dim=-1)
    model = tiny.language_model
    (token,) = model.answer_tokens("Yes")
    state.feed([token, token])
    usual, under = torch.log_softmax(state.logits.double(), dim=-1)
    weighed = under + 2.0 * (under - usual) * (under >= under.max() + torch.log(torch.tensor(1e-9)))
    after = torch.log_softmax(weighed, dim=-1)[model.end_token]
    guidance = GuidanceConfig(weight=2.0, floor=1e-9, temperature=1)
    found = choice_in_world(tiny, QUESTION, ["Yes"], observed, moved, guidance)
    assert float(found) == pytest.approx(float(expected[token] + after), abs=1e-6)


def test_answers_in_several_worlds_are_those_of_each_world_alone(tiny, latents):
    found = log_probabilities_in_worlds(tiny, QUESTION, OPTIONS, latents)
    plain = GuidanceConfig(weight=0, temperature=1)
    for row, world in zip(found, latents, strict=True):
        assert torch.allclose(row, choice_in_world(tiny, QUESTION, OPTIONS, world, world, plain), atol=1e-4)
