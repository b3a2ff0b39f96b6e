"""Strengths from comparisons: the maximum of the posterior, its information, and what cannot be known."""

import pytest
import torch

from couple.evaluation.judges.bradley_terry import PRIOR, rank_against, rank_together

ANCHORS = torch.linspace(-2, 2, 9, dtype=torch.float64)


def test_even_chances_against_equal_anchors():
    strength, error = rank_against(torch.full((1, 8), 0.5, dtype=torch.float64), torch.zeros(8, dtype=torch.float64))
    assert strength.item() == 0.0
    assert error.item() == pytest.approx((8 / 4 + 1 / PRIOR**2) ** -0.5)


def test_the_gradient_of_the_posterior_vanishes():
    chances = torch.rand(20, 9, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    strength, _ = rank_against(chances, ANCHORS)
    gradient = (chances - (strength[:, None] - ANCHORS).sigmoid()).sum(1) - strength / PRIOR**2
    assert gradient.abs().max() < 1e-9


def test_better_chances_mean_more_and_sure_ones_stay_finite():
    chances = torch.tensor([[0.0] * 9, [0.4] * 9, [0.6] * 9, [1.0] * 9], dtype=torch.float64)
    strength, error = rank_against(chances, ANCHORS)
    assert strength.diff().min() > 0 and torch.allclose(strength, -strength.flip(0), atol=1e-9)
    assert strength[-1] < 2 * PRIOR and error[-1] > error[-2]  # who always wins could be stronger still


def test_many_comparisons_recover_a_strength():
    anchors = ANCHORS.repeat(200)
    strength, error = rank_against((1.2 - anchors).sigmoid()[None], anchors)
    assert strength.item() == pytest.approx(1.2, abs=2 * error.item()) and error.item() < 0.1


def test_texts_that_were_all_compared():
    strengths = torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64)
    found = rank_together((strengths[:, None] - strengths).sigmoid())
    assert found.diff().min() > 0 and abs(float(found.sum())) < 1e-9
    expected = (found[:, None] - found).sigmoid()
    wins = (strengths[:, None] - strengths).sigmoid()
    others = 1 - torch.eye(3, dtype=torch.float64)
    assert (((wins - expected) * others).sum(1) - found / PRIOR**2).abs().max() < 1e-9
