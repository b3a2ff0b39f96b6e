import numpy as np
import pytest
import torch

from couple.attribution.linear import fit_linear
from couple.attribution.measuring import measure_reading
from couple.attribution.reading import SystemReader
from couple.attribution.reading_fit import fit_reading, most_important
from couple.attribution.score import calibration_error, category_f1
from couple.attribution.thresholds import shrunk_thresholds

SOURCE = ("a", "b", "c")
SYSTEMS = {"fine": {name: (name,) for name in SOURCE}, "broad": {"any": ("b", "a"), "c": ("c",)}}


@pytest.fixture(scope="module")
def world():
    """Three values: raw logits are half the true ones and shifted, and c only shows in what is read for b."""
    generator = np.random.default_rng(0)
    truth = generator.normal(size=(3000, 3)) * 1.5 - 1
    truth[:, 2] = 1.5 * truth[:, 1]
    labels = generator.random(truth.shape) < 1 / (1 + np.exp(-truth))
    raw = truth / 2 + 0.7
    raw[:, 2] = generator.normal(size=3000)  # the network cannot see c itself
    importance = labels * generator.integers(1, 4, size=labels.shape)
    return raw, labels, importance, np.repeat(np.arange(100), 30), truth


@pytest.fixture(scope="module")
def reading(world):
    return fit_reading(*world[:4], source=SOURCE, systems=SYSTEMS)


def test_it_recovers_the_probabilities(world, reading):
    raw, labels, _, _, truth = world
    found = SystemReader(reading, "fine", SOURCE).utilities(torch.tensor(raw)).sigmoid().numpy()
    expected = 1 / (1 + np.exp(-truth))
    assert np.abs(found - expected)[:, :2].mean() < 0.04
    assert calibration_error(labels[:, :2], found[:, :2]) < 0.03


def test_other_values_speak_for_one_that_is_hard_to_see(world, reading):
    raw, _, _, _, truth = world
    found = SystemReader(reading, "fine", SOURCE).utilities(torch.tensor(raw))[:, 2].numpy()
    assert np.corrcoef(found, truth[:, 2])[0, 1] > 0.9
    assert abs(np.corrcoef(raw[:, 2], truth[:, 2])[0, 1]) < 0.1


def test_groups_are_read_as_any_of_their_members(world, reading):
    raw, labels, _, _, _ = world
    utilities = SystemReader(reading, "broad", ("any", "c")).utilities(torch.tensor(raw))
    assert float(utilities[:, 0].sigmoid().mean()) == pytest.approx(labels[:, :2].any(axis=1).mean(), abs=0.01)


def test_label_sets_cover(world, reading):
    raw, labels, importance, groups, _ = world
    measures = measure_reading(reading, raw, labels, importance, groups)["fine"]
    assert measures["label_set_coverage_questions"] >= 0.89
    assert measures["label_set_mean_size"] < 3


def test_the_most_important_value_scores_higher(world, reading):
    raw, labels, importance, groups, _ = world
    measures = measure_reading(reading, raw, labels, importance, groups)["fine"]
    assert measures["official_f1"] > 0.5
    rows = measures["rounded_scores_2_to_5"]
    assert sum(map(sum, rows.values())) == labels.size
    assert rows["absent"][0] > rows["absent"][3]


def test_the_same_data_give_the_same_reading(world, reading):
    assert fit_reading(*world[:4], source=SOURCE, systems=SYSTEMS) == reading


def test_most_important_needs_a_single_maximum():
    counts = np.array([[2, 1, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]])
    assert most_important(counts).tolist() == [[True, False, False], [False] * 3, [False] * 3, [False, False, True]]


def test_thresholds_lie_between_their_own_best_and_the_common_one(world):
    _, labels, _, _, logits = world
    shrunk = shrunk_thresholds(logits, labels)
    best = [
        max(np.linspace(-3, 2, 201), key=lambda x: category_f1(labels[:, [k]], logits[:, [k]] >= x)[0])
        for k in range(3)
    ]
    assert np.abs(shrunk - best).max() < 1.0
    found = category_f1(labels, logits >= shrunk)
    assert (found > 0.9 * category_f1(labels, logits >= np.array(best))).all()


def test_no_row_helps_to_predict_its_own_group():
    generator = np.random.default_rng(1)
    groups = np.repeat(np.arange(40), 10)
    features = np.eye(40)[groups] + 0.01 * generator.normal(size=(400, 40))  # features tell the group and nothing else
    labels = np.repeat(generator.random((40, 2)) < 0.5, 10, axis=0)
    *_, out_of_fold = fit_linear(features, labels, groups, penalty=0.01)
    for column in range(2):
        hits = (out_of_fold[:, column] > np.median(out_of_fold[:, column])) == labels[:, column]
        assert hits.mean() < 0.65  # leaking rows of the same group would make this 1


def test_a_linear_detector_finds_a_linear_rule():
    generator = np.random.default_rng(0)
    features = generator.normal(size=(1200, 6)) * [1, 1, 1, 1, 9, 0.01] + 3
    logits = 2 * (features[:, [0]] - 3) - 1
    labels = generator.random(logits.shape) < 1 / (1 + np.exp(-logits))
    weight, bias, out_of_fold = fit_linear(features, labels, np.repeat(np.arange(60), 20), penalty=0.01)
    for found in (features @ weight.T + bias, out_of_fold):
        assert np.corrcoef(found[:, 0], logits[:, 0])[0, 1] > 0.99
