"""The judges by name: two that are always there, a language model where one is named."""

import pytest

from couple.attribution import Attributor
from couple.evaluation.judges.further_judges import further_judges
from couple.foundation import UserError
from couple.values import load_system

TEN = load_system("schwartz10")


def test_two_judges_are_always_there():
    judges = further_judges(TEN)
    assert list(judges) == ["rating", "anchored"]
    assert all(isinstance(judge, Attributor) and judge.system == TEN for judge in judges.values())
    assert len({judge.fingerprint for judge in judges.values()}) == 2
    assert list(further_judges(load_system("schwartz20"))) == ["rating"]


def test_a_language_model_judges_where_one_is_named():
    pytest.importorskip("openai")
    settings = {"server": {"base_url": "http://127.0.0.1:9/v1", "model": "a judge"}}
    judges = further_judges(TEN, settings)
    assert list(judges) == ["rating", "anchored", "language_model"]
    assert isinstance(judges["language_model"], Attributor) and judges["language_model"].system == TEN


@pytest.mark.parametrize("settings", [{}, {"server": {"base_url": None}}, {"seed": 3}])
def test_the_embedded_decoder_does_not_judge_by_default(settings):
    with pytest.raises(UserError, match="no language model is named"):
        further_judges(TEN, settings)


def test_a_wrong_setting_is_named():
    with pytest.raises(UserError, match=r"second_judge\.sever"):
        further_judges(TEN, {"sever": {}}, where="second_judge")
