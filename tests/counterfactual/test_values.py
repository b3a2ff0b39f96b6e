import networkx
import pytest

from couple.counterfactual.values import intervene_on_values
from couple.scm import find_scm
from couple.values import load_system

NAMES = load_system("schwartz10").names
SCORES = {name: 2.0 + 0.27 * place for place, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def scm():
    return find_scm("ess9")


def test_the_null_intervention_changes_nothing_bitwise(scm):
    outcome = intervene_on_values(scm, SCORES, SCORES)
    assert dict(outcome.after) == SCORES
    assert dict(outcome.unclipped) == SCORES
    assert outcome.propagated == ()
    assert set(outcome.targeted) == set(NAMES)


def test_a_partial_null_intervention_moves_nothing(scm):
    outcome = intervene_on_values(scm, SCORES, {"power": SCORES["power"]})
    assert outcome.propagated == ()
    assert outcome.after == pytest.approx(SCORES, abs=1e-12)
    assert all(causes == () for causes in outcome.because.values())


def test_a_full_target_is_reached_exactly(scm):
    target = {name: 1.0 + place % 5 for place, name in enumerate(NAMES)}
    outcome = intervene_on_values(scm, SCORES, target)
    assert dict(outcome.after) == target
    assert outcome.propagated == ()


@pytest.mark.parametrize("value", NAMES)
def test_untargeted_values_follow_the_total_effects(scm, value):
    outcome = intervene_on_values(scm, SCORES, {value: SCORES[value] + 0.4})
    assert outcome.after[value] == SCORES[value] + 0.4
    for other in set(NAMES) - {value}:
        expected = SCORES[other] + 0.4 * scm.total_effect(value, other)
        assert outcome.unclipped[other] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("value", NAMES)
def test_what_moved_has_a_directed_path_from_its_cause_and_nothing_else_moved(scm, value):
    outcome = intervene_on_values(scm, SCORES, {value: 5.0})
    graph = scm.graph.to_networkx()
    below = networkx.descendants(graph, value)
    assert set(outcome.propagated) <= below
    for moved in outcome.propagated:
        assert outcome.because[moved] == (value,)
    for still in set(NAMES) - below - {value}:
        assert outcome.unclipped[still] == pytest.approx(SCORES[still], abs=1e-12)
        assert outcome.because[still] == ()


def test_a_targeted_value_blocks_what_would_pass_through_it(scm):
    graph = scm.graph.to_networkx()
    chains = [
        (first, middle)
        for first, middle in graph.edges
        if {first, middle} <= set(NAMES) and first in networkx.ancestors(graph, middle)
    ]
    first, middle = chains[0]
    held = intervene_on_values(scm, SCORES, {first: 5.0, middle: SCORES[middle]})
    assert held.after[middle] == SCORES[middle]
    cut = graph.copy()
    cut.remove_edges_from(list(cut.in_edges(middle)) + list(cut.in_edges(first)))
    for moved in held.propagated:
        assert networkx.has_path(cut, first, moved)
        assert held.because[moved] == (first,)


def test_priorities_stay_on_the_scale_and_the_trace_keeps_what_the_model_said(scm):
    edge = {name: (5.0 if place % 2 else 1.0) for place, name in enumerate(NAMES)}
    seen = 0
    for value in NAMES:
        outcome = intervene_on_values(scm, edge, {value: 6.0 - edge[value]})
        assert all(1.0 <= number <= 5.0 for number in outcome.after.values())
        for name, said in outcome.unclipped.items():
            seen += not 1.0 <= said <= 5.0
            assert outcome.after[name] == min(5.0, max(1.0, said))
    assert seen > 0


def test_names_not_positions(scm):
    backwards = dict(reversed(SCORES.items()))
    one = intervene_on_values(scm, SCORES, {"power": 5.0, "benevolence": 1.0})
    other = intervene_on_values(scm, backwards, {"benevolence": 1.0, "power": 5.0})
    assert dict(one.after) == pytest.approx(dict(other.after), abs=1e-12)
    assert set(one.propagated) == set(other.propagated)


def test_going_back_restores_every_value(scm):
    there = intervene_on_values(scm, SCORES, {"security": 4.0})
    back = intervene_on_values(scm, there.unclipped, {"security": SCORES["security"]})
    assert dict(back.unclipped) == pytest.approx(SCORES, abs=1e-9)
