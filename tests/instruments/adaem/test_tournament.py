"""A7: planted skills come out, whatever the order; and the arithmetic of who plays whom."""

from math import erf, sqrt

import numpy as np
import pytest
from scipy.stats import spearmanr

from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.tournament import (
    Skill,
    SkillConfig,
    games,
    rate_skills,
    rounds_of,
    value_scores,
    value_strengths,
    win_counts,
    win_probability,
)

NAMES = [f"r{number}" for number in range(8)]


def planted_rounds(questions, seed):
    """Each expresses power with a probability that rises with its number."""
    generator = np.random.default_rng(seed)
    chances = np.linspace(0.15, 0.85, len(NAMES))
    return [
        {
            name: frozenset(["power"]) if generator.random() < chance else frozenset()
            for name, chance in zip(NAMES, chances, strict=True)
        }
        for _ in range(questions)
    ]


def test_only_who_expresses_a_value_plays_who_does_not():
    rounds = [
        {"a": frozenset(["x"]), "b": frozenset(["x", "y"]), "c": frozenset()},
        {"a": frozenset(), "b": frozenset()},
    ]
    assert games(rounds, "x") == [("a", "c"), ("b", "c")]
    assert games(rounds, "y") == [("b", "a"), ("b", "c")]
    assert win_counts(rounds, ["a", "b", "c"], "x").wins.tolist() == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]


def test_opinions_play_by_number_and_unread_ones_do_not_play():
    judged = JudgedQuestion.of_sets("q", {"a": (frozenset("x"), None), "b": (frozenset(), frozenset("y"), frozenset())})
    first, second, third = rounds_of([judged])
    assert first == {"a": frozenset("x"), "b": frozenset()}
    assert second == {"b": frozenset("y")} and third == {"b": frozenset()}


def test_one_game_is_trueskills_update():
    """Herbrich, Minka and Graepel (2006) for two players without draws: mu + sigma^2 / c * v, v = phi(t) / Phi(t)."""
    config = SkillConfig()
    skills = rate_skills([("a", "b")], ["a", "b"], config)
    c = sqrt(2 * config.deviation**2 + 2 * config.gamma**2)
    v = sqrt(2 / np.pi)  # at t = 0
    assert skills["a"].mean == pytest.approx(25 + config.deviation**2 / c * v, rel=1e-6)
    assert skills["b"].mean == pytest.approx(25 - config.deviation**2 / c * v, rel=1e-6)
    shrunk = config.deviation * sqrt(1 - config.deviation**2 / c**2 * v * v)
    assert skills["a"].deviation == pytest.approx(shrunk, rel=1e-6)


def test_the_probability_of_winning():
    one, other = Skill(30.0, 2.0), Skill(25.0, 1.0)
    spread = sqrt(2 * 16 + 4 + 1)
    assert win_probability(one, other, 4.0) == pytest.approx((1 + erf(5 / spread / sqrt(2))) / 2)
    assert win_probability(one, other, 4.0) + win_probability(other, one, 4.0) == pytest.approx(1)


def test_planted_skills_are_recovered_by_both_aggregations():
    rounds = planted_rounds(120, seed=0)
    scores = value_scores(rounds, NAMES, ["power"], SkillConfig(orders=1), seed=0)
    found = [scores[name]["power"] for name in NAMES]
    assert spearmanr(found, range(8)).statistic >= 0.9
    assert np.mean(found) == pytest.approx(50, abs=1e-9)
    strengths = value_strengths(rounds, NAMES, "power").values
    assert spearmanr([strengths[name] for name in NAMES], range(8)).statistic >= 0.9


def test_the_order_of_questions_moves_no_score_by_more_than_two_points():
    rounds = planted_rounds(120, seed=1)
    drawn = []
    for shuffle in range(20):
        order = np.random.default_rng(shuffle).permutation(len(rounds))
        scores = value_scores([rounds[place] for place in order], NAMES, ["power"], SkillConfig(), seed=shuffle)
        drawn.append([scores[name]["power"] for name in NAMES])
    assert np.ptp(drawn, axis=0).max() <= 2


def test_nobody_differs_on_a_value_that_all_or_none_express():
    rounds = [{name: frozenset(["power"]) for name in NAMES}] * 3
    scores = value_scores(rounds, NAMES, ["power", "hedonism"], SkillConfig(), seed=0)
    assert {score for own in scores.values() for score in own.values()} == {50}
    assert value_strengths(rounds, NAMES, "power").reason == "nobody met anybody"


def test_the_same_seed_gives_the_same_scores():
    rounds = planted_rounds(20, seed=2)
    one, other = (value_scores(rounds, NAMES, ["power"], SkillConfig(orders=1), seed=3) for _ in range(2))
    assert one == other
