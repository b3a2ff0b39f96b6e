"""NUTS posteriors of small models in Pyro, and whether to trust them (R-hat and effective sample size by ArviZ).

For the linear-Gaussian model this is a second route to what ``posterior`` has in closed form, with the same priors. For
graded answers it is the only route: slopes N(0, PRIOR_SPREAD^2), cut points as an ordered normal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import child_seed
from couple.graph import ValueGraph
from couple.scm.frames import node_columns
from couple.scm.network import own_state
from couple.scm.posterior import PRIOR_RATE, PRIOR_SHAPE, PRIOR_SPREAD
from couple.scm.probit import log_interval

if TYPE_CHECKING:
    import pandas

MAX_R_HAT = 1.01  # Vehtari et al. 2021
MIN_EFFECTIVE = 400.0


@dataclass(frozen=True)
class NutsConfig:
    """``draws`` a chain after ``warmup``; chains run one after the other."""

    draws: int = 500
    warmup: int = 300
    chains: int = 4
    seed: int = 0


@dataclass(frozen=True)
class Diagnostics:
    """The worst of all parameters: ``r_hat``, effective sample sizes in ``bulk`` and ``tail``; all ``divergences``."""

    r_hat: float
    bulk: float
    tail: float
    divergences: int

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not to trust the draws; empty where there is no reason."""
        found: list[str] = []
        if self.r_hat > MAX_R_HAT:
            found.append(f"the chains disagree: R-hat {self.r_hat:.3f} is above {MAX_R_HAT}")
        if min(self.bulk, self.tail) < MIN_EFFECTIVE:
            found.append(f"{min(self.bulk, self.tail):.0f} effective draws are fewer than {MIN_EFFECTIVE:.0f}")
        if self.divergences:
            found.append(f"{self.divergences} transitions diverged")
        return tuple(found)


@dataclass(frozen=True, eq=False)
class NutsDraws:
    """Draws by parameter, ``NODE.weight``, ``NODE.intercept``, ``NODE.scale`` or ``NODE.cuts``, chains joined."""

    draws: dict[str, Tensor]
    diagnostics: Diagnostics


def linear_gaussian_nuts(graph: ValueGraph, table: "pandas.DataFrame", config: NutsConfig | None = None) -> NutsDraws:
    """The posterior of ``posterior.LinearGaussianPosterior`` on standardised columns, by NUTS."""
    data = {node: torch.tensor(column) for node, column in node_columns(table, graph.nodes).items()}
    standard = {node: (column - column.mean()) / column.std(correction=0) for node, column in data.items()}
    return standard_scale_nuts(graph, standard, config)


def standard_scale_nuts(
    graph: ValueGraph, data: Mapping[str, Float[Tensor, " row"]], config: NutsConfig | None = None
) -> NutsDraws:
    """As ``linear_gaussian_nuts``, for columns that are on the scale of the prior already."""
    import pyro
    from pyro.distributions import InverseGamma, Normal

    def model() -> None:
        for node in graph.nodes:
            variance = pyro.sample(f"{node}.variance", InverseGamma(_float(PRIOR_SHAPE), _float(PRIOR_RATE)))
            spread = PRIOR_SPREAD * variance.sqrt()
            location = pyro.sample(f"{node}.intercept", Normal(_float(0.0), spread))
            for parent in graph.parents(node):
                slope = pyro.sample(f"{node}.weight.{parent}", Normal(_float(0.0), spread))
                location = location + slope * data[parent]
            with pyro.plate(f"{node}.rows", len(data[node])):
                pyro.sample(node, Normal(location, variance.sqrt()), obs=data[node])

    return _run(model, config or NutsConfig())


def ordinal_nuts(graph: ValueGraph, table: "pandas.DataFrame", config: NutsConfig | None = None) -> NutsDraws:
    """The posterior of ``OrdinalSCM``'s slopes and cut points: causes standardised, noise of standard deviation 1."""
    import numpy
    import pyro
    from pyro.distributions import Normal

    columns = node_columns(table, graph.nodes)
    answers = {node: torch.tensor(numpy.unique(c, return_inverse=True)[1]) for node, c in columns.items()}
    causes = {node: torch.tensor((c - c.mean()) / c.std()) for node, c in columns.items()}
    edge = torch.tensor([torch.inf], dtype=torch.float64)

    def model() -> None:
        for node in graph.nodes:
            location = torch.zeros(len(table), dtype=torch.float64)
            for parent in graph.parents(node):
                slope = pyro.sample(f"{node}.weight.{parent}", Normal(_float(0.0), PRIOR_SPREAD))
                location = location + slope * causes[parent]
            gaps = int(answers[node].max())
            first = pyro.sample(f"{node}.first", Normal(_float(0.0), PRIOR_SPREAD))
            steps = pyro.sample(f"{node}.steps", Normal(torch.zeros(gaps - 1).double(), 1.0).to_event(1))
            cuts = torch.cat([first[None], first + steps.exp().cumsum(0)])
            bounds = torch.cat([-edge, cuts, edge])
            lower, upper = bounds[answers[node]] - location, bounds[answers[node] + 1] - location
            pyro.factor(f"{node}.likelihood", log_interval(lower, upper).sum())

    return _run(model, config or NutsConfig())


def _run(model: Callable[[], None], config: NutsConfig) -> NutsDraws:
    from pyro.infer import MCMC, NUTS

    chains: list[dict[str, Tensor]] = []
    divergences = 0
    for chain in range(config.chains):
        with own_state(child_seed(config.seed, "nuts", chain)):
            sampler = MCMC(NUTS(model), num_samples=config.draws, warmup_steps=config.warmup, disable_progbar=True)
            sampler.run()
            chains.append({name: draws.detach() for name, draws in sampler.get_samples().items()})
            found: Any = sampler.diagnostics().get("divergences", {})
            divergences += sum(len(where) for where in found.values())
    stacked = {name: torch.stack([chain[name] for chain in chains]) for name in chains[0]}
    joined = {name: draws.flatten(0, 1) for name, draws in stacked.items()}
    return NutsDraws(joined, diagnose(stacked, divergences))


def diagnose(chains: dict[str, Float[Tensor, "chain draw *shape"]], divergences: int = 0) -> Diagnostics:
    """ArviZ's rank-normalised split R-hat and effective sample sizes, the worst over all parameters."""
    import arviz

    data = arviz.convert_to_dataset({name: draws.numpy() for name, draws in chains.items()})

    def worst(result: Any, choose: Callable[[list[float]], float]) -> float:
        return choose([float(value) for name in result.data_vars for value in result[name].to_numpy().ravel()])

    return Diagnostics(
        worst(arviz.rhat(data), max),
        worst(arviz.ess(data, method="bulk"), min),
        worst(arviz.ess(data, method="tail"), min),
        divergences,
    )


def _float(value: float) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)
