"""The methods by name, and one of a user's own among them."""

import pytest

from couple.baselines import METHODS, Asked, ValuePrompt, build_method
from couple.baselines.prompted_couple import PromptedCouple
from couple.decoder.metering import MeteredDecoder
from couple.foundation import UserError


class Twice(ValuePrompt):
    """Is told its priorities twice."""

    def instruction(self, target):
        return 2 * super().instruction(target)


def test_a_method_of_ones_own_is_a_class_and_a_name(monkeypatch, decoder, target):
    monkeypatch.setitem(METHODS, "twice", (ValuePrompt.Config, Twice))
    method, config = build_method("twice", {"temperature": 0.5})
    method.answer([Asked("Why?", target, "mine")], MeteredDecoder(decoder), seed=0, max_new_tokens=8)
    ((prompts, _, temperature, _),) = decoder.calls
    assert prompts[0].system.count("- Hedonism: 1 of 5") == 2
    assert temperature == config.temperature == 0.5


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("prompted_couple_no_scm", {"scm": False}),
        ("prompted_couple_no_concepts", {"concepts": 0}),
        ("prompted_couple_no_counterfactual", {"counterfactual": False}),
    ],
)
def test_an_ablation_of_the_prompted_pipeline_differs_in_one_setting(name, changed):
    method, config = build_method(name, {})
    assert isinstance(method, PromptedCouple)
    assert config.model_dump() == PromptedCouple.Config(**changed).model_dump() != PromptedCouple.Config().model_dump()


def test_a_typing_error_names_the_nearest_method():
    with pytest.raises(UserError, match="did you mean couple_no_graph"):
        build_method("couple_no_grap", {})
