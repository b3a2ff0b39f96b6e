"""Targets made for a question: exact ones, by hand-made relevance."""

import pytest

from couple.evaluation.asking.targets import TARGETS, Topic, profile_source, relevant_values
from couple.values import ValueProfile, load_profile, load_system

TEN = load_system("schwartz10")
NOTHING = dict.fromkeys(TEN.names, 0.0)


def topic(most=5, system=TEN, **shares):
    relevance = dict.fromkeys(system.names, 0.0) | shares
    return Topic("Why?", relevance, system, relevant_values(relevance, most))


def targets(source, found):
    made = TARGETS[source](found)
    return {name: dict(profile.priorities) for name, profile in made.items()}


def test_what_matters_comes_first_ties_in_the_systems_order_and_little_is_nothing():
    shares = NOTHING | {"universalism": 0.5, "power": 0.5, "security": 0.9, "tradition": 0.2, "hedonism": 0.19}
    assert relevant_values(shares) == ("security", "power", "universalism", "tradition")
    assert relevant_values(shares, 2) == ("security", "power")
    assert relevant_values(NOTHING) == relevant_values({}) == ()


def test_a_profile_is_restricted_to_what_matters():
    found = topic(3, security=0.9, power=0.6, benevolence=0.4, universalism=0.3)
    whole, partial = load_profile("security_first"), load_profile("partial_benevolence")
    (kept,) = profile_source("mine", whole)(found).values()
    assert dict(kept.priorities) == {"power": 2.5, "security": 5.0, "benevolence": 3.0}
    assert profile_source("mine", partial)(found) == {"mine": ValueProfile(TEN, {"power": 1, "benevolence": 5})}
    assert profile_source("mine", whole, whole=True)(found) == {"mine": whole}
    assert "targets no value" in profile_source("mine", partial)(topic(security=0.9))


def test_opposed_targets_are_two_values_in_conflict():
    made = targets("opposed", topic(security=0.9, stimulation=0.8, universalism=1.0))
    assert made == {
        "opposed_up": {"security": 5.0, "stimulation": 1.0},
        "opposed_down": {"security": 1.0, "stimulation": 5.0},
    }
    peaceful = TEN.model_copy(update={"conflicting": frozenset()})
    assert "no two values" in TARGETS["opposed"](topic(system=peaceful))


@pytest.mark.parametrize(
    ("shares", "priorities"),
    [
        (
            {"security": 0.9, "power": 0.8, "hedonism": 0.7, "tradition": 0.6, "benevolence": 0.5},
            {"security": 1, "power": 2, "hedonism": 3, "tradition": 4, "benevolence": 5},
        ),
        ({"security": 0.9, "power": 0.8, "hedonism": 0.7}, {"security": 1, "power": 3, "hedonism": 5}),
        ({"security": 0.9}, {"security": 1}),
    ],
)
def test_against_the_grain_the_most_mentioned_is_wanted_least(shares, priorities):
    assert targets("against_the_grain", topic(**shares)) == {"against_the_grain": priorities}


def test_roles_gather_around_the_values_furthest_apart_and_mirror_each_other():
    shares = {"universalism": 0.9, "power": 0.8, "benevolence": 0.7, "achievement": 0.6, "security": 0.5}
    # five steps apart stand only power and universalism; four steps off, security joins power's side
    made = targets("roles", topic(**shares))
    one = {"universalism": 5.0, "benevolence": 4.0, "power": 1.0, "achievement": 2.0, "security": 2.0}
    assert made == {"role_one": one, "role_two": {value: 6 - priority for value, priority in one.items()}}


def test_of_equally_distant_poles_the_more_relevant_ones_are_taken():
    # five steps: stimulation and tradition (.63), power and universalism (.4)
    made = targets("roles", topic(tradition=0.9, stimulation=0.7, power=0.5, universalism=0.8))
    assert made["role_one"] == {"tradition": 5.0, "power": 4.0, "stimulation": 2.0, "universalism": 1.0}


def test_a_value_in_between_joins_the_more_relevant_pole():
    # self-direction and power stand four steps apart, and hedonism two from each
    made = targets("roles", topic(self_direction=0.6, power=0.9, hedonism=0.5))
    assert made["role_one"] == {"power": 5.0, "hedonism": 4.0, "self_direction": 1.0}


def test_there_are_no_roles_without_a_conflict():
    for found in (topic(), topic(security=1.0), topic(security=1.0, tradition=0.9, conformity=0.8)):
        assert "at odds" in TARGETS["roles"](found)
    assert "no circle" in TARGETS["roles"](topic(system=load_system("hhh")))


def test_the_dose_moves_one_value_and_holds_the_others():
    made = targets("dose", topic(security=0.9, power=0.8, tradition=0.3))
    assert list(made) == [f"dose_{level}" for level in range(1, 6)]
    for level, priorities in enumerate(made.values(), start=1):
        assert priorities == {"power": 3.0, "security": float(level), "tradition": 3.0}


def test_where_nothing_matters_nothing_is_asked():
    for source in ("against_the_grain", "roles", "dose"):
        assert isinstance(TARGETS[source](topic()), str)


def test_names_and_never_positions():
    """Another order of the same values changes no target but by ties, and there are none here."""
    shuffled = TEN.model_copy(update={"values": TEN.values[::-1]})
    shares = {"universalism": 0.9, "power": 0.8, "benevolence": 0.7, "achievement": 0.6, "security": 0.5}
    for source in TARGETS:
        assert targets(source, topic(**shares)) == targets(source, topic(system=shuffled, **shares))
