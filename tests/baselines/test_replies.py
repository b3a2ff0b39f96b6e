"""Reading what weak models reply: what is there is read, what is not stays unknown, and nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from couple.baselines.replies import LONGEST_LINE, by_label, chosen, listed, scores
from couple.values import ValueProfile, load_system

UNKNOWN = {"power": None, "security": None, "tradition": None, "hedonism": None}
PROFILE = ValueProfile(load_system("schwartz10"), {"self_direction": 5, "security": 1})


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        ("2", 1),
        ("The best is plan 3.", 2),
        ("Of the 3 plans, plan 2 fits best", 1),
        ("Plan #2", 1),
        ("PLAN 1\nbecause it ...", 0),
        ("**3**", 2),
        ("Plan 7, or rather 2", 1),
        ("", None),
        ("The answer is to ban cars", None),
        ("0", None),
        ("4", None),
        ("2.5", None),
        ("30", None),
        ("3% of people", None),
        ("1" * 5000, None),
    ],
)
def test_a_choice_is_a_number_that_can_be_chosen(reply, place):
    assert chosen(reply, 3, "plan") == place


def test_lines_lose_their_bullets_their_repeats_and_what_is_too_much():
    reply = '1. **safe streets**\n\n- clean air\n * clean air\n(2) "3.5 million drivers"\n• quiet nights\n' + "x" * 500
    assert listed(reply, 9) == ["safe streets", "clean air", "3.5 million drivers", "quiet nights", "x" * LONGEST_LINE]
    assert listed(reply, 2) == ["safe streets", "clean air"]
    assert listed(" \n-\n**\n", 5) == []


@pytest.mark.parametrize(
    "reply", ["Security: 4", "- **Security**: 4/5", "_security_ (4)", "1. Security = 4 of 5.", "SECURITY 4"]
)
def test_a_score_stands_behind_its_label(reply, target):
    assert scores(reply, target) == UNKNOWN | {"security": 4}


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "The answer should be 4.",
        "Security: (1 to 5)",
        "Security: 1-5",
        "Security: 1.5-5",
        "Security: -4",
        "Security: 0",
        "Security: 45",
        "Security: five",
        "Insecurity: 4",
        "Security:\n1. Universalism: 4",
    ],
)
def test_what_is_no_score_is_unknown(reply, target):
    assert scores(reply, target) == UNKNOWN


def test_several_scores_on_one_line_and_the_first_that_counts(target):
    reply = "Security: 9, Power: 2, Tradition: 4.5; Security: 3\nPower: 5"
    assert scores(reply, target) == {"security": 3, "power": 2, "tradition": 4.5, "hedonism": None}


def test_labels_of_two_words_however_they_are_joined():
    for label in ("Self-Direction", "self direction", "Self_Direction"):
        assert scores(f"{label}: 3", PROFILE) == {"self_direction": 3, "security": None}


def test_a_label_within_another_is_not_confused():
    system = load_system("moral_foundations")
    both = ValueProfile(system, dict.fromkeys(system.names, 3))
    reply = "\n".join(f"{value.label}: {place % 5 + 1}" for place, value in enumerate(system.values))
    assert scores(reply, both) == {name: place % 5 + 1 for place, name in enumerate(system.names)}
    refined = load_system("schwartz20")
    every = ValueProfile(refined, dict.fromkeys(refined.names, 3))
    reply = "\n".join(f"- {value.label}: 4" for value in refined.values)
    assert scores(reply, every) == dict.fromkeys(refined.names, 4)


def test_lines_are_told_to_whom_they_belong(target):
    reply = (
        "Here they are:\n1. **Security**: safe streets\n- calm nights\n- no noise\nTradition:\n- Sunday walks\n"
        "Power should be shared\nUniversalism: all people"
    )
    assert by_label(reply, target, 2) == {
        "security": ["safe streets", "calm nights"],
        "tradition": ["Sunday walks", "Power should be shared"],  # a sentence that begins with a label is no label
    }
    assert by_label("no label at all\nnone here", target, 2) == {}
    assert by_label("Security:\nPower:", target, 2) == {}


@given(st.text(max_size=300))
def test_no_reply_raises(reply):
    assert chosen(reply, 3, "plan") in {None, 0, 1, 2}
    assert all(score is None or 1 <= score <= 5 for score in scores(f"Security {reply}", PROFILE).values())
    assert all(len(lines) <= 2 for lines in by_label(f"Security: {reply}", PROFILE, 2).values())
    assert len(listed(reply, 4)) <= 4
