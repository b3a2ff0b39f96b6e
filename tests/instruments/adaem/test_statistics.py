"""A8: the numbers of AdAEM's Table 10, reproduced. The MFT table's cells are not in our sources, only its results."""

import numpy as np
import pytest

from couple.instruments.adaem.statistics import (
    coefficient_of_variation,
    cronbach_alpha,
    likeness_of_profiles,
    paired_change,
    spread,
)

# Yao et al. (ICLR 2026), Table 10: o3-mini without and with priming for each value, alphabetically
BASELINE = [88.26, 73.14, 68.74, 76.76, 76.15, 40.96, 88.13, 99.64, 98.38, 54.42]
PRIMED = [99.99, 98.55, 99.99, 99.19, 99.97, 93.47, 99.99, 100.0, 95.10, 99.95]


def test_table_10_is_reproduced():
    found = paired_change(BASELINE, PRIMED)
    assert (found.n, round(found.before, 2), round(found.after, 2)) == (10, 76.46, 98.62)
    assert found.t == pytest.approx(3.904, abs=5e-4)  # the paper prints baseline minus primed
    assert found.p == pytest.approx(0.0036, abs=5e-5)
    assert found.d == pytest.approx(1.234, abs=1e-3)


def test_a_change_that_is_the_same_everywhere_has_no_t():
    found = paired_change([1.0, 2.0, 4.0], [2.0, 3.0, 5.0])
    assert found.t is found.p is found.d is None and "same amount" in found.reason
    with pytest.raises(ValueError, match="two units"):
        paired_change([1.0], [2.0])


def test_alpha_of_parallel_parts_follows_spearman_and_brown():
    generator = np.random.default_rng(0)
    truth = generator.normal(size=(4000, 1))
    parts = truth + generator.normal(size=(4000, 5))
    assert cronbach_alpha(parts).value == pytest.approx(5 * 0.5 / (1 + 4 * 0.5), abs=0.02)
    assert cronbach_alpha(np.repeat(truth, 3, axis=1)).value == pytest.approx(1)
    assert cronbach_alpha(truth).value is None
    assert cronbach_alpha(np.ones((3, 3))).reason == "all cases have the same sum"


def test_variation_is_relative_to_each_cases_mean():
    parts = np.array([[10.0, 10.0], [1.0, 3.0]])
    assert coefficient_of_variation(parts).value == pytest.approx((0 + np.sqrt(2) / 2) / 2)
    assert coefficient_of_variation(np.array([[1.0, -1.0]])).value is None


def test_spread_and_likeness_of_profiles():
    scores = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    assert spread(scores) == pytest.approx(np.mean([np.std([1, 3, 1]), 0, np.std([3, 1, 3])]))
    assert likeness_of_profiles(scores).value == pytest.approx((-1 + 1 - 1) / 3)
    assert likeness_of_profiles(scores[:1]).value is None
    assert likeness_of_profiles(np.array([[1.0, 1.0], [1.0, 2.0]])).value is None
