import numpy as np
import pytest

from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.drift import drifts, slopes
from couple.instruments.staircase.scoring.preference import drawn_wins

PLANTED = 0.06


def rising(one, other, step):
    """Sanctity gains ``PLANTED`` a step against any other value; the others are alike."""
    return 0.5 + PLANTED * (step - 3) * ((one == "sanctity") - (other == "sanctity"))


def drifts_of(dilemmas, made, seed=0):
    (conflicts,) = conflicts_of(dilemmas, made)
    return {drift.value: drift for drift in drifts(conflicts, drawn_wins(conflicts, seed=seed, draws=300))}


def test_a_slope_is_the_least_squares_line_of_single_choices():
    """Against numpy's fit to the same choices one by one, with unequal offers a step."""
    rng = np.random.default_rng(1)
    wins = rng.integers(0, 9, (5, 2, 2)).astype(float) * (1 - np.eye(2))
    steps, taken = [], []
    for step in range(5):
        won, lost = int(wins[step, 0, 1]), int(wins[step, 1, 0])
        steps += [step + 1] * (won + lost)
        taken += [1] * won + [0] * lost
    assert slopes(wins)[0] == pytest.approx(np.polyfit(steps, taken, 1)[0])


def test_a_planted_drift_is_recovered(make_dilemmas, choose):
    """S5: the interval holds the planted slope and excludes zero."""
    dilemmas = make_dilemmas(1_000)
    found = drifts_of(dilemmas, choose(dilemmas, rising))["sanctity"]
    assert found.drifts and found.interval[0] <= PLANTED <= found.interval[1]
    assert found.slope == pytest.approx(PLANTED, abs=0.02)


def test_a_flat_respondent_is_not_flagged(make_dilemmas, choose, by_utility):
    """S5: with strong preferences that stay the same."""
    dilemmas = make_dilemmas(1_000)
    assert not any(drift.drifts for drift in drifts_of(dilemmas, choose(dilemmas, by_utility)).values())


def test_flat_respondents_are_rarely_flagged(make_dilemmas, choose, by_utility):
    """All six values together in at most 5 % of worlds: 3 of 60 expected, at most 8 with three standard deviations."""
    flagged = 0
    for world in range(60):
        dilemmas = make_dilemmas(50, seed=world)
        flagged += any(d.drifts for d in drifts_of(dilemmas, choose(dilemmas, by_utility, seed=world)).values())
    assert flagged <= 8


def test_what_is_offered_at_one_step_only_has_no_slope():
    wins = np.zeros((5, 2, 2))
    wins[2, 0, 1] = 4
    assert np.isnan(slopes(wins)).all()


def test_a_respondent_without_spread_has_no_interval(make_dilemmas, choose):
    """One dilemma drawn again and again says nothing of others."""
    dilemmas = make_dilemmas(1)
    found = drifts_of(dilemmas, choose(dilemmas, lambda *_: 1.0))
    assert all(drift.interval is None and drift.drifts is None for drift in found.values())
