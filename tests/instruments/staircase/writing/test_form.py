import json
from collections import Counter

import pytest

from couple.instruments.staircase.dilemmas.dilemma import family_system
from couple.instruments.staircase.writing.form import plan_staircases, read_staircase, writing_presentation
from couple.instruments.staircase.writing.generating import load_norms

STEP = {"dilemma": "What do you do now?", "choice_a": "Tell them at once.", "choice_b": "Say nothing at all."}


def written(count=5, **changes):
    steps = [{"situation": f"Situation number {number}.", **STEP, **changes} for number in range(count)]
    return json.dumps({"steps": steps})


def test_plans_oppose_two_values_at_every_step_and_offer_all_alike():
    plans = plan_staircases(18, "schwartz", ["one", "two"], seed=3)
    assert [plan.norm for plan in plans[:3]] == ["one", "two", "one"]
    assert all(a != b for plan in plans for a, b in plan.pairs)
    assert all(len({frozenset(pair) for pair in plan.pairs}) == 5 for plan in plans)
    offered = Counter(value for plan in plans for pair in plan.pairs for value in pair)
    assert set(offered.values()) == {18} and len(offered) == 10  # 90 ordered pairs, each once
    assert plans == plan_staircases(18, "schwartz", ["one", "two"], seed=3)
    assert plans != plan_staircases(18, "schwartz", ["one", "two"], seed=4)


def test_the_request_names_the_norm_the_values_and_the_form():
    (plan,) = plan_staircases(1, "mft", ["Keep a promise."], seed=0)
    asked = writing_presentation(plan)
    assert "Keep a promise." in asked.prompt.user and asked.options == ()
    for a, b in plan.pairs:
        assert f"choice_a speaks for {family_system('mft').value(a).label}, choice_b for" in asked.prompt.user
        assert family_system("mft").value(b).definition in asked.prompt.user


@pytest.mark.parametrize("around", ["{}", "Sure!\n```json\n{}\n```\nGood luck."])
def test_a_staircase_is_read_whatever_stands_around_it(around):
    found = read_staircase(around.replace("{}", written()))
    assert [step.situation for step in found.steps] == [f"Situation number {number}." for number in range(5)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" ", "nothing was written"),
        ("Step 1: you find a purse", "no JSON object"),
        (written()[:200], "broken or cut off"),
        (written(4), "not in the form: steps"),
        (written(choice_b=7), "not in the form: steps.choice_b"),
        (written(choice_b="short"), "not in the form: steps.choice_b"),
        (written(mood="grim"), "not in the form: steps.mood"),
        (written(choice_b="tell THEM at once."), "twice the same choice"),
        (written(situation="Always the same."), "a situation that stands twice"),
        ("[" * 100_000 + "{}", "broken or cut off|not in the form"),
    ],
)
def test_what_cannot_be_read_and_why(text, reason):
    with pytest.raises(ValueError, match=reason):
        read_staircase(text)


def test_our_norms_and_those_of_a_file(tmp_path):
    assert len(set(load_norms())) == 20
    (tmp_path / "norms.yaml").write_text("- Be kind.\n")
    assert load_norms(tmp_path / "norms.yaml") == ("Be kind.",)
