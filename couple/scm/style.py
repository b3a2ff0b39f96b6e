"""Response style for rows that come without it, such as the value scores of a text."""

from typing import TYPE_CHECKING

import torch

from couple.graph import RESPONSE_STYLE
from couple.scm.linear_gaussian import LinearGaussianSCM

if TYPE_CHECKING:
    import pandas


def observed_style(model: LinearGaussianSCM, scores: "pandas.DataFrame") -> "pandas.Series":
    """The expected response style of each row given its value scores, under ``model``.

    It is a shrunken weighted mean of the scores: E[S] + Cov(S, x) Cov(x)^-1 (x - E[x]). Counterfactuals of values do
    not depend on it (a test says so); it is for reading noise levels off rows that lack the column.
    """
    import pandas

    values = [node for node in model.nodes if node != RESPONSE_STYLE]
    style, others = model.nodes.index(RESPONSE_STYLE), [model.nodes.index(value) for value in values]
    mean, covariance = model.mean(), model.covariance()
    weights = torch.linalg.solve(covariance[others][:, others], covariance[others, style])
    deviation = torch.tensor(scores[values].to_numpy(dtype=float).copy()) - mean[others]
    return pandas.Series((mean[style] + deviation @ weights).numpy(), index=scores.index, name=RESPONSE_STYLE)
