"""Learning from a handful of labels: a Gaussian process with a logistic likelihood, by Laplace's approximation.

After Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), section 3.4, with a prior mean that need
not be zero: where the examples say nothing, the prediction is that mean.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn.functional import logsigmoid

STEPS = 100
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Posterior:
    """What the examples teach.

    ``weights`` (n): how much each example pulls, the gradient of its log likelihood at the posterior's mode; new logits
    are their prior mean plus their prior covariance with the examples times ``weights`` (equation 3.21).
    ``evidence``: the approximate log marginal likelihood of the labels in nats (equation 3.32), at most 0.
    """

    weights: Float[Tensor, " n"]
    evidence: float


def condition(kernel: Float[Tensor, "n n"], mean: Float[Tensor, " n"], labels: Bool[Tensor, " n"]) -> Posterior:
    """Newton's search for the mode of the posterior (algorithm 3.1), in float64.

    Args:
        kernel: prior covariance of the examples' logits.
        mean: their prior mean.
        labels: whether each shows the value.
    """
    sign = labels.double() * 2 - 1
    departure = torch.zeros_like(mean)  # f - mean, from the prior's mode to the posterior's
    objective = float("-inf")
    for _ in range(STEPS):
        gradient, root, factor = _curvature(kernel, mean + departure, labels)
        b = root**2 * departure + gradient
        a = b - root * torch.cholesky_solve((root * (kernel @ b))[:, None], factor)[:, 0]
        departure = kernel @ a
        before, objective = objective, float(logsigmoid(sign * (mean + departure)).sum() - a @ departure / 2)
        if objective - before < TOLERANCE:
            break
    gradient, _, factor = _curvature(kernel, mean + departure, labels)
    return Posterior(gradient, objective - float(factor.diagonal().log().sum()))


def _curvature(
    kernel: Float[Tensor, "n n"], logits: Float[Tensor, " n"], labels: Bool[Tensor, " n"]
) -> tuple[Float[Tensor, " n"], Float[Tensor, " n"], Float[Tensor, "n n"]]:
    """Gradient of the log likelihood, W^1/2, and the Cholesky factor of B (equations 3.15 and 3.26)."""
    probability = logits.sigmoid()
    root = (probability * (1 - probability)).sqrt()
    inner = torch.eye(len(logits), dtype=logits.dtype) + root[:, None] * kernel * root
    return labels.double() - probability, root, torch.linalg.cholesky(inner)
