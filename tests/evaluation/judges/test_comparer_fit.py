"""A comparer learns from pairs of one debate: what the debate is about gets no weight."""

import numpy as np
import torch

from couple.evaluation.judges.comparer_fit import ComparerConfig, confidence, fit_comparer, within_groups
from couple.evaluation.judges.pairwise import accuracy_difference, pair_accuracy, tally_pairs
from couple.evaluation.measures.bootstrap import Resamples
from couple.foundation import numpy_generator


def debates(number=40, texts=8):
    """Labels that follow the debate (feature 0) and, within a debate, the text (feature 1)."""
    generator = numpy_generator(0, "simulated debates")
    groups = np.arange(number).repeat(texts)
    topic, own = generator.normal(size=number)[groups], generator.normal(size=len(groups))
    labels = (3 * topic + own + generator.normal(size=len(groups)) > 0)[:, None]
    return np.stack([topic, own], axis=1), labels, groups


def test_pairs_are_of_one_debate_and_of_different_labels():
    labels, groups = np.array([True, False, False, True, True]), np.array([0, 0, 0, 1, 1])
    first, second = within_groups(labels, groups)
    assert first.tolist() == [0, 0] and second.tolist() == [1, 2]


def test_the_topic_gets_no_weight():
    features, labels, groups = debates()
    weight = fit_comparer(features, labels, groups, ComparerConfig(across=0.0, members=1, penalty=0.01))
    assert weight.shape == (1, 1, 2)
    assert abs(weight[0, 0, 0]) < 1e-6 and weight[0, 0, 1] > 0.5
    rating = fit_comparer(features, labels, groups, ComparerConfig(across=3.0, members=1, penalty=0.01))
    assert rating[0, 0, 0] > 0.5  # over all debates it explains most


def test_members_learn_from_other_debates_and_the_seed_fixes_which():
    features, labels, groups = debates()
    config = ComparerConfig(members=3, penalty=0.01)
    weight = fit_comparer(features, labels, groups, config)
    assert torch.equal(weight, fit_comparer(features, labels, groups, config))
    assert weight[:, 0, 1].std() > 0.01


def test_timid_chances_are_made_as_sure_as_they_should_be():
    generator = numpy_generator(2, "confidence")
    utilities = generator.normal(size=(2000, 1))
    groups = np.arange(1000).repeat(2)
    first_wins = generator.random(1000) < 1 / (1 + np.exp(-(utilities[::2, 0] - utilities[1::2, 0])))
    labels = np.stack([first_wins, ~first_wins], axis=1).reshape(-1, 1)
    assert abs(confidence(utilities, labels, groups) - 1) < 0.2
    assert abs(confidence(utilities / 4, labels, groups) - 4) < 0.8


def test_pairwise_accuracy_counts_pairs_and_halves_ties():
    labels, groups = np.array([[True], [False], [True], [False], [False]]), np.array([0, 0, 1, 1, 1])
    scores = np.array([[2.0], [1.0], [0.5], [0.5], [1.0]])
    tally = tally_pairs(scores, labels, groups)
    assert tally.hits.tolist() == [[1.0], [0.5]] and tally.pairs.tolist() == [[1.0], [2.0]]
    assert pair_accuracy(tally, Resamples(0)).mean == 0.5


def test_who_orders_all_pairs_is_ahead_of_a_coin():
    _, labels, groups = debates()
    coin = numpy_generator(1, "coin").normal(size=labels.shape)
    best, luck = tally_pairs(labels.astype(float), labels, groups), tally_pairs(coin, labels, groups)
    found = accuracy_difference(best, luck, Resamples(0))
    assert pair_accuracy(best, Resamples(0)).low == 1.0
    assert 0.3 < found.low < found.mean < found.high < 0.7
