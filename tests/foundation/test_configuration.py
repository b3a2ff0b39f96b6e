"""Plain mappings become typed, complete, frozen configs, or one message that names the key."""

import pytest
from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, build_config


class Guidance(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float = Field(1.0, ge=0)


class Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    temperature: float = Field(0.7, gt=0)
    guidance: Guidance = Guidance()


def test_values_are_checked_and_defaults_filled_in():
    config = build_config(Config, {"model": "a", "guidance": {"weight": 3}}, where="decoder")
    assert config == Config(model="a", temperature=0.7, guidance=Guidance(weight=3.0))
    with pytest.raises(ValueError, match="frozen"):
        config.model = "b"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"model": "a", "temprature": 1}, r"set decoder.temprature\n.*no such key\n.*did you mean decoder.temperature"),
        ({"model": "a", "zzz": 1}, r"set decoder.zzz\n.*no such key\n.*known keys: model, temperature, guidance"),
        ({"model": "a", "temperature": -1}, r"set decoder.temperature\n.*-1: input should be greater than 0"),
        ({"model": "a", "temperature": "warm"}, r"set decoder.temperature\n.*'warm': input should be a valid number"),
        ({"model": "a", "guidance": {"weight": -1}}, r"set decoder.guidance.weight\n.*-1: "),
        ({"model": "a", "guidance": {"wait": 1}}, r"set decoder.guidance.wait\n"),
        ({}, r"set decoder.model\n.*field required"),
    ],
)
def test_a_wrong_key_or_value_is_named(values, told):
    with pytest.raises(UserError, match=told):
        build_config(Config, values, where="decoder")


def test_keys_without_a_group_are_named_without_one():
    with pytest.raises(UserError, match=r"^set temperature\n"):
        build_config(Config, {"model": "a", "temperature": 0}, where="")
