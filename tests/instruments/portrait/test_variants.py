import pytest

from couple.instruments.portrait.presenting import reply_presentations
from couple.instruments.portrait.variants import SYSTEM, Under, Variant, steered_towards, variants_among
from couple.values import load_system

ITEM = {"portrait_id": "7", "option_id": "1", "title": "", "text": "What happened.", "response": "Do that."}


def test_steering_names_the_value_and_its_meaning():
    power = load_system("schwartz10").value("power")
    variant = steered_towards(power)
    assert variant.name == "power"
    assert "power" in variant.system and power.definition.rstrip(".")[1:] in variant.system
    assert variant.system.startswith(SYSTEM)


def test_a_variant_changes_the_system_text_and_nothing_else():
    plain, steered = reply_presentations([ITEM]), reply_presentations([ITEM], system="You are somebody else.")
    assert [one.prompt.user for one in plain] == [one.prompt.user for one in steered]
    assert [one.options for one in plain] == [one.options for one in steered]
    assert {one.prompt.system for one in plain} == {SYSTEM}
    assert {one.prompt.system for one in steered} == {"You are somebody else."}


def test_the_respondent_under_a_variant_has_its_name_and_the_same_answers():
    class Echo:
        name, fingerprint = "m", "f"

        def answer(self, shown, *, seed):
            return [f"{one.prompt.system} {seed}" for one in shown]

    under = Under(Echo(), Variant("power", "?"))
    assert (under.name, under.fingerprint) == ("m [power]", "f")
    assert under.answer(reply_presentations([ITEM], system="Be strong.")[:1], seed=4) == ["Be strong. 4"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["m", "m [power]", "m [female]"], {"m": {"power": "m [power]", "female": "m [female]"}}),
        (["m [power]"], {}),  # nothing to compare it with
        (["m", "m [a] [power]", "m [a]"], {"m": {"a": "m [a]"}, "m [a]": {"power": "m [a] [power]"}}),
        (["m", "m[power]", "m []"], {}),
    ],
)
def test_variants_are_found_by_name(names, found):
    assert variants_among(names) == found
