import pytest

from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.scoring.climbs import climb_agreements
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.paired import compare_paired


def both(dilemma, step, first, second):
    """Shown A first and then B first; ``first`` and ``second`` are what was chosen."""
    return [
        StepChoice("m", "full", dilemma, step, chosen, "AB"[k], None, k + 1) for k, chosen in enumerate([first, second])
    ]


def test_by_hand():
    made = [
        *both("d", 1, "A", "A"),  # the same
        *both("d", 2, "A", "B"),  # shown first, twice
        *both("e", 1, "B", "A"),  # shown last, twice
        *both("e", 2, "A", "B"),
        *both("e", 3, None, "B"),  # no choice on the first climb
        StepChoice("m", "full", "e", 4, "A", "A"),  # climbed once
    ]
    overall, first, second = climb_agreements(made, seed=0)
    assert (overall.step, overall.steps, overall.same, overall.first_twice) == (None, 4, 0.25, 0.5)
    assert overall.by_place == pytest.approx(0.75 * 0.5 + 0.25 * 0.5)  # of the four, 3 and 2 took the first
    assert 0 <= overall.interval[0] <= 0.25 <= overall.interval[1] <= 0.5  # between e's share and d's
    assert [(one.step, one.steps, one.same) for one in (first, second)] == [(1, 2, 0.5), (2, 2, 0.0)]
    assert first.interval == pytest.approx((0.0126, 0.9874), abs=1e-4)  # 1 of 2, Clopper and Pearson


def test_choices_that_are_not_known_to_have_been_exchanged_do_not_count():
    again = [StepChoice("m", "full", "d", 1, "A", "A", None, climb) for climb in (1, 2)]
    unknown = [StepChoice("m", "full", "d", 2, "A", None, None, climb) for climb in (1, 2)]
    assert climb_agreements([*again, *unknown], seed=0) == []


def test_respondents_are_compared_climb_by_climb(make_dilemmas, choose):
    """Two that go by the place choose alike where the same is shown, though each contradicts itself."""
    dilemmas = make_dilemmas(4)
    drawn = choose(dilemmas, lambda *_: 0.5)
    made = [
        StepChoice(name, "full", one.dilemma, one.step, one.chosen if climb == 1 else other, None, None, climb)
        for name in ("one", "other")
        for climb in (1, 2)
        for one in drawn
        for other in ["B" if one.chosen == "A" else "A"]
    ]
    found = compare_paired(*conflicts_of(dilemmas, made), seed=0, draws=100)
    assert (found.steps, found.alike) == (40, 1.0)
    assert {by.difference for by in found.differences} == {0.0}
