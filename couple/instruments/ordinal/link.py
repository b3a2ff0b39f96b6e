"""Cumulative links: P(rating <= k) = F(c_k - eta) for ordered thresholds c_1 < ... < c_{K-1} (McCullagh 1980).

A rating is the interval that a latent utility eta + noise falls into; F is the distribution of the noise.
"""

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import logsigmoid

from couple.scm.probit import log_interval

_FAR = 1e3  # stands for infinity: F is 0 or 1 there to the last bit, and gradients are 0 rather than NaN


@runtime_checkable
class Link(Protocol):
    """The distribution of a rating's noise."""

    def quantile(self, share: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Where F is ``share`` (0..1)."""
        ...

    def log_between(self, lower: Float[Tensor, "*shape"], upper: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Log F(upper) - F(lower), for lower < upper."""
        ...


class Logit:
    """Logistic noise: effects are log odds ratios."""

    def quantile(self, share: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """See ``Link``."""
        return share.logit()

    def log_between(self, lower: Float[Tensor, "*shape"], upper: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """F(b) - F(a) = F(b) F(-a) (1 - e^(a - b)), exact in both tails."""
        return logsigmoid(upper) + logsigmoid(-lower) + torch.log(-torch.expm1(lower - upper))


class Probit:
    """Normal noise: effects are standard deviations."""

    def quantile(self, share: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """See ``Link``."""
        return torch.special.ndtri(share)

    def log_between(self, lower: Float[Tensor, "*shape"], upper: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """See ``couple.scm.probit.log_interval``."""
        return log_interval(lower.flatten(), upper.flatten()).reshape(lower.shape)


def thresholds_of(shares: Float[Tensor, " level"], link: Link) -> Float[Tensor, " cut"]:
    """The thresholds at which a respondent with eta = 0 gives the answers with ``shares``, which sum to 1."""
    below = shares.cumsum(0)[:-1].clamp(1e-12, 1 - 1e-12)
    return link.quantile(below)


def log_likelihood(
    rating: Int[Tensor, " row"], eta: Float[Tensor, " row"], thresholds: Float[Tensor, " cut"], link: Link
) -> Float[Tensor, " row"]:
    """Log P(rating) of each row, with ``rating`` in 0..cuts."""
    far = torch.full((1,), _FAR, dtype=torch.float64)
    bounds = torch.cat([-far, thresholds, far])
    return link.log_between(bounds.index_select(0, rating) - eta, bounds.index_select(0, rating + 1) - eta)


def probabilities(
    eta: Float[Tensor, " row"], thresholds: Float[Tensor, " cut"], link: Link
) -> Float[Tensor, "row level"]:
    """The probability of every answer; rows sum to 1."""
    levels = range(len(thresholds) + 1)
    each = [torch.full_like(eta, level, dtype=torch.long) for level in levels]
    return torch.stack([log_likelihood(rating, eta, thresholds, link).exp() for rating in each], dim=1)


LINKS: dict[str, Link] = {"logit": Logit(), "probit": Probit()}
