"""A node of numbers with additive noise: x = f(causes) + e, f a small network, e whatever the residuals say.

The noise is invertible, e = x - f(causes), so abduction is exact. A root has f = 0 and its own distribution as noise.
New noise is drawn from the residuals' quantiles, linearly interpolated (Hoyer et al. 2009 for the model class).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from couple.scm.encoding import Numeric
from couple.scm.network import Network, SviConfig, fit_network

if TYPE_CHECKING:
    from pyro.distributions.torch_distribution import TorchDistributionMixin

QUANTILES = 257


@dataclass(frozen=True, eq=False)
class AdditiveNoise:
    """``quantiles`` are those of the noise at evenly spaced levels from 0 to 1, on the scale of the node."""

    codec: Numeric
    network: Network | None
    quantiles: Float[Tensor, " level"]

    @classmethod
    def fit(
        cls, codec: Numeric, z: Float[Tensor, "row cause"], column: Float[Tensor, " row"], config: SviConfig, name: str
    ) -> "AdditiveNoise":
        """Fit f to a column given its encoded causes, then read the noise off its residuals."""
        from pyro.distributions import Normal

        levels = torch.linspace(0, 1, QUANTILES, dtype=torch.float64)
        if z.shape[1] == 0:
            return cls(codec, None, torch.quantile(column, levels))
        standard = ((column - codec.mean) / codec.deviation)[:, None]
        # the noise's scale only sets how hard the priors pull: what the linear part leaves is close enough
        basis = torch.cat([torch.ones(len(z), 1, dtype=torch.float64), z], dim=1)
        left = standard - basis @ torch.linalg.lstsq(basis, standard, driver="gelsd").solution
        scale = left.std().clamp(min=1e-3)

        def likelihood(out: Tensor) -> "TorchDistributionMixin":
            return Normal(out, scale).to_event(1)

        network = fit_network(z, standard, 1, likelihood, config, name)
        fitted = cls(codec, network, levels)
        residuals = column - fitted.expected(z)
        # f keeps the mean of its residuals at zero, so that the noise does not shift the node
        shifted = {**network.weights, "bias": network.weights["bias"] + residuals.mean() / codec.deviation}
        centred = torch.quantile(residuals - residuals.mean(), levels)
        return cls(codec, Network(shifted), centred)

    def expected(self, z: Float[Tensor, "row cause"]) -> Float[Tensor, " row"]:
        """f(causes), on the scale of the node; 0 for a root."""
        if self.network is None:
            return torch.zeros(len(z), dtype=torch.float64)
        return self.codec.mean + self.codec.deviation * self.network(z)[:, 0]

    def draw(self, shares: Float[Tensor, " row"]) -> Float[Tensor, " row"]:
        """The noise at the given shares (0..1) of its distribution."""
        place = shares * (len(self.quantiles) - 1)
        below = place.floor().long().clamp(max=len(self.quantiles) - 2)
        part = place - below
        return self.quantiles[below] * (1 - part) + self.quantiles[below + 1] * part

    def tensors(self) -> dict[str, Tensor]:
        """All parameters by name."""
        return {"quantiles": self.quantiles, **(self.network.weights if self.network else {})}

    @classmethod
    def from_tensors(cls, codec: Numeric, tensors: Mapping[str, Tensor]) -> "AdditiveNoise":
        """The mechanism with these parameters."""
        weights = {name: tensor for name, tensor in tensors.items() if name != "quantiles"}
        return cls(codec, Network(weights) if weights else None, tensors["quantiles"])
