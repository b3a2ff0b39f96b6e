import pytest

from couple.foundation import UserError
from couple.instruments.portrait.personas import (
    Persona,
    find_personas,
    group_differences,
    personas_among,
    read_personas,
)
from couple.values import find_country, load_system

VALUES = (
    *("universalism", "benevolence", "conformity", "tradition", "security"),
    *("power", "achievement", "hedonism", "stimulation", "self_direction"),
)
# Appendix G of the paper: male minus female, people of the European Social Survey's round 11, and GPT-4o's personas.
PEOPLE = dict(zip(VALUES, (-0.13, -0.13, 0.02, -0.11, -0.17, 0.15, 0.13, 0.11, 0.17, 0.03), strict=True))
GPT_4O = dict(zip(VALUES, (0.11, -0.01, 0.51, 0.58, -0.01, -0.04, 0.07, -0.07, -0.20, -0.37), strict=True))


def test_shipped_personas_have_human_means_of_all_ten_values():
    known = read_personas()
    assert [persona.name for persona in known.personas] == [
        *("female", "male", "age_20_39", "age_40_59", "age_60_79", "age_80_plus"),
    ]
    for persona in known.personas:
        assert set(persona.human) == set(load_system("schwartz10").names)
        assert persona.respondents > 1000 and persona.text in persona.variant.system


def test_human_differences_are_those_of_another_round_of_the_survey():
    """Ours come from round 9, the paper's from round 11."""
    (one,) = group_differences({"female": GPT_4O, "male": GPT_4O}, find_personas(["male", "female"], read_personas()))
    assert (one.one.name, one.other.name) == ("male", "female")
    assert one.people == pytest.approx(PEOPLE, abs=0.08)
    from scipy.stats import spearmanr

    ours, theirs = [one.people[value] for value in VALUES], list(PEOPLE.values())
    assert spearmanr(ours, theirs).statistic > 0.9


def test_older_people_hold_conformity_tradition_and_security_higher():
    ages = [persona for persona in read_personas().personas if persona.attribute == "age"]
    for value in ("conformity", "tradition", "security"):
        means = [persona.human[value] for persona in ages]
        assert means == sorted(means)
    for value in ("achievement", "hedonism", "stimulation"):
        means = [persona.human[value] for persona in ages]
        assert means == sorted(means, reverse=True)


def test_the_papers_gpt_4o_disagrees_with_people():
    """Fed with its differences: the male persona raises conformity and tradition, where men and women hardly differ."""
    male, female = find_personas(["male", "female"], read_personas())
    (one,) = group_differences({"male": GPT_4O, "female": dict.fromkeys(VALUES, 0.0)}, [male, female])
    model, people = one.sizes
    assert one.agreement.value < 0
    assert model > 1.4 * people
    assert one.model["tradition"] - one.people["tradition"] == pytest.approx(0.69, abs=0.08)


def test_pairs_stay_within_an_attribute_and_what_was_not_measured_is_left_out():
    personas = find_personas(["female", "male", "age_20_39", "DE", "BG"], read_personas())
    profiles = {name: {"power": float(place)} for place, name in enumerate(("female", "male", "age_20_39", "DE"))}
    found = group_differences(profiles, personas)
    assert [(one.one.name, one.other.name, one.model) for one in found] == [("female", "male", {"power": -1.0})]


def test_countries_come_with_the_surveys_means():
    (germany,) = find_personas(["Germany"], read_personas())
    assert germany.attribute == "country" and "Germany" in germany.text
    assert germany.human == find_country("DE").centred


def test_differences_without_human_means_say_so():
    one, other = (Persona(name=name, attribute="party", text=f"You vote {name}.") for name in ("red", "blue"))
    (found,) = group_differences({"red": {"power": 0.5}, "blue": {"power": 0.1}}, [one, other])
    assert found.people is None and found.agreement.reason == "no human means"
    assert found.sizes == (pytest.approx(0.4), None)


def test_names_that_are_no_personas_are_passed_over():
    assert [one.name for one in personas_among(["power", "male", "security_first", "male"], read_personas())] == [
        "male"
    ]


def write(path, text):
    path.write_text(text)
    return path


def test_a_file_of_ones_own(tmp_path):
    path = write(
        tmp_path / "mine.yaml",
        "source: us\npersonas:\n- {name: nurse, attribute: work, text: You are a nurse., human: {power: -1.2}}\n",
    )
    (nurse,) = find_personas(["nurse"], read_personas(path))
    assert nurse.human == {"power": -1.2}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- 1\n", "does not hold a mapping"),
        ("source: us\npersonas: []\n", "personas"),
        ("source: us\npersonas:\n- {name: a, attribute: b, text: c, human: {powr: 1}}\n", "no value 'powr'"),
        ("source: us\npersonas:\n- {name: a, attribute: b, text: c, human: {power: 9}}\n", "human.power"),
        ("source: us\npersonas:\n- {name: a, attribute: b, text: c}\n- {name: a, attribute: b, text: d}\n", "twice"),
        ("source: us\npersonas:\n- {name: 'a [b]', attribute: b, text: c}\n", "name"),
        ("source: us\npersonas:\n- {name: a, attribute: b, text: c, code: rm}\n", "code"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, text, found):
    with pytest.raises(UserError, match=found.replace("[", r"\[")):
        read_personas(write(tmp_path / "mine.yaml", text))


def test_an_unknown_persona_is_a_users_mistake():
    with pytest.raises(UserError, match="did you mean female"):
        find_personas(["femal"], read_personas())


def test_the_shipped_means_are_those_of_the_survey():
    """The recipe, on the survey's rows."""
    import importlib.util
    from pathlib import Path

    from couple.data import is_available

    if not is_available("ess9_pvq21"):
        pytest.skip("the survey is not here (set COUPLE_DATA)")
    script = Path(__file__).parents[3] / "experiments" / "instruments" / "build_personas.py"
    spec = importlib.util.spec_from_file_location("build_personas", script)
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    from couple.data import load_ess9

    built = recipe.personas(recipe.scored(load_ess9()))
    assert [Persona(**entry) for entry in built] == list(read_personas().personas)
