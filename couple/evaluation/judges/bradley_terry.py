"""Strengths from comparisons (Bradley and Terry 1952): an answer is as strong as its chances against fixed anchors say.

    P(i over k) = sigma(theta_i - theta_k)        theta ~ N(0, PRIOR^2)

A comparison may be a probability instead of a win: it then counts as that share of a win. The log posterior is strictly
concave (the prior also bounds what wins or loses every time), so Newton's method finds its one maximum.
"""

import torch
from jaxtyping import Float
from torch import Tensor

PRIOR = 3.0  # standard deviation of strengths, in logits: nineteen in twenty chances lie within it
_STEPS, _LONGEST = 100, 2.0


def rank_together(chances: Float[Tensor, "k k"]) -> Float[Tensor, " k"]:
    """Maximum a posteriori strengths of texts that were all compared; ``chances[i, j]`` is P(i over j).

    The diagonal is not looked at.
    """
    others = 1.0 - torch.eye(len(chances), dtype=chances.dtype)
    wins = (chances * others).sum(1)
    strength = torch.zeros(len(chances), dtype=chances.dtype)
    for _ in range(_STEPS):
        expected = (strength[:, None] - strength).sigmoid() * others
        gradient = wins - expected.sum(1) - strength / PRIOR**2
        spread = expected * (1 - expected)
        curvature = torch.diag(spread.sum(1) + 1 / PRIOR**2) - spread
        strength = strength + torch.linalg.solve(curvature, gradient).clamp(-_LONGEST, _LONGEST)
    return strength


def rank_against(
    chances: Float[Tensor, "*batch k"], anchors: Float[Tensor, "*#batch k"]
) -> tuple[Float[Tensor, "*batch"], Float[Tensor, "*batch"]]:
    """Maximum a posteriori strength of each text against anchors whose strengths are known, and its standard error.

    Args:
        chances: P(text over anchor).
        anchors: the strengths of the anchors.

    Returns:
        The strengths, and the root of the inverse Fisher information: what so many comparisons leave unknown.
    """
    strength = torch.zeros(chances.shape[:-1], dtype=chances.dtype)
    for _ in range(_STEPS):
        expected = (strength[..., None] - anchors).sigmoid()
        gradient = (chances - expected).sum(-1) - strength / PRIOR**2
        strength = strength + (gradient / _information(expected)).clamp(-_LONGEST, _LONGEST)
    return strength, _information((strength[..., None] - anchors).sigmoid()).rsqrt()


def _information(expected: Float[Tensor, "*batch k"]) -> Float[Tensor, "*batch"]:
    """Fisher information of a strength: of its comparisons, and of the prior."""
    return (expected * (1 - expected)).sum(-1) + 1 / PRIOR**2
