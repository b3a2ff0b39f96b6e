import numpy as np
import pytest
from scipy.stats import spearmanr

from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.dilemmas.dilemma import Choice, Dilemma, Step
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.preference import (
    drawn_wins,
    preference,
    preference_intervals,
    preference_scores,
)

MANY = 3_302  # as many as the published dilemmas: some 5,500 offers a value


def scored(dilemmas, made):
    (conflicts,) = conflicts_of(dilemmas, made)
    return conflicts, {score.dimension: score for score in preference_scores(conflicts)}


def test_by_hand():
    """Care is offered three times and taken twice; a step without a choice and one without two labels say nothing."""
    pairs = [("care", "liberty"), ("loyalty", "care"), ("care", "liberty"), ("care", "fairness"), (None, None)]
    dilemma = Dilemma("d", "mft", "n", tuple(Step("S", "", Choice("a", a), Choice("b", b)) for a, b in pairs))
    made = [StepChoice("m", "none", "d", step, chosen) for step, chosen in enumerate(["A", "B", "B", None, "A"], 1)]
    conflicts, scores = scored((dilemma,), made)
    assert conflicts.wins.sum() == 3 and conflicts.model == "m (no context)"
    care = scores["care"]
    assert (care.family, care.mean, care.n) == ("mft", pytest.approx(2 / 3), 3)
    assert care.centred_mean == pytest.approx(1 / 6) and care.sd == pytest.approx(np.sqrt(2 / 9))
    assert (scores["liberty"].centred_mean, scores["loyalty"].centred_mean) == (0.0, -0.5)
    assert (scores["fairness"].centred_mean, scores["fairness"].n) == (None, 0)


def test_preference_is_the_weighted_pairwise_win_rate_less_one_half(make_dilemmas, choose, by_utility):
    """S4, the identity: exactly, in whole numbers and in floating point."""
    dilemmas = make_dilemmas(80)
    conflicts, scores = scored(dilemmas, choose(dilemmas, by_utility))
    met, wins = conflicts.overall.meetings, conflicts.overall.wins
    for place, name in enumerate(conflicts.names):
        against = [other for other in range(6) if met[place, other]]
        weighted = sum(met[place, k] * (wins[place, k] / met[place, k] - 0.5) for k in against) / met[place].sum()
        assert scores[name].centred_mean == pytest.approx(weighted, abs=1e-12)
        # the same without a division: 2 (times chosen) - (times offered), on both sides
        assert 2 * wins[place].sum() - met[place].sum() == sum(2 * wins[place, k] - met[place, k] for k in against)


def test_preferences_balance(make_dilemmas, choose, by_utility):
    """Each choice takes one value and leaves one: preferences weighted by offers sum to zero."""
    dilemmas = make_dilemmas(30)
    _, scores = scored(dilemmas, choose(dilemmas, by_utility))
    assert sum(score.n * score.centred_mean for score in scores.values()) == pytest.approx(0, abs=1e-9)


def test_planted_utilities_come_back_in_sign_and_order(make_dilemmas, choose, by_utility, utilities):
    """S4."""
    dilemmas = make_dilemmas(MANY)
    _, scores = scored(dilemmas, choose(dilemmas, by_utility))
    found = {name: score.centred_mean for name, score in scores.items()}
    assert sorted(found, key=lambda name: -found[name]) == list(utilities)
    assert all(np.sign(found[name]) == np.sign(utilities[name]) for name in utilities)
    assert spearmanr([found[name] for name in utilities], list(utilities.values())).statistic == pytest.approx(1)


def test_a_random_respondent_prefers_nothing(make_dilemmas, choose):
    """S4: below 0.02 where every value is offered at least 5,000 times."""
    dilemmas = make_dilemmas(MANY)
    _, scores = scored(dilemmas, choose(dilemmas, lambda *_: 0.5))
    assert min(score.n for score in scores.values()) >= 5_000
    assert max(abs(score.centred_mean) for score in scores.values()) < 0.02


def test_intervals_cover_the_preference_and_the_same_seed_gives_the_same(make_dilemmas, choose, by_utility):
    names = ["care", "fairness", "loyalty", "authority", "sanctity", "liberty"]
    wins = np.array([[0 if one == other else by_utility(one, other, 1) for other in names] for one in names])
    truth = preference(wins)
    covered = 0
    for world in range(30):
        dilemmas = make_dilemmas(60, seed=world)
        conflicts, _ = scored(dilemmas, choose(dilemmas, by_utility, seed=world))
        intervals, _ = preference_intervals(drawn_wins(conflicts, seed=0, draws=200))
        assert intervals == preference_intervals(drawn_wins(conflicts, seed=0, draws=200))[0]
        covered += sum(found[0] <= true <= found[1] for found, true in zip(intervals, truth, strict=True) if found)
    assert covered >= 153  # of 180, 171 expected; three standard deviations below, and some for six values of one world


def test_a_value_that_is_never_offered_has_no_preference():
    wins = Comparisons.of_pairs("abz", [("a", "b")]).wins
    assert np.isnan(preference(wins)).tolist() == [False, False, True]
