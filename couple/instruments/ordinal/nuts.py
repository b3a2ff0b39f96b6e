"""The posterior by the No-U-Turn sampler (Hoffman & Gelman 2014), chains one after the other.

The sampler walks in coordinates in which a normal that was fitted first is a standard one (NeuTra: Hoffman et al. 2019,
arXiv 1903.03704): the same posterior, in a fraction of the steps. Chains start scattered in those coordinates.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import torch

from couple.foundation import child_seed
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.ordinal.variational import fit_normal
from couple.scm.network import own_state
from couple.scm.nuts import diagnose


@dataclass(frozen=True)
class NoUTurn:
    """``draws`` a chain after ``warmup``.

    A trajectory has at most 2^``depth`` steps. The normal is fitted in at most ``transport`` rounds.
    """

    draws: int = 500
    warmup: int = 100
    chains: int = 4
    depth: int = 6
    transport: int = 6

    def fit(self, regression: OrdinalRegression, *, seed: int) -> Posterior:
        """Draws of all chains with R-hat, effective sample sizes and divergences."""
        from pyro.infer import MCMC, NUTS
        from pyro.infer.reparam import NeuTraReparam

        chains, divergences = [], 0
        with own_state(child_seed(seed, "nuts")):
            guide, _ = fit_normal(regression, rounds=self.transport, steps=200, rate=0.03)
            transport = NeuTraReparam(guide)
            model = transport.reparam(regression.model)
            for _ in range(self.chains):
                kernel = NUTS(
                    model,
                    adapt_mass_matrix=False,  # the transport has done it
                    max_tree_depth=self.depth,
                    jit_compile=True,  # one fixed graph: no branch of the model depends on a draw
                    ignore_jit_warnings=True,
                )
                sampler = MCMC(kernel, num_samples=self.draws, warmup_steps=self.warmup, disable_progbar=True)
                with warnings.catch_warnings():
                    # Pyro compiles by torch.jit.trace, which torch calls deprecated and still maintains
                    warnings.filterwarnings("ignore", message=".*torch.jit.trace", category=DeprecationWarning)
                    sampler.run()
                (latent,) = sampler.get_samples().values()
                drawn = transport.transform_sample(latent)
                chains.append({name: value.detach() for name, value in drawn.items()})
                found: Any = sampler.diagnostics().get("divergences", {})
                divergences += sum(map(len, found.values()))
        sites = regression.unsigned({name: torch.stack([chain[name] for chain in chains]) for name in chains[0]})
        diagnostics = diagnose(sites, divergences)
        method = f"NUTS, {self.chains} chains of {self.draws} draws after {self.warmup} of warm-up"
        return Posterior(regression, sites, method, diagnostics, diagnostics.reasons)
