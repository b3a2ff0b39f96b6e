import numpy as np
import pytest
import torch

from couple.attribution.fitting import fit_head, shrunk_thresholds
from couple.attribution.score import calibration_error, category_f1


@pytest.fixture(scope="module")
def world():
    """Two values, each a noisy linear function of six features, in 60 groups of 20 rows."""
    generator = np.random.default_rng(0)
    features = generator.normal(size=(1200, 6)) * [1, 1, 1, 1, 9, 0.01] + 3
    logits = np.stack([2 * (features[:, 0] - 3) - 1, (features[:, 1] - features[:, 2]) - 2], axis=1)
    labels = generator.random(logits.shape) < 1 / (1 + np.exp(-logits))
    return features, labels, np.repeat(np.arange(60), 20), logits


def fit(features, labels, groups):
    systems = {"fine": {"a": ("a",), "b": ("b",)}, "broad": {"any": ("b", "a")}}
    return fit_head(features, labels, groups, values=("a", "b"), layers=(0,), systems=systems, penalty=0.01)


def test_it_recovers_the_probabilities(world):
    features, labels, groups, logits = world
    head, out_of_fold = fit(features, labels, groups)
    truth = 1 / (1 + np.exp(-logits))
    for found in (head.logits(torch.tensor(features)), torch.tensor(out_of_fold)):
        assert np.abs(found.sigmoid().numpy() - truth).mean() < 0.03
    assert calibration_error(labels, 1 / (1 + np.exp(-out_of_fold))) < 0.03


def test_groups_are_read_as_any_of_their_members(world):
    features, labels, groups, _ = world
    head, out_of_fold = fit(features, labels, groups)
    scale = head.shape.systems["broad"]["any"]
    assert scale.members == ("b", "a")
    probability = scale.logit(torch.tensor(out_of_fold[:, [1, 0]])).sigmoid().numpy()
    assert probability.mean() == pytest.approx(labels.any(axis=1).mean(), abs=0.005)


def test_no_row_helps_to_predict_its_own_group():
    generator = np.random.default_rng(1)
    groups = np.repeat(np.arange(40), 10)
    features = np.eye(40)[groups] + 0.01 * generator.normal(size=(400, 40))  # features tell the group and nothing else
    labels = np.repeat(generator.random((40, 2)) < 0.5, 10, axis=0)
    _, out_of_fold = fit(features, labels, groups)
    for column in range(2):
        hits = (out_of_fold[:, column] > np.median(out_of_fold[:, column])) == labels[:, column]
        assert hits.mean() < 0.65  # leaking rows of the same group would make this 1


def test_the_same_data_give_the_same_head(world):
    features, labels, groups, _ = world
    first, second = (fit(features, labels, groups)[0] for _ in range(2))
    assert torch.equal(first.weight, second.weight) and first.shape == second.shape


def test_the_order_of_values_is_free(world):
    features, labels, groups, _ = world
    head = fit(features, labels, groups)[0]
    turned = fit_head(
        features, labels[:, ::-1], groups, values=("b", "a"), layers=(0,), penalty=0.01,
        systems={"fine": {"b": ("b",), "a": ("a",)}},
    )[0]  # fmt: skip
    assert torch.equal(turned.weight.flip(0), head.weight)
    assert turned.shape.systems["fine"]["a"] == head.shape.systems["fine"]["a"]


def test_thresholds_lie_between_their_own_best_and_the_common_one(world):
    _, labels, _, logits = world
    shrunk = shrunk_thresholds(logits, labels)
    best = [
        max(np.linspace(-3, 2, 201), key=lambda x: category_f1(labels[:, [k]], logits[:, [k]] >= x)[0]) for k in (0, 1)
    ]
    assert np.abs(shrunk - best).max() < 1.0
    found = category_f1(labels, logits >= shrunk)
    assert (found > 0.9 * category_f1(labels, logits >= np.array(best))).all()
