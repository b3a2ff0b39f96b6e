"""Decoding as a structural equation: token = argmax(log p + noise), with Gumbel noise that can be recovered.

``log_weights`` are log-probabilities over V tokens. Everything is float64, so that the recovered noise puts the
observed token strictly first.

References: Maddison, Tarlow & Minka (2014), top-down construction of Gumbel processes; Oberst & Sontag (2019),
Gumbel-max structural causal models; Ravfogel et al. (2025), counterfactuals of language models.
"""

import torch
from jaxtyping import Float, Float64, Int
from torch import Tensor


def log_probabilities(logits: Float[Tensor, "*rows V"], temperature: float) -> Float64[Tensor, "*rows V"]:
    """Log-probabilities of ``softmax(logits / temperature)``; temperature is above 0."""
    return torch.log_softmax(logits.double() / temperature, dim=-1)


def gumbel_noise(size: int, generator: torch.Generator) -> Float64[Tensor, "size"]:
    """``size`` independent standard Gumbel draws."""
    # uniform in (0, 1]: 1 - u excludes 0, and the clamp keeps -log(1) away from 0
    uniform = 1.0 - torch.rand(size, generator=generator, dtype=torch.float64)
    return -torch.log((-torch.log(uniform)).clamp_min(1e-300))


def posterior_perturbed(
    log_weights: Float64[Tensor, "V"], observed: int, noise: Float64[Tensor, "V"]
) -> Float64[Tensor, "V"]:
    """``log p + eps`` with ``eps`` from its exact posterior given that ``observed`` was the arg-max.

    The maximum of all perturbed log-weights is a Gumbel variable whatever the arg-max (Maddison et al. 2014,
    section 3); the others are Gumbel variables truncated below it. ``noise`` holds standard Gumbel draws: the entry
    of ``observed`` becomes the maximum, the others are pushed below it.

    ``log_weights`` need not be normalised; entries of -inf (outside a nucleus) stay there and say nothing about
    their noise, which is then the prior's.

    Returns:
        The perturbed log-weights, with ``observed`` strictly the largest. Subtract ``log_weights`` to get ``eps``.
    """
    maximum = noise[observed] + torch.logsumexp(log_weights, dim=-1)
    free = log_weights + noise
    truncated = -torch.logaddexp(-maximum, -free)
    ceiling = torch.nextafter(maximum, maximum.new_tensor(-torch.inf))
    perturbed = torch.minimum(truncated, ceiling)
    perturbed[observed] = maximum
    return perturbed


def guided(
    intervened: Float64[Tensor, "*rows V"], observed: Float64[Tensor, "*rows V"], weight: float, floor: float
) -> Float64[Tensor, "*rows V"]:
    """``log p* + weight (log p* - log p_obs)`` where the token is at least ``floor`` times as likely as the best.

    Implausible tokens keep their plain log-probability instead of being masked: observed texts hold unlikely tokens,
    and a mask would break composition. Equal worlds give back ``intervened`` unchanged, to the last bit.
    """
    plausible = intervened >= intervened.amax(dim=-1, keepdim=True) + torch.log(intervened.new_tensor(floor))
    contrast = weight * (intervened - observed)
    return intervened + torch.where(plausible, contrast, torch.zeros_like(contrast))


def nucleus(log_weights: Float64[Tensor, "V"], top_p: float) -> Float64[Tensor, "V"]:
    """Top-p (Holtzman et al. 2020): -inf outside the smallest set of tokens that holds ``top_p`` of the probability.

    The most likely token always stays; a ``top_p`` of 1 changes nothing. The rest is not renormalised: neither an
    arg-max nor ``posterior_perturbed`` depends on a common constant.
    """
    if top_p >= 1:
        return log_weights
    falling, order = torch.sort(log_weights, descending=True, stable=True)
    shares = torch.softmax(falling, dim=-1)
    outside = shares.cumsum(-1) - shares >= top_p
    outside[0] = False
    return log_weights.index_fill(0, order[outside], -torch.inf)


def winner_and_margin(scores: Float64[Tensor, "V"]) -> tuple[int, float]:
    """The arg-max and its lead over the runner-up."""
    best = torch.topk(scores, 2)
    return int(best.indices[0]), float(best.values[0] - best.values[1])


def pick(scores: Float64[Tensor, "rows V"]) -> Int[Tensor, "rows"]:
    """The arg-max of each row."""
    return scores.argmax(dim=-1)
