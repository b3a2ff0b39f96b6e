"""A small neural network from encoded causes to outputs, fitted in Pyro by stochastic variational inference.

    h = tanh(z W1 + b1);   out = b + z W + h W2

with normal priors on all weights and a delta guide, so that the fit is the maximum a posteriori (MAP). ``hidden`` 0
leaves the linear part alone. A tenth of the rows is held out; the weights with the best held-out likelihood are kept.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import child_seed, torch_generator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyro.distributions.torch_distribution import TorchDistributionMixin

BATCH = 2048
PATIENCE = 8
PRIOR_SCALE = 3.0  # of standardised slopes: wide enough to leave the likelihood in charge


@dataclass(frozen=True)
class SviConfig:
    """``steps`` at most, of batches of up to ``BATCH`` rows, at a rate that halves every quarter of them."""

    hidden: int = 16
    steps: int = 1200
    rate: float = 0.03
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Network:
    """Fitted weights by name: ``bias``, ``linear`` and, with hidden units, ``first``, ``first_bias``, ``second``."""

    weights: Mapping[str, Tensor]

    def __call__(self, z: Float[Tensor, "row cause"]) -> Float[Tensor, "row output"]:
        """The outputs for encoded causes."""
        return forward(self.weights, z)


def forward(weights: Mapping[str, Tensor], z: Float[Tensor, "row cause"]) -> Float[Tensor, "row output"]:
    """See the head of this file."""
    out = weights["bias"] + z @ weights["linear"]
    if "first" in weights:
        out = out + torch.tanh(z @ weights["first"] + weights["first_bias"]) @ weights["second"]
    return out


def fit_network(
    z: Float[Tensor, "row cause"],
    target: Tensor,
    outputs: int,
    likelihood: "Callable[[Tensor], TorchDistributionMixin]",
    config: SviConfig,
    name: str,
) -> Network:
    """MAP weights for ``target`` given encoded causes; ``likelihood`` turns outputs into the distribution of a row.

    Pyro's and torch's global states are left as they were; the fit is a function of ``config.seed`` and ``name``.
    """
    import pyro
    from pyro.infer import SVI, Trace_ELBO
    from pyro.infer.autoguide import AutoDelta
    from pyro.optim import ClippedAdam

    seed = child_seed(config.seed, "svi", name)
    order = torch.randperm(len(z), generator=torch_generator(seed, "held out"))
    held, kept = order[: len(z) // 10], order[len(z) // 10 :]

    def model(batch: Tensor) -> None:
        weights = _sample_weights(z.shape[1], outputs, config.hidden)
        with pyro.plate("rows", len(kept), subsample_size=len(batch)):
            pyro.sample("target", likelihood(forward(weights, z[batch])), obs=target[batch])

    with own_state(seed):
        guide = AutoDelta(model)
        decay = 0.5 ** (4 / config.steps)
        inference = SVI(model, guide, ClippedAdam({"lr": config.rate, "lrd": decay}), Trace_ELBO())
        shuffle = torch_generator(seed, "batches")
        best, weights, waited = -torch.inf, {}, 0
        for step in range(config.steps):
            batch = kept if len(kept) <= BATCH else kept[torch.randint(len(kept), (BATCH,), generator=shuffle)]
            inference.step(batch)
            if (step + 1) % max(1, config.steps // 40) and step + 1 < config.steps:
                continue
            current = {site: value.detach().clone().contiguous() for site, value in guide.median().items()}
            with torch.no_grad():
                score = float(likelihood(forward(current, z[held])).log_prob(target[held]).mean())
            if score > best + 1e-5:
                best, weights, waited = score, current, 0
            else:
                waited += 1
                if waited >= PATIENCE:
                    break
    return Network(weights)


def _sample_weights(causes: int, outputs: int, hidden: int) -> dict[str, Tensor]:
    """One sample site for each block of weights; the hidden layer's scale keeps its sum of order one."""
    import pyro
    from pyro.distributions import Normal

    def block(name: str, scale: float, *shape: int) -> Tensor:
        zero = torch.zeros(*shape, dtype=torch.float64)
        return pyro.sample(name, Normal(zero, scale).to_event(len(shape)))

    weights = {"bias": block("bias", PRIOR_SCALE, outputs), "linear": block("linear", PRIOR_SCALE, causes, outputs)}
    if hidden and causes:
        weights["first"] = block("first", 1.0, causes, hidden)
        weights["first_bias"] = block("first_bias", 1.0, hidden)
        weights["second"] = block("second", hidden**-0.5, hidden, outputs)
    return weights


@contextmanager
def own_state(seed: int) -> "Iterator[None]":
    """An empty parameter store and a seeded torch inside; what was there before comes back after."""
    import pyro

    store = pyro.get_param_store()
    before = store.get_state()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed % 2**63)
        store.clear()
        try:
            yield
        finally:
            store.clear()
            store.set_state(before)
