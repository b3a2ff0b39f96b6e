"""A node of names: x = argmax_k [log p_k(causes) + g_k] with Gumbel noise g, log p from a multinomial logit network.

Which noise led to an observed category is known only in distribution (hindsight Gumbel: Maddison, Tarlow & Minka 2014,
top-down construction; Oberst & Sontag 2019 for counterfactuals): the observed category's perturbed value is the
maximum, Gumbel(0) since the p_k add to one, and each other one is a Gumbel(log p_k) truncated below it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from couple.scm.encoding import Categorical
from couple.scm.network import Network, SviConfig, fit_network

if TYPE_CHECKING:
    from pyro.distributions.torch_distribution import TorchDistributionMixin


@dataclass(frozen=True, eq=False)
class CategoricalNode:
    """``network`` gives the unnormalised log probabilities; a root has only a bias."""

    codec: Categorical
    network: Network

    @classmethod
    def fit(
        cls, codec: Categorical, z: Float[Tensor, "row cause"], column: Float[Tensor, " row"], config: SviConfig,
        name: str,
    ) -> "CategoricalNode":  # fmt: skip
        """MAP of the category given the encoded causes; a root by its shares (each count plus one half)."""
        from pyro.distributions import Categorical as CategoricalDistribution

        positions = column.long()
        if z.shape[1] == 0:
            counts = torch.bincount(positions, minlength=codec.width).double() + 0.5
            nothing = torch.zeros(0, codec.width, dtype=torch.float64)
            return cls(codec, Network({"bias": (counts / counts.sum()).log(), "linear": nothing}))

        def likelihood(out: Tensor) -> "TorchDistributionMixin":
            return CategoricalDistribution(logits=out)

        return cls(codec, fit_network(z, positions, codec.width, likelihood, config, name))

    def log_probabilities(self, z: Float[Tensor, "row cause"]) -> Float[Tensor, "row category"]:
        """Log p_k(causes)."""
        return torch.log_softmax(self.network(z), dim=1)

    def choose(
        self, log_p: Float[Tensor, "row category"], noise: Float[Tensor, "row category"]
    ) -> Float[Tensor, " row"]:
        """The structural equation: the position of the largest perturbed log probability."""
        return (log_p + noise).argmax(dim=1).double()

    def hindsight(
        self,
        log_p: Float[Tensor, "row category"],
        observed: Float[Tensor, " row"],
        shares: Float[Tensor, "row category"],
    ) -> Float[Tensor, "row category"]:
        """The posterior noise at uniform ``shares`` (0..1) given what was observed, which ``choose`` gives back."""
        gumbel = -torch.log(-torch.log(shares.clamp(1e-300, 1 - 1e-16)))
        own = observed.long()[:, None]
        top = gumbel.gather(1, own)
        # a Gumbel(log p_k) truncated below top, by inverting its distribution function
        below = -torch.log(torch.exp(-top) + torch.exp(-(log_p + gumbel)))
        perturbed = torch.minimum(below, torch.nextafter(top, torch.full_like(top, -torch.inf)))
        noise = perturbed.scatter(1, own, top) - log_p
        while True:  # rounding in the subtraction may tie the winner with a runner-up: raise the winner by one bit
            lost = (self.choose(log_p, noise) != observed)[:, None]
            if not lost.any():
                return noise
            winner = noise.gather(1, own)
            raised = torch.nextafter(winner + 1e-15 * winner.abs(), torch.full_like(winner, torch.inf))
            noise = noise.scatter(1, own, torch.where(lost, raised, winner))

    def tensors(self) -> dict[str, Tensor]:
        """All parameters by name."""
        return dict(self.network.weights)

    @classmethod
    def from_tensors(cls, codec: Categorical, tensors: Mapping[str, Tensor]) -> "CategoricalNode":
        """The mechanism with these parameters."""
        return cls(codec, Network(dict(tensors)))
