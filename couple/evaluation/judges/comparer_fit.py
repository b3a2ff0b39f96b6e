"""How a comparer is fitted: from pairs of arguments for and against one conclusion that people labelled differently.

What a debate is about explains most of the values that are found in it. Two arguments of one debate share it, so a
comparer that learns from such pairs alone cannot live on the topic. A smaller part of the loss asks, over all debates,
who has the value at all: without it strengths of answers to different questions would have no common origin.
"""

from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from couple.foundation import numpy_generator


class ComparerConfig(BaseModel):
    """``penalty``: L2, of weights of standardised features. ``across``: the part of the loss that spans debates.

    ``members`` comparers are fitted on debates drawn with replacement.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    penalty: float = Field(default=2.0, gt=0)
    across: float = Field(default=0.3, ge=0)
    members: int = Field(default=8, ge=1)
    seed: int = 0


def fit_comparer(
    features: Float[ndarray, "n f"], labels: Bool[ndarray, "n d"], groups: Int[ndarray, " n"], config: ComparerConfig
) -> Float[Tensor, "members d f"]:
    """The weights of every member.

    Args:
        features: one row a text.
        labels: the values that people found in it.
        groups: the debate that each text belongs to.
        config: how it is fitted.
    """
    inputs = torch.tensor(features, dtype=torch.float64)
    spread = inputs.std(0)
    spread = spread.clamp_min(0.01 * float(spread.mean()))  # a dead unit is not blown up
    scaled = (inputs - inputs.mean(0)) / spread
    pairs = [within_groups(column, groups) for column in labels.T]
    codes = np.unique(groups, return_inverse=True)[1]
    generator = numpy_generator(config.seed, "debates")
    weights = []
    for _ in range(config.members):
        drawn = np.bincount(generator.integers(codes.max() + 1, size=codes.max() + 1), minlength=codes.max() + 1)
        drawn = drawn if config.members > 1 else np.ones_like(drawn)
        weights.append(_fit(scaled, torch.tensor(labels), pairs, torch.tensor(drawn[codes]), codes, config) / spread)
    return torch.stack(weights)


def within_groups(
    labels: Bool[ndarray, " n"], groups: Int[ndarray, " n"]
) -> tuple[Int[ndarray, " pairs"], Int[ndarray, " pairs"]]:
    """The rows of every pair of one group of which the first has the label and the second has not."""
    rows = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    found = [np.meshgrid(own[labels[own]], own[~labels[own]], indexing="ij") for own in rows]
    first, second = zip(*((one.ravel(), other.ravel()) for one, other in found), strict=True)
    return np.concatenate(first), np.concatenate(second)


def confidence(utilities: Float[ndarray, "n d"], labels: Bool[ndarray, "n d"], groups: Int[ndarray, " n"]) -> float:
    """The factor that makes P(a over b) = sigma(factor * (u(a) - u(b))) likeliest, over the pairs of all debates.

    Penalised weights make chances too timid; one factor mends that (temperature scaling, Guo et al. 2017). Every value
    counts the same. ``utilities`` come from comparers that did not see the texts.
    """
    from scipy.optimize import minimize_scalar

    gaps = []
    for value, column in enumerate(labels.T):
        first, second = within_groups(column, groups)
        gaps.append(utilities[first, value] - utilities[second, value])

    def loss(factor: float) -> float:
        return float(np.mean([np.logaddexp(0, -factor * gap).mean() for gap in gaps if len(gap)]))

    found: Any = minimize_scalar(loss, bounds=(0.1, 20.0), method="bounded")
    return float(found.x)


def _fit(
    scaled: Float[Tensor, "n f"],
    labels: Bool[Tensor, "n d"],
    pairs: list[tuple[Int[ndarray, " pairs"], Int[ndarray, " pairs"]]],
    drawn: Int[Tensor, " n"],
    codes: Int[ndarray, " n"],
    config: ComparerConfig,
) -> Float[Tensor, "d f"]:
    """Penalised maximum likelihood. A pair weighs 1/n in a debate of n texts, so that a text weighs about the same."""
    sizes = torch.tensor(np.bincount(codes)[codes])
    columns = []
    for first, second in pairs:
        keep = drawn.numpy()[first] > 0
        high, low = torch.tensor(first[keep]), torch.tensor(second[keep])
        share = drawn[high] / sizes[high]
        columns.append((high, low, share / share.sum()))
    weight = torch.zeros(labels.shape[1], scaled.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(labels.shape[1], dtype=torch.float64, requires_grad=True)
    truth = labels.double()
    rarity = (1 - truth).sum(0) / truth.sum(0).clamp_min(1)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        utilities = scaled @ weight.T
        within = torch.stack(
            [
                (share * softplus(utilities[low, value] - utilities[high, value])).sum()
                for value, (high, low, share) in enumerate(columns)
            ]
        ).sum()
        across = binary_cross_entropy_with_logits(utilities + bias, truth, pos_weight=rarity, reduction="none")
        spanning = (drawn[:, None] * across).sum() / drawn.sum()
        loss = within + config.across * spanning + config.penalty * weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return weight.detach()
