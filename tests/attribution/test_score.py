import numpy as np
import pytest

from couple.attribution.score import calibration_error, category_f1, official_f1

LABELS = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], dtype=bool)


def test_the_official_score_is_not_the_mean_of_f1s():
    found = np.array([[1, 1], [0, 1], [0, 1], [0, 1]], dtype=bool)
    # precision 1 and 1/4, recall 1/2 and 1: P = 5/8, R = 3/4
    assert official_f1(LABELS, found) == pytest.approx(2 * 0.625 * 0.75 / 1.375)
    assert category_f1(LABELS, found) == pytest.approx([2 / 3, 2 / 5])


def test_extremes():
    assert official_f1(LABELS, LABELS) == 1
    assert official_f1(LABELS, np.zeros_like(LABELS)) == 0
    assert category_f1(np.zeros_like(LABELS), np.zeros_like(LABELS)).tolist() == [0, 0]


def test_calibration_error():
    probabilities = np.array([[0.55, 0.05]] * 4)
    assert calibration_error(LABELS, probabilities) == pytest.approx((0.05 + 0.20) / 2)
    assert calibration_error(LABELS, LABELS.astype(float)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_and_categories_is_free(seed):
    generator = np.random.default_rng(seed)
    labels, found = generator.random((50, 4)) < 0.3, generator.random((50, 4)) < 0.4
    rows, columns = generator.permutation(50), generator.permutation(4)
    assert official_f1(labels[rows][:, columns], found[rows][:, columns]) == pytest.approx(official_f1(labels, found))
