"""One direction a value in the encoder's space: read off its description, then moved by examples."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.laplace import condition
from couple.attribution.descriptions.statements import TEMPLATES, statements
from couple.attribution.encoder import SentenceEncoder
from couple.values import ValueSystem


@dataclass(frozen=True)
class Directions:
    """The logit of each value is ``texts @ weight.T + bias`` for texts as ``Background.of_texts`` gives them."""

    weight: Float[Tensor, "values d"]
    bias: Float[Tensor, " values"]

    def logits(self, texts: Float[Tensor, "n d"]) -> Float[Tensor, "n values"]:
        """Calibrated logits, float64."""
        return texts @ self.weight.T + self.bias


def described(system: ValueSystem, encoder: SentenceEncoder, background: Background) -> Directions:
    """Zero-shot: the mean of a value's statements against the background. No value depends on another one."""
    sentences = [sentence for value in system.values for sentence in statements(value)]
    vectors = encoder.encode(sentences).double().unflatten(0, (len(system.values), len(TEMPLATES))).mean(1)
    scale = background.scale
    weight = scale.slope * background.of_statements(vectors)
    return Directions(weight, torch.full((len(system.values),), scale.intercept, dtype=torch.float64))


def taught(
    directions: Directions,
    background: Background,
    texts: Float[Tensor, "n d"],
    labels: Sequence[Sequence[bool | None]],
) -> Directions:
    """Few-shot: each value's direction and bias after its examples, Gaussian around what its description says.

    The variances of that prior are those under which human labels of the training categories are most likely (type II
    maximum likelihood), so nobody chooses the shrinkage: without examples a direction stays, with many they decide.

    Args:
        directions: the prior mean.
        background: holds the prior variances.
        texts: the examples as ``Background.of_texts`` gives them.
        labels: for each example and value whether it shows the value; None where nothing is known.
    """
    scale = background.scale
    weight, bias = directions.weight.clone(), directions.bias.clone()
    mean = directions.logits(texts)
    for column in range(len(bias)):
        known = [row for row, marks in enumerate(labels) if marks[column] is not None]
        if not known:
            continue
        shown: Bool[Tensor, " n"] = torch.tensor([bool(labels[row][column]) for row in known])
        seen = texts[known]
        kernel = scale.bias_variance + scale.weight_variance * seen @ seen.T
        pull = condition(kernel, mean[known, column], shown).weights
        weight[column] += scale.weight_variance * pull @ seen
        bias[column] += scale.bias_variance * pull.sum()
    return Directions(weight, bias)
