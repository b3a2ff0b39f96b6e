import pytest

from couple.baselines import METHODS, Asked, build_method
from couple.decoder.metering import MeteredDecoder
from couple.decoder.prompt import OPINION
from couple.foundation import UserError

QUESTIONS = ["Should we ban cars?", "Should we tax sugar?"]


def answers(name, decoder, target, **settings):
    method, _ = build_method(name, settings)
    asked = [Asked(question, target, "mine") for question in QUESTIONS]
    return method.answer(asked, MeteredDecoder(decoder), seed=7, max_new_tokens=30)


@pytest.mark.parametrize("name", ["raw", "role_prompt", "value_prompt"])
def test_one_generation_a_question_in_the_houses_form(name, decoder, target):
    assert answers(name, decoder, target) == ["call 1, prompt 0", "call 1, prompt 1"]
    ((prompts, tokens, temperature, seed),) = decoder.calls
    assert [prompt.user for prompt in prompts] == QUESTIONS
    assert all(prompt.system.endswith(OPINION) for prompt in prompts)
    assert (tokens, temperature, seed) == (30, 0.7, 7)


def test_only_raw_knows_nothing_of_the_target(decoder, target):
    said = {}
    for name in ("raw", "role_prompt", "value_prompt"):
        answers(name, decoder, target)
        said[name] = decoder.calls[-1][0][0].system
    assert said["raw"] == OPINION
    assert "security and tradition" in said["role_prompt"] and "5 of 5" not in said["role_prompt"]
    assert "- Hedonism: 1 of 5 (rejected)" in said["value_prompt"]


def test_each_is_asked_with_its_own_target(decoder, target, other_target):
    asked = [Asked(QUESTIONS[0], target, "mine"), Asked(QUESTIONS[0], other_target, "theirs")]
    method, _ = build_method("value_prompt", {})
    method.answer(asked, MeteredDecoder(decoder), seed=7, max_new_tokens=30)
    ((first, second), *_) = decoder.calls[0]
    assert "Hedonism: 1 of 5" in first.system and "Hedonism" not in second.system
    assert "Universalism: 5 of 5" in second.system and "Universalism" not in first.system


def test_plan_and_solve_answers_with_its_own_plan_at_hand(decoder, target):
    assert answers("plan_and_solve", decoder, target, plan_tokens=50) == ["call 2, prompt 0", "call 2, prompt 1"]
    (plans, plan_tokens, _, plan_seed), (prompts, tokens, _, seed) = decoder.calls
    assert [prompt.user for prompt in plans] == QUESTIONS
    assert (plan_tokens, tokens) == (50, 30)
    assert plan_seed != seed
    assert "call 1, prompt 1" in prompts[1].user and "call 1, prompt 0" not in prompts[1].user


def test_the_temperature_is_a_setting(decoder, target):
    answers("raw", decoder, target, temperature=0.3)
    assert decoder.calls[0][2] == 0.3


def test_unknown_methods_keys_and_values_are_named():
    with pytest.raises(UserError, match="did you mean value_prompt"):
        build_method("value_promt", {})
    with pytest.raises(UserError, match=r"did you mean options\.raw\.temperature"):
        build_method("raw", {"temprature": 1})
    with pytest.raises(UserError, match=r"options\.best_of_n\.temperature"):
        build_method("best_of_n", {"temperature": 0})


def test_every_method_builds_with_its_defaults():
    for name in METHODS:
        method, config = build_method(name, {})
        assert callable(method.answer)
        assert config.model_config["frozen"] and config.model_config["extra"] == "forbid"
