from dataclasses import replace

import numpy as np
import pytest

from couple.instruments.adaem.aims import AIMS
from couple.instruments.adaem.reading import Reading, expressed, likelihoods
from couple.instruments.adaem.rewards import Rewards
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.separation import distance, separation

POWER, HEDONISM, NOTHING = frozenset(["power"]), frozenset(["hedonism"]), frozenset()
REWARDS = Rewards(1.0, 1.0, 0.0, 0.0, 2.0)


def question(**readings):
    return JudgedQuestion("q", {}, {who: tuple(given) for who, given in readings.items()})


def likely(**shares):
    return Reading(frozenset(name for name, share in shares.items() if share >= 0.5), shares)


def test_it_is_unbiased(draw_world, system):
    world = draw_world(0, topics=10)
    world = replace(world, controversy=dict.fromkeys(world.controversy, 0.5), spread=0.2)
    asked = world.question("t001", 1)
    shares = world.probabilities(asked)
    true = np.mean([((shares[i] - shares[j]) ** 2).sum() for i in range(8) for j in range(i)])
    drawn = [separation(world.judged(asked, opinions=2, seed=seed), system.names).value for seed in range(400)]
    assert np.mean(drawn) == pytest.approx(true, abs=4 * np.std(drawn) / np.sqrt(len(drawn)))


def test_chance_is_taken_off(system):
    alike = JudgedQuestion.of_sets("q", {"a": (POWER, HEDONISM), "b": (POWER, HEDONISM)})
    assert separation(alike, system.names).value == 0
    crossed = JudgedQuestion.of_sets("q", {"a": (POWER, HEDONISM), "b": (HEDONISM, POWER)})
    assert separation(crossed, system.names).value == pytest.approx(-2.0)  # by hand: (1, -1) times (-1, 1)
    apart = JudgedQuestion.of_sets("q", {"a": (POWER, POWER), "b": (NOTHING, NOTHING)})
    assert separation(apart, system.names).value == pytest.approx(1.0)


def test_two_opinions_are_needed_that_both_gave(system):
    once = JudgedQuestion.of_sets("q", {"a": (POWER, POWER), "b": (NOTHING, None)})
    assert separation(once, system.names).value is None
    apart = {"a": (POWER, None, POWER), "b": (NOTHING, NOTHING, NOTHING), "c": (POWER,), "d": ()}
    assert separation(JudgedQuestion.of_sets("q", apart), system.names).value == pytest.approx(1.0)  # of a and b alone


def test_chance_that_respondents_share_cancels(system):
    """Both express what is drawn for both, and one has power besides: of the other values nothing is left."""
    places = np.random.default_rng(0).integers(len(system.names), size=4)
    drawn = [frozenset([system.names[place]]) for place in places]
    shared = JudgedQuestion.of_sets("q", {"a": tuple(drawn), "b": tuple(one ^ {"power"} for one in drawn)})
    assert separation(shared, [name for name in system.names if name != "power"]).value == 0


def test_likelihoods_tell_apart_what_sets_do_not(system):
    apart = question(a=[likely(power=0.4)] * 2, b=[likely(power=0.1)] * 2)
    assert separation(apart, system.names, of=expressed).value == 0
    assert separation(apart, system.names, of=likelihoods).value == pytest.approx(0.09)


def test_one_opinion_has_a_distance_with_chance_left_in(system):
    apart = question(a=[likely(power=0.9)], b=[likely(power=0.5)], c=[None])
    assert separation(apart, system.names).value is None
    assert distance(apart, system.names, of=likelihoods).value == pytest.approx(0.16)
    assert distance(question(a=[None], b=[likely()]), system.names).value is None


def test_a_search_can_aim_at_either(system):
    once = question(a=[likely(power=0.9)], b=[likely(power=0.5)])
    twice = question(a=[likely(power=0.9)] * 2, b=[likely(power=0.5), likely(power=0.7)])
    assert AIMS["rewards"](once, REWARDS, system.names) == 2.0
    assert AIMS["separation"](once, REWARDS, system.names) == pytest.approx(0.16)
    assert AIMS["separation"](twice, REWARDS, system.names) == pytest.approx(0.4 * 0.2)
    assert AIMS["separation"](question(a=[None], b=[likely()]), REWARDS, system.names) == float("-inf")


def test_of_two_points_the_likelier_counts():
    either = likely(power=0.9, security=0.2).either(likely(power=0.3, hedonism=0.6))
    assert either == Reading(frozenset(["power", "hedonism"]), {"power": 0.9, "security": 0.2, "hedonism": 0.6})
