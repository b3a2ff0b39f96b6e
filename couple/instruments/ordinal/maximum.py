"""The posterior's mode (MAP), with the spreads of items and runs held where they are told to be.

Held, since effects and their spread have no joint mode: the density grows without bound as both go to zero together
(Neal's funnel). With the spreads held the mode is unique, and L-BFGS finds it in a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.scm.network import own_state


@dataclass(frozen=True)
class MaximumAPosteriori:
    """Spreads of items, of runs and of respondents' own items, in units of the link's noise; ``steps`` of L-BFGS."""

    item_spread: float = 1.0
    run_spread: float = 0.5
    own_spread: float = 0.5
    steps: int = 500

    def fit(self, regression: OrdinalRegression, *, seed: int) -> Posterior:  # noqa: ARG002  (as every way of inference)
        """A posterior that is one point; ``seed`` has no part in it."""
        sites = {name: value[None, None] for name, value in self.mode(regression).items()}
        held = ", ".join(f"{name.replace('_', ' ')} at {getattr(self, name):g}" for name in regression.spreads)
        method = f"posterior mode, held: {held}"
        return Posterior(regression, sites, method, None, (), point=True)

    def mode(self, regression: OrdinalRegression) -> dict[str, Tensor]:
        """The model's random variables by name, at the mode."""
        held = {name: torch.tensor(getattr(self, name), dtype=torch.float64) for name in regression.spreads}
        return {**held, **find_mode(regression.model, held, steps=self.steps)}


def find_mode(model: Callable[[], None], held: Mapping[str, Tensor], *, steps: int) -> dict[str, Tensor]:
    """The values of a Pyro model's variables that maximise its density, given those that are ``held``.

    Simplexes are maximised in their own density, not in that of a transform of them: a flat prior stays flat.
    """
    import pyro
    from pyro.infer import Trace_ELBO
    from pyro.infer.autoguide import AutoDelta, init_to_mean

    conditioned = pyro.condition(model, data=dict(held))
    with own_state(0):
        guide = AutoDelta(conditioned, init_loc_fn=init_to_mean)
        guide()
        parameters = list(guide.parameters())
        optimiser = torch.optim.LBFGS(
            parameters, max_iter=steps, tolerance_grad=1e-8, tolerance_change=1e-12, line_search_fn="strong_wolfe"
        )
        elbo = Trace_ELBO()

        def loss() -> Tensor:
            optimiser.zero_grad()
            value: Tensor = elbo.differentiable_loss(conditioned, guide)
            value.backward()
            return value

        optimiser.step(loss)
        return {name: value.detach().clone() for name, value in guide.median().items()}
