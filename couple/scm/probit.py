"""Ordered probit regression, and the truncated normal that inverts it. Float64 throughout."""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.special import log_ndtr, ndtr, ndtri

_STEPS = 500


def fit_ordered_probit(
    causes: Float[Tensor, "row cause"], answer: Int[Tensor, " row"], levels: int
) -> tuple[Float[Tensor, " cause"], Float[Tensor, " cut"]]:
    """Slopes and cut points that maximise the likelihood of ``answer``, which holds 0..levels-1, each at least once.

    Without causes the cut points are the normal quantiles of the cumulative shares; with them, they are where L-BFGS
    starts (the likelihood is concave: Pratt 1981).
    """
    shares = torch.bincount(answer, minlength=levels).double().cumsum(0)[:-1] / len(answer)
    marginal = ndtri(shares)
    if causes.shape[1] == 0:
        return torch.zeros(0, dtype=torch.float64), marginal
    centre, spread = causes.mean(dim=0), causes.std(dim=0)
    standard = (causes - centre) / spread
    slope = torch.zeros(causes.shape[1], dtype=torch.float64, requires_grad=True)
    first = marginal[:1].clone().requires_grad_()
    log_gap = (marginal[1:] - marginal[:-1]).log().requires_grad_()
    optimiser = torch.optim.LBFGS(
        [slope, first, log_gap],
        max_iter=_STEPS,
        tolerance_grad=1e-9,
        tolerance_change=1e-13,
        line_search_fn="strong_wolfe",
    )

    def cuts() -> Tensor:
        return torch.cat([first, first + log_gap.exp().cumsum(0)])

    def loss() -> Tensor:
        optimiser.zero_grad()
        edge = torch.tensor([torch.inf], dtype=torch.float64)
        bounds = torch.cat([-edge, cuts(), edge])
        location = standard @ slope
        value = -log_interval(bounds[answer] - location, bounds[answer + 1] - location).mean()
        value.backward()
        return value

    optimiser.step(loss)
    with torch.no_grad():
        original = slope / spread
        return original, cuts() + original @ centre


def log_interval(lower: Float[Tensor, " row"], upper: Float[Tensor, " row"]) -> Float[Tensor, " row"]:
    """Log P(lower < e <= upper) for standard normal e, computed in whichever tail is near."""
    flip = lower > 0
    low, high = torch.where(flip, -upper, lower), torch.where(flip, -lower, upper)
    # An infinite low end contributes nothing, but its gradient would be NaN: keep it finite and far out.
    low = low.clamp(min=-40.0)
    larger, smaller = log_ndtr(high.clamp(max=40.0)), log_ndtr(low)
    return larger + torch.log1p(-(smaller - larger).exp().clamp(max=1 - 1e-15))


def truncated_normal(
    lower: Float[Tensor, " row"], upper: Float[Tensor, " row"], share: Float[Tensor, " row"]
) -> Float[Tensor, " row"]:
    """The ``share`` quantile (0..1) of a standard normal truncated to lower < e <= upper, inside it to the last bit."""
    flip = lower > 0  # in the upper tail, work with the mirrored interval, where the distribution function resolves
    low, high = torch.where(flip, -upper, lower), torch.where(flip, -lower, upper)
    part = torch.where(flip, 1 - share, share)
    value = ndtri(ndtr(low) + part * (ndtr(high) - ndtr(low)))
    value = torch.where(flip, -value, value).clamp(-40.0, 40.0)
    above = torch.nextafter(lower, torch.full_like(lower, torch.inf))
    return torch.minimum(torch.maximum(value, above), upper)
