"""The posterior as one normal distribution, by stochastic variational inference: for data too large for NUTS.

It starts at the mode and is fitted by Adam at a falling rate. Such a normal is narrower than the posterior where that
has long tails: ``experiments/instruments/pvq_recovery.md`` says how often its intervals cover.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from couple.foundation import child_seed
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.scm.network import own_state

if TYPE_CHECKING:
    from pyro.infer.autoguide.guides import AutoContinuous

_FULL = 1000  # up to this many dimensions the normal has a full covariance, above it one of low rank
_SETTLED = 2.5  # nats gained from one fifth of the steps to the next: less than an interval would show
_FALL = 0.1  # of the rate, from the first step to the last: at a rate of almost nothing every fit looks settled
_START_SCALE = 0.1


@dataclass(frozen=True)
class Variational:
    """``steps`` of Adam at ``rate``, which falls to a tenth of it; then ``draws`` from the fitted normal."""

    steps: int = 1000
    rate: float = 0.03
    draws: int = 1000

    def fit(self, regression: OrdinalRegression, *, seed: int) -> Posterior:
        """Draws from the fitted normal, as one chain."""
        with own_state(child_seed(seed, "variational")):
            guide, losses = fit_normal(regression, steps=self.steps, rate=self.rate)
            with torch.no_grad():
                drawn = [guide() for _ in range(self.draws)]
        stacked = {name: torch.stack([draw[name].detach() for draw in drawn])[None] for name in drawn[0]}
        sites = regression.unsigned(stacked)
        fifth = max(1, self.steps // 5)
        gain = (sum(losses[-2 * fifth : -fifth]) - sum(losses[-fifth:])) / fifth
        doubts = () if gain < _SETTLED else (f"the fit was still gaining {gain:.1f} nats: give it more steps",)
        method = f"variational: a normal after {self.steps:,} steps, {self.draws:,} draws"
        return Posterior(regression, sites, method, None, doubts)


def fit_normal(regression: OrdinalRegression, *, steps: int, rate: float) -> "tuple[AutoContinuous, list[float]]":
    """A fitted guide and its loss (nats) at every step. Enclose it, and all use of the guide, in ``own_state``."""
    from pyro.infer import SVI, Trace_ELBO
    from pyro.infer.autoguide import AutoLowRankMultivariateNormal, AutoMultivariateNormal, init_to_value
    from pyro.optim import ClippedAdam

    mode = MaximumAPosteriori().mode(regression)
    size = sum(value.numel() for value in mode.values())
    kind = AutoMultivariateNormal if size <= _FULL else AutoLowRankMultivariateNormal
    guide = kind(regression.model, init_loc_fn=init_to_value(values=mode), init_scale=_START_SCALE)
    inference = SVI(regression.model, guide, ClippedAdam({"lr": rate, "lrd": _FALL ** (1 / steps)}), Trace_ELBO())
    losses = [float(inference.step()) for _ in range(steps)]
    return guide.requires_grad_(False), losses
