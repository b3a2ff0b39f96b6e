"""Posterior predictive checks: would ratings drawn from the fitted model look like the ones that were given?

Two looks (Gelman et al. 2013, chapter 6): how often each respondent gives each answer, and how often it gives the same
answer when it is asked the same item again. A respondent that repeats itself more than predicted has an opinion of the
single item that neither the value nor the item accounts for; its runs are not independent news of its values, and the
model's intervals are too narrow.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from couple.foundation import torch_generator
from couple.instruments.ordinal.link import probabilities
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.recorded.ratings import LOWEST

DRAWS = 200


@dataclass(frozen=True)
class Predicted:
    """A number as observed, and the central 95 % of what the model predicts for it."""

    observed: float
    lower: float
    upper: float

    @property
    def surprising(self) -> bool:
        """The observed number lies outside."""
        return not self.lower <= self.observed <= self.upper


@dataclass(frozen=True)
class PredictiveCheck:
    """``shares``: respondent -> answer 1..6 -> share of its ratings.

    ``agreement``: respondent -> share of equal ratings among pairs of its ratings of one item; absent where it rated no
    item twice.
    """

    shares: dict[str, dict[int, Predicted]]
    agreement: dict[str, Predicted]


def predictive_check(posterior: Posterior, *, seed: int, draws: int = DRAWS) -> PredictiveCheck:
    """Replicated ratings from up to ``draws`` draws, set beside the given ones."""
    regression, data = posterior.regression, posterior.regression.data
    generator = torch_generator(seed, "posterior predictive")
    each = data.count.long()
    joined = {name: site.flatten(0, 1) for name, site in posterior.sites.items()}
    total = len(posterior.draws)
    chosen = torch.linspace(0, total - 1, min(draws, total)).long().tolist()
    shares, agreements = [], []
    for place in chosen:
        sites = {name: draw[place] for name, draw in joined.items()}
        thresholds = posterior.draws[place].thresholds
        below = probabilities(regression.utility(sites), thresholds, regression.link).cumsum(dim=1)[:, :-1]
        below = below.repeat_interleave(each, dim=0)
        uniform = torch.rand(len(below), 1, generator=generator, dtype=torch.float64)
        answer = (uniform > below).sum(dim=1)
        shares.append(_shares(posterior, answer))
        agreements.append(_agreements(posterior, answer))
    given = data.rating.repeat_interleave(each)
    share, agreement = torch.stack(shares), torch.stack(agreements)
    seen_share, seen_agreement = _shares(posterior, given), _agreements(posterior, given)
    return PredictiveCheck(
        shares={
            name: {LOWEST + level: _predicted(seen_share[m, level], share[:, m, level]) for level in range(data.levels)}
            for m, name in enumerate(data.respondents)
        },
        agreement={
            name: _predicted(seen_agreement[m], agreement[:, m])
            for m, name in enumerate(data.respondents)
            if not seen_agreement[m].isnan()
        },
    )


def _shares(posterior: Posterior, answer: Int[Tensor, " rating"]) -> Float[Tensor, "respondent level"]:
    data = posterior.regression.data
    respondent = data.respondent.repeat_interleave(data.count.long())
    shape = len(data.respondents), data.levels
    counts = torch.bincount(respondent * data.levels + answer, minlength=shape[0] * shape[1]).reshape(shape).double()
    return counts / counts.sum(dim=1, keepdim=True)


def _agreements(posterior: Posterior, answer: Int[Tensor, " rating"]) -> Float[Tensor, " respondent"]:
    """Share of pairs of equal ratings among the pairs that share respondent and item; NaN where there is no pair."""
    data = posterior.regression.data
    shape = len(data.respondents), len(data.items), data.levels
    pair = (data.respondent * len(data.items) + data.item).repeat_interleave(data.count.long())
    cells = (
        torch.bincount(pair * data.levels + answer, minlength=shape[0] * shape[1] * shape[2]).reshape(shape).double()
    )
    total = cells.sum(dim=2)
    equal = (cells * (cells - 1)).sum(dim=(1, 2))
    return equal / (total * (total - 1)).sum(dim=1)


def _predicted(observed: Tensor, replicated: Float[Tensor, " draw"]) -> Predicted:
    lower, upper = (float(replicated.quantile(share)) for share in (0.025, 0.975))
    return Predicted(float(observed), lower, upper)
