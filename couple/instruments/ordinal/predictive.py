"""Posterior predictive checks: would ratings drawn from the fitted model look like the ones that were given?

Two looks (Gelman et al. 2013, chapter 6): how often each respondent gives each answer, and how far the mean ratings of
its items spread. The second one tells whether respondents disagree about single items more than values and items can
say; then the model's intervals are too narrow.
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

    ``spread``: respondent -> standard deviation over items of the item's mean rating, in points of the scale.
    """

    shares: dict[str, dict[int, Predicted]]
    spread: dict[str, Predicted]


def predictive_check(posterior: Posterior, *, seed: int, draws: int = DRAWS) -> PredictiveCheck:
    """Replicated ratings from up to ``draws`` draws, set beside the given ones."""
    regression, data = posterior.regression, posterior.regression.data
    generator = torch_generator(seed, "posterior predictive")
    each = data.count.long()
    joined = {name: site.flatten(0, 1) for name, site in posterior.sites.items()}
    total = len(posterior.draws)
    chosen = torch.linspace(0, total - 1, min(draws, total)).long().tolist()
    shares, spreads = [], []
    for place in chosen:
        sites = {name: draw[place] for name, draw in joined.items()}
        thresholds = posterior.draws[place].thresholds
        below = probabilities(regression.utility(sites), thresholds, regression.link).cumsum(dim=1)[:, :-1]
        below = below.repeat_interleave(each, dim=0)
        uniform = torch.rand(len(below), 1, generator=generator, dtype=torch.float64)
        answer = (uniform > below).sum(dim=1)
        shares.append(_shares(posterior, answer))
        spreads.append(_spreads(posterior, answer))
    given = data.rating.repeat_interleave(each)
    share, spread = torch.stack(shares), torch.stack(spreads)
    seen_share, seen_spread = _shares(posterior, given), _spreads(posterior, given)
    return PredictiveCheck(
        shares={
            name: {LOWEST + level: _predicted(seen_share[m, level], share[:, m, level]) for level in range(data.levels)}
            for m, name in enumerate(data.respondents)
        },
        spread={name: _predicted(seen_spread[m], spread[:, m]) for m, name in enumerate(data.respondents)},
    )


def _shares(posterior: Posterior, answer: Int[Tensor, " rating"]) -> Float[Tensor, "respondent level"]:
    data = posterior.regression.data
    respondent = data.respondent.repeat_interleave(data.count.long())
    shape = len(data.respondents), data.levels
    counts = torch.bincount(respondent * data.levels + answer, minlength=shape[0] * shape[1]).reshape(shape).double()
    return counts / counts.sum(dim=1, keepdim=True)


def _spreads(posterior: Posterior, answer: Int[Tensor, " rating"]) -> Float[Tensor, " respondent"]:
    """Standard deviation over items of a respondent's mean answer; 0 for a single item."""
    data = posterior.regression.data
    shape = len(data.respondents), len(data.items)
    pair = (data.respondent * len(data.items) + data.item).repeat_interleave(data.count.long())
    count = torch.bincount(pair, minlength=shape[0] * shape[1]).reshape(shape).double()
    total = torch.bincount(pair, weights=answer.double(), minlength=shape[0] * shape[1]).reshape(shape)
    mean, rated = total / count.clamp(min=1), (count > 0).double()
    centre = (mean * rated).sum(dim=1, keepdim=True) / rated.sum(dim=1, keepdim=True)
    return (((mean - centre).square() * rated).sum(dim=1) / rated.sum(dim=1)).sqrt()


def _predicted(observed: Tensor, replicated: Float[Tensor, " draw"]) -> Predicted:
    lower, upper = (float(replicated.quantile(share)) for share in (0.025, 0.975))
    return Predicted(float(observed), lower, upper)
