"""The plainest ordinal model: one effect for each respondent and value, common thresholds, nothing else.

    rating ~ CumulativeLink(theta_mv, c)    theta ~ N(0, 2^2)

Each rating counts once for every value that its item is tagged with, as it does in Value Portrait's scores: this is the
model to compare those with. It knows nothing of items and runs, so it has a mode here and no intervals.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from couple.instruments.ordinal.data import OrdinalData
from couple.instruments.ordinal.link import Link, Logit, probabilities, thresholds_of
from couple.instruments.ordinal.maximum import find_mode


@dataclass(frozen=True, eq=False)
class CellEffects:
    """``scale`` is the prior standard deviation of an effect, in units of the link's noise."""

    data: OrdinalData
    scale: float = 2.0
    link: Link = Logit()  # noqa: RUF009  (it holds nothing)

    @property
    def counts(self) -> Float[Tensor, "respondent value level"]:
        """How often each respondent gave each answer to items of each value."""
        data = self.data
        shape = len(data.respondents), len(data.values), data.levels
        counts = torch.zeros(shape, dtype=torch.float64)
        for value in range(shape[1]):
            speaks = data.count * (data.weights[data.item, value] > 0)
            counts[:, value].index_put_((data.respondent, data.rating), speaks, accumulate=True)
        return counts

    def fit(self, *, steps: int = 500) -> Float[Tensor, "respondent value"]:
        """The mode of theta, minus each respondent's mean over the values that it rated; NaN where it rated none."""
        counts = self.counts
        shape = counts.shape

        def model() -> None:
            import pyro
            from pyro.distributions import Dirichlet, Normal

            theta = pyro.sample("theta", Normal(torch.zeros(shape[:2]).double(), self.scale).to_event(2))
            shares = pyro.sample("shares", Dirichlet(torch.ones(shape[2]).double()))
            each = probabilities(theta.flatten(), thresholds_of(shares, self.link), self.link)
            pyro.factor("ratings", (counts.flatten(0, 1) * each.log()).sum())

        theta = find_mode(model, {}, steps=steps)["theta"]
        theta = theta.where(counts.sum(dim=2) > 0, torch.nan)
        return theta - theta.nanmean(dim=1, keepdim=True)
