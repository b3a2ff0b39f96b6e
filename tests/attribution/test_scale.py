from itertools import pairwise

import pytest
import torch
from pydantic import ValidationError

from couple.attribution.scale import LEAST_GAP, ValueScale, measure_anchors, noisy_or

PLAIN = {"members": ("a",), "slope": 1.0, "intercept": 0.0, "anchors": (-2.0, -1.0, 1.0, 2.0)}


def scale(**changes):
    return ValueScale(**{**PLAIN, **changes})


def test_anchors_are_the_levels_and_lines_join_them():
    logits = torch.tensor([-9.0, -2.0, -1.5, -1.0, 0.0, 1.0, 1.75, 2.0, 9.0], dtype=torch.float64)
    assert scale().score(logits).tolist() == [2.0, 2.0, 2.5, 3.0, 3.5, 4.0, 4.75, 5.0, 5.0]


def test_the_score_never_falls_and_never_jumps():
    logits = torch.linspace(-4, 4, 20_001, dtype=torch.float64)
    steps = scale().score(logits).diff()
    assert steps.min() >= 0 and steps.max() <= 1.01 * (logits[1] - logits[0])


def test_noisy_or_is_the_chance_of_at_least_one():
    logits = torch.tensor([[0.0, 0.0], [-30.0, -30.0], [30.0, 1.0], [-1.0, 2.0]], dtype=torch.float64)
    p = logits.sigmoid()
    assert torch.allclose(noisy_or(logits).sigmoid(), 1 - (1 - p).prod(1), atol=1e-12)
    assert torch.isfinite(noisy_or(logits)).all()
    assert torch.equal(noisy_or(logits[:, :1]), logits[:, 0])


def test_noisy_or_forgets_the_order_of_members():
    logits = torch.tensor([[-1.0, 2.0, 0.5]], dtype=torch.float64)
    assert torch.allclose(noisy_or(logits), noisy_or(logits[:, [2, 0, 1]]), atol=1e-12)


def test_anchors_are_measured_on_their_own_side_of_the_threshold():
    logits = torch.tensor([-3.0, -2.0, -1.0, 5.0, -9.0, 1.0, 2.0, 3.0])
    labels = torch.tensor([False, False, False, False, True, True, True, True])
    low, threshold, high, top = measure_anchors(logits, labels, 0.0)
    assert (low, threshold, high) == (-2.0, 0.0, 2.0) and top == pytest.approx(2.8)


def test_close_anchors_are_kept_apart():
    logits = torch.tensor([-0.001, 0.001, 0.001, 0.002])
    labels = torch.tensor([False, True, True, True])
    anchors = measure_anchors(logits, labels, 0.0)
    assert all(b - a >= LEAST_GAP - 1e-9 for a, b in pairwise(anchors))
    scale(anchors=anchors)


@pytest.mark.parametrize(
    "changes",
    [{"anchors": (0.0, 0.0, 1.0, 2.0)}, {"slope": -1.0}, {"members": ()}, {"intercept": float("nan")}, {"extra": 1}],
)
def test_a_scale_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValidationError):
        scale(**changes)
