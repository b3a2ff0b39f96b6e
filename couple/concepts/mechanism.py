"""How priorities and the question bring concepts about: the structural equation of the concept latents.

    C_i = a_i + sum_{j in {i} + N(i)} A_ij V_j + Q_i e(q) + S_i eps_C_i,      eps_C_i ~ Normal(0, I_k)

N(i) are the value's neighbours in the value graph; e(q) is the question's sentence embedding. The question is a
common cause of priorities and concepts, so it stands in the equation (back-door adjustment), and cancels in every
counterfactual. The noise is additive, so abduction is exact: eps = S^-1 (C - g(V, q)).

Shapes: n answers, d values, E embedding size, k coordinates a value. All arithmetic is float64.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyro
import torch
from jaxtyping import Float, Float32, Float64
from pyro import distributions
from torch import Tensor

from couple.concepts.encoder import on_grid


@dataclass(frozen=True)
class ConceptMechanism:
    """The fitted equation. ``slope[i, j]`` is A_ij in R^k, zero where j is neither i nor a neighbour of i."""

    values: tuple[str, ...]
    intercept: Float64[Tensor, "d k"]
    slope: Float64[Tensor, "d d k"]
    question: Float64[Tensor, "d E k"]
    scale: Float64[Tensor, "d k"]

    def mean(self, priorities: Float[Tensor, "n d"], question: Float[Tensor, "n E"]) -> Float64[Tensor, "n d k"]:
        """g(V, q): the latents without their noise."""
        return self.intercept + self.shift(priorities) + torch.einsum("ne,iek->nik", question.double(), self.question)

    def shift(self, change: Float[Tensor, "n d"]) -> Float64[Tensor, "n d k"]:
        """How the latents move when priorities change by so much, question and noise held fixed."""
        return torch.einsum("nj,ijk->nik", change.double(), self.slope)

    def abduct(
        self, latents: Float[Tensor, "n d k"], priorities: Float[Tensor, "n d"], question: Float[Tensor, "n E"]
    ) -> Float64[Tensor, "n d k"]:
        """eps_C of observed latents, exactly."""
        return (latents.double() - self.mean(priorities, question)) / self.scale

    def predict(
        self, noise: Float[Tensor, "n d k"], priorities: Float[Tensor, "n d"], question: Float[Tensor, "n E"]
    ) -> Float32[Tensor, "n d k"]:
        """Latents under given priorities and noise, rounded to the grid of observed latents.

        The rounding makes abduction followed by prediction the identity to the last bit: float64 error is far
        smaller than half a step, and an observed latent lies on that grid.
        """
        return on_grid(self.mean(priorities, question) + self.scale * noise.double())

    def without_neighbours(self, held: Float[Tensor, "1 d"]) -> "ConceptMechanism":
        """The equation in which C_i reads V_i alone; its neighbours are read as ``held``, whatever they are.

        What is held cancels in abduction followed by prediction: as if neighbours stayed what they were observed to be.
        """
        own = self.slope * torch.eye(len(self.values), dtype=torch.float64)[:, :, None]
        fixed = replace(self, slope=self.slope - own).shift(held)[0]
        return replace(self, intercept=self.intercept + fixed, slope=own)

    def model(self, priorities: Float[Tensor, "n d"], question: Float[Tensor, "n E"]) -> Float64[Tensor, "n d k"]:
        """The same equation as a Pyro program, one sample site ``C_<value>`` for each value, in a plate of answers."""
        mean = self.mean(priorities, question)
        with pyro.plate("answers", len(mean)):
            sites = [
                pyro.sample(f"C_{value}", distributions.Normal(mean[:, i], self.scale[i]).to_event(1))
                for i, value in enumerate(self.values)
            ]
        return torch.stack(sites, dim=1)


def fit_mechanism(
    values: Sequence[str],
    latents: Float[Tensor, "n d k"],
    priorities: Float[Tensor, "n d"],
    question: Float[Tensor, "n E"],
    neighbours: Mapping[str, Sequence[str]],
    *,
    ridge: float = 10.0,
) -> ConceptMechanism:
    """Maximum likelihood of the linear-Gaussian equation, with a ridge on the question's weights only.

    Args:
        neighbours: for each value, its neighbours in the value graph (names that are no values are ignored).
        ridge: penalty on Q_i, in units of answers; e(q) has unit length, so 10 is ten answers' worth of doubt.
    """
    n, d, size = latents.shape
    dimensions = question.shape[1]
    intercept, slope = torch.zeros(d, size).double(), torch.zeros(d, d, size).double()
    weights, scale = torch.zeros(d, dimensions, size).double(), torch.ones(d, size).double()
    ones = torch.ones(n, 1, dtype=torch.float64)
    for i, value in enumerate(values):
        parents = [j for j, other in enumerate(values) if other == value or other in neighbours.get(value, ())]
        design = torch.cat([ones, priorities[:, parents].double(), question.double()], dim=1)
        penalty = torch.zeros(design.shape[1], dtype=torch.float64)
        penalty[1 + len(parents) :] = ridge
        target = latents[:, i].double()
        solution = torch.linalg.solve(design.T @ design + torch.diag(penalty), design.T @ target)
        intercept[i], slope[i, parents] = solution[0], solution[1 : 1 + len(parents)]
        weights[i] = solution[1 + len(parents) :]
        scale[i] = (target - design @ solution).std(0).clamp_min(1e-6)
    return ConceptMechanism(tuple(values), intercept, slope, weights, scale)
