"""A5, A7 and A9 on simulated respondents, reduced; in full: ``experiments/instruments/adaem_simulation.py``."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from couple.instruments.adaem.informativeness import contrast
from couple.instruments.adaem.priming import priming
from couple.instruments.adaem.reliability import reliability
from couple.instruments.adaem.simulated.players import SimulatedScorer
from couple.instruments.adaem.tournament import SkillConfig, rounds_of, value_scores

QUICK = SkillConfig(orders=1)


def recovery(world, questions, system, seed):
    """Spearman between scores and thetas over respondents, averaged over values."""
    rounds = rounds_of(world.judged(question, opinions=1, seed=seed) for question in questions)
    names = list(world.latents)
    scores = value_scores(rounds, names, system.names, QUICK, seed=0)
    found = []
    for place, value in enumerate(system.names):
        column = [scores[name][value] for name in names]
        found.append(spearmanr(column, world.thetas[:, place]).statistic if np.ptp(column) else 0.0)
    return float(np.mean(found))


def test_the_questions_that_score_highest_recover_the_respondents(draw_world, system):
    selected, random, lowest = [], [], []
    for seed in range(4):
        world = draw_world(seed)
        topics = list(world.controversy)
        candidates = [world.question(topics[case % len(topics)], case) for case in range(600)]
        scores = [one.score for one in SimulatedScorer(world, seed=1).score(candidates)]
        ranked = [candidates[place] for place in np.argsort(scores)[::-1]]
        drawn = np.random.default_rng(seed).permutation(candidates)[:60]
        # what they are judged by are opinions other than those that chose the questions
        for found, questions in ((selected, ranked[:60]), (random, drawn), (lowest, ranked[-60:])):
            found.append(recovery(world, questions, system, seed=2))
    assert np.mean(selected) >= 0.75
    assert all(one > other for one, other in zip(selected, random, strict=True))
    assert abs(np.mean(lowest)) < 0.35


@pytest.fixture
def informative(draw_world):
    """A world of questions that are all worth asking: scores spread about as far as in the paper's Table 10."""
    world = draw_world(0, topics=10)
    return replace(world, controversy=dict.fromkeys(world.controversy, 0.5), spread=0.2)


def judged(world, questions, *, opinions=1, seed=5):
    topics = list(world.controversy)
    return [
        world.judged(world.question(topics[n % len(topics)], n), opinions=opinions, seed=seed) for n in range(questions)
    ]


def test_five_folds_agree(informative, system):
    found = reliability(judged(informative, 150), list(informative.latents), system.names, QUICK, seed=0, shuffles=1)
    assert found.alpha.value >= 0.85
    assert 0 < found.variation.value < 0.5


def test_reliability_is_unknown_with_fewer_questions_than_folds(informative, system):
    found = reliability(judged(informative, 3), list(informative.latents), system.names, QUICK, seed=0, shuffles=2)
    assert found.alpha.value is None and found.variation.value is None and found.order_change >= 0


def test_priming_a_value_raises_it_and_not_the_opposite_group(informative, system):
    def scores(world):
        rounds = rounds_of(judged(world, 75))
        return value_scores(rounds, list(world.latents), system.names, QUICK, seed=0)["r0"]

    def primed(value):
        own = {**informative.latents["r0"], value: informative.latents["r0"][value] + 2.5}
        return replace(informative, latents={**informative.latents, "r0": own})

    before = scores(informative)
    # who expresses a value wherever it can already has nowhere to rise to
    room = [value for value, theta in informative.latents["r0"].items() if theta < 0.5]
    after = {value: scores(primed(value)) for value in room}
    assert len(after) >= 4
    found = priming(before, after, system)
    assert all(after[value][value] > before[value] for value in after)
    assert found.target.after - found.target.before > 5
    # nothing was done to the others, and the same draws come out the same
    assert found.opposite.after == pytest.approx(found.opposite.before, abs=1e-9)
    assert found.same.after == pytest.approx(found.same.before, abs=1e-9)


def test_priming_sorts_values_by_group(system):
    before = dict.fromkeys(system.names, 50.0)
    after = {"power": before | {"power": 90.0, "achievement": 60.0, "benevolence": 20.0, "universalism": 30.0}}
    after["security"] = before | {"security": 95.0, "tradition": 55.0, "stimulation": 45.0}
    found = priming(before, after, system)
    assert (found.target.n, found.target.after) == (2, 92.5)
    assert (found.same.n, found.same.after) == (3, pytest.approx((60 + 55 + 50) / 3))
    assert (found.opposite.n, found.opposite.after) == (5, pytest.approx((20 + 30 + 45 + 50 + 50) / 5))


def test_a_contrast_has_an_interval_that_covers_the_difference():
    generator = np.random.default_rng(0)
    covered = []
    for seed in range(100):
        found, seeds = generator.normal(1.0, 1.0, 30), generator.normal(0.0, 1.0, 20)
        one = contrast(list(found), list(seeds), seed=seed, draws=300)
        covered.append(one.interval[0] <= 1.0 <= one.interval[1])
    assert 0.88 <= np.mean(covered) <= 0.99
    single = contrast([1.0], [0.0, 2.0], seed=0)
    assert single.interval is None and single.difference == 0
