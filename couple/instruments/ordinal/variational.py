"""The posterior as one normal distribution, by stochastic variational inference: for data too large for NUTS.

It starts at the mode and is fitted by Adam in rounds of steps. When a round gains no more, the rate falls; when that
gains nothing either, the fit has settled. Such a normal is narrower than the posterior where that has long tails:
``experiments/instruments/pvq_recovery.md`` says how often its intervals cover.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import torch

from couple.foundation import child_seed
from couple.instruments.ordinal.maximum import MaximumAPosteriori
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.scm.network import own_state

if TYPE_CHECKING:
    from pyro.infer.autoguide.guides import AutoContinuous

_FULL = 1000  # up to this many dimensions the normal has a full covariance, above it one of low rank
_SETTLED = 0.01  # nats a round and dimension: as much as a standard deviation that is off by a tenth
_SLOWER = 3  # by which the rate is divided: the noise of a high rate hides what a lower one gains
_START_SCALE = 0.1


@dataclass(frozen=True)
class Variational:
    """At most ``rounds`` of ``steps`` of Adam, from ``rate`` downwards, then ``draws`` from the normal."""

    rounds: int = 24
    steps: int = 250
    rate: float = 0.03
    draws: int = 1000

    def fit(self, regression: OrdinalRegression, *, seed: int) -> Posterior:
        """Draws from the fitted normal, as one chain."""
        with own_state(child_seed(seed, "variational")):
            guide, gains = fit_normal(regression, rounds=self.rounds, steps=self.steps, rate=self.rate)
            with torch.no_grad():
                drawn = [guide() for _ in range(self.draws)]
        stacked = {name: torch.stack([draw[name].detach() for draw in drawn])[None] for name in drawn[0]}
        sites = regression.unsigned(stacked)
        unsettled = len(gains) == self.rounds
        doubts = (f"the fit still gained {gains[-1]:.1f} nats a round: give it more rounds",) if unsettled else ()
        method = f"variational: a normal after {len(gains) + 1} rounds of {self.steps} steps, {self.draws:,} draws"
        return Posterior(regression, sites, method, None, doubts)


def fit_normal(
    regression: OrdinalRegression, *, rounds: int, steps: int, rate: float
) -> "tuple[AutoContinuous, list[float]]":
    """A fitted guide, and what each round gained on the one before in nats; fewer than ``rounds`` where it settled.

    Enclose it, and all use of the guide, in ``own_state``.
    """
    from pyro.infer import SVI, Trace_ELBO
    from pyro.infer.autoguide import AutoLowRankMultivariateNormal, AutoMultivariateNormal, init_to_value
    from pyro.optim import ClippedAdam

    mode = MaximumAPosteriori().mode(regression)
    size = sum(value.numel() for value in mode.values())
    kind = AutoMultivariateNormal if size <= _FULL else AutoLowRankMultivariateNormal
    guide = kind(regression.model, init_loc_fn=init_to_value(values=mode), init_scale=_START_SCALE)

    def run(rate: float) -> list[float]:
        inference: Any = SVI(regression.model, guide, ClippedAdam({"lr": rate}), Trace_ELBO())
        return [float(inference.step()) for _ in range(steps)]

    gains, before, slowed = [], run(rate), False
    while len(gains) < rounds:
        now = run(rate)
        gains.append(fmean(before) - fmean(now))
        still = gains[-1] < max(_SETTLED * size, 2 * _noise(now))
        if still and slowed:
            break
        rate, before, slowed = rate / _SLOWER if still else rate, now, still
    return guide.requires_grad_(False), gains


def _noise(losses: list[float]) -> float:
    """The standard error of their mean, from differences of neighbours, which a slow gain leaves alone."""
    steps = [after - before for before, after in pairwise(losses)]
    return stdev(steps) / (2 * len(losses)) ** 0.5
