"""A simulated person on the stairs: how likely each choice is, exactly, and what comes back of its priorities."""

import math

import pytest

from couple.instruments import build_instrument
from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
from couple.instruments.beside_target import agreement
from couple.instruments.staircase.climbing.answer_key import StaircaseKey
from couple.instruments.staircase.climbing.presenting import step_presentation
from couple.instruments.staircase.dilemmas.dilemma import Choice, Step
from couple.values import load_profile, load_system


def person(key, **config):
    return SimulatedPerson(load_profile("security_first"), key, SimulatedPersonConfig(**config), name="p")


def test_choices_are_bradley_and_terrys_with_the_priorities_as_strengths(make_dilemmas):
    (dilemma,) = make_dilemmas(1, family="schwartz")
    somebody = person(StaircaseKey([dilemma]), lean=0.5, noise=2.0)
    values = dilemma.step(2).a.value, dilemma.step(2).b.value
    for first, (one, other) in {"A": values, "B": values[::-1]}.items():
        shown = step_presentation(dilemma, 2, told=[1], chosen={1: "A"}, first=first)
        logit = (somebody.planted[one] - somebody.planted[other] + 0.5) / 2
        assert somebody.probabilities(shown)[0] == pytest.approx(1 / (1 + math.exp(-logit)))


def test_values_that_a_profile_leaves_out_and_unknown_labels_sit_at_the_middle(make_dilemmas):
    moral, ten = make_dilemmas(1)[0], make_dilemmas(1, family="schwartz")[0]
    unknown = Step("S", "", Choice("Be safe.", "security"), Choice("Be.", None))
    ten = type(ten)(ten.id, ten.family, ten.norm, (unknown, *ten.steps[1:]))
    somebody = person(StaircaseKey([moral, ten]))
    assert somebody.unsaid == load_system("moral_foundations6").names
    assert "care" in somebody.facts["values its profile leaves out"]
    shown = [step_presentation(one, 1, told=[], chosen={}, first="A") for one in (moral, ten)]
    assert [somebody.probabilities(one)[0] for one in shown] == pytest.approx([1 / 2, 1 / (1 + math.exp(3 - 5))])


def test_another_label_is_another_key(make_dilemmas):
    one, other = make_dilemmas(2)
    assert StaircaseKey([one]).fingerprint == StaircaseKey([one]).fingerprint
    assert StaircaseKey([one]).fingerprint != StaircaseKey([type(one)(one.id, "mft", "", other.steps)]).fingerprint


@pytest.mark.parametrize(("orders", "least"), [(1, 0.3), (2, 0.5)])
def test_the_published_sample_gives_back_a_profile_in_spite_of_a_lean(orders, least, sample_files, tmp_path):
    """``least`` lies below the lowest of 120 such runs in experiments/instruments/simulated_person.md."""
    instrument = build_instrument({"name": "staircase", "orders": orders})
    somebody = person(instrument.answer_key(), lean=1.0)
    answers = instrument.ask(somebody, log=tmp_path / "log.jsonl", seed=0)
    assert all(one.chosen for one in answers.made)
    scores = {one.dimension: one.centred_mean for one in instrument.score(answers) if one.family == "schwartz"}
    assert agreement(somebody.planted, scores)["Spearman"].value >= least
