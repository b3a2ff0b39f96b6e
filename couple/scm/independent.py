"""Values that have nothing to do with each other: what is left of a model when its edges go."""

import torch

from couple.graph import ValueGraph
from couple.scm.linear_gaussian import LinearGaussianSCM


def independent(model: LinearGaussianSCM) -> LinearGaussianSCM:
    """The model without edges whose nodes have the means and variances that ``model`` implies.

    Of all linear-Gaussian models without edges it is the nearest to ``model`` (in Kullback-Leibler divergence from it).
    An intervention in it moves what it sets and nothing else.
    """
    return LinearGaussianSCM(
        ValueGraph(model.graph.nodes, ()),
        model.mean(),
        torch.zeros_like(model.weight),
        model.covariance().diagonal().sqrt(),
        model.lowest,
        model.highest,
    )
