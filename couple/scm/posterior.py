"""The exact posterior of a linear-Gaussian model: what the rows leave open about its parameters.

Each node is a regression on its causes, x = a + sum_j w_j x_j + s e, on standardised scale, with the conjugate prior

    s^2 ~ InverseGamma(PRIOR_SHAPE, PRIOR_RATE),    (a, w) | s^2 ~ N(0, s^2 PRIOR_SPREAD^2 I),

whose posterior has the same form (O'Hagan & Forster 2004, ch. 11). Nodes are independent given the graph and the rows.
The prior weighs as much as one row; with hundreds of rows it does not show.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor

from couple.graph import ValueGraph, screen_table
from couple.scm.frames import node_columns
from couple.scm.linear_gaussian import LinearGaussianSCM

if TYPE_CHECKING:
    import pandas

PRIOR_SHAPE = 2.0
PRIOR_RATE = 1.0
PRIOR_SPREAD = 2.0


@dataclass(frozen=True, eq=False)
class NodePosterior:
    """Of one node on standardised scale; the first coefficient is the intercept, then one a cause.

    Attributes:
        mean: of the coefficients.
        root: root @ root.T times s^2 is their covariance.
        shape: of the inverse gamma distribution of s^2.
        rate: likewise.
    """

    mean: Float[Tensor, " coefficient"]
    root: Float[Tensor, "coefficient coefficient"]
    shape: float
    rate: float

    def draw(
        self, count: int, generator: torch.Generator
    ) -> tuple[Float[Tensor, "draw coefficient"], Float[Tensor, " draw"]]:
        """Coefficients and s."""
        import numpy

        # torch draws from gamma distributions only with its global generator
        draws = numpy.random.default_rng(int(torch.randint(2**62, (), generator=generator)))
        variance = torch.tensor(self.rate / draws.gamma(self.shape, size=count))
        normal = torch.randn(count, len(self.mean), dtype=torch.float64, generator=generator)
        return self.mean + (normal @ self.root.T) * variance.sqrt()[:, None], variance.sqrt()


@dataclass(frozen=True, eq=False)
class LinearGaussianPosterior:
    """``model`` is the maximum-likelihood fit; ``centre`` and ``spread`` standardise the nodes, in their order."""

    model: LinearGaussianSCM
    nodes: tuple[NodePosterior, ...]
    centre: Float[Tensor, " node"]
    spread: Float[Tensor, " node"]
    rows: int

    @classmethod
    def fit(cls, graph: ValueGraph, table: "pandas.DataFrame") -> "LinearGaussianPosterior":
        """The posterior given the rows of ``table``. Raises ``UserError`` as ``LinearGaussianSCM.fit`` does."""
        import pandas

        numbers = screen_table(pandas.DataFrame(node_columns(table, graph.nodes)))
        data = torch.tensor(numbers.to_numpy(), dtype=torch.float64)
        centre, spread = data.mean(dim=0), data.std(dim=0, correction=0)
        standard = (data - centre) / spread
        nodes = tuple(
            node_posterior(standard[:, [graph.nodes.index(parent) for parent in graph.parents(node)]], standard[:, i])
            for i, node in enumerate(graph.nodes)
        )
        return cls(LinearGaussianSCM.fit(graph, numbers), nodes, centre, spread, len(data))

    def draw(self, count: int, generator: torch.Generator) -> "ParameterDraws":
        """``count`` whole models, on the scale of the data."""
        graph = self.model.graph
        size = len(graph.nodes)
        intercept = torch.zeros(count, size, dtype=torch.float64)
        weight = torch.zeros(count, size, size, dtype=torch.float64)
        scale = torch.zeros(count, size, dtype=torch.float64)
        for i, node in enumerate(graph.nodes):
            parents = [graph.nodes.index(parent) for parent in graph.parents(node)]
            coefficients, deviation = self.nodes[i].draw(count, generator)
            own = coefficients[:, 1:] * self.spread[i] / self.spread[parents]
            weight[:, i, parents] = own
            intercept[:, i] = self.centre[i] + self.spread[i] * coefficients[:, 0] - own @ self.centre[parents]
            scale[:, i] = deviation * self.spread[i]
        return ParameterDraws(graph, intercept, weight, scale)


@dataclass(frozen=True, eq=False)
class ParameterDraws:
    """Parameters of linear-Gaussian models over one graph, in its order; ``weight[k, i, j]``: node j on node i."""

    graph: ValueGraph
    intercept: Float[Tensor, "draw node"]
    weight: Float[Tensor, "draw node node"]
    scale: Float[Tensor, "draw node"]

    def total_effects(self) -> Float[Tensor, "draw target source"]:
        """(I - W)^-1 of every draw, by substitution in causal order: exactly zero where no path leads."""
        order = [self.graph.nodes.index(node) for node in self.graph.topological_order()]
        identity = torch.eye(len(order), dtype=torch.float64).expand(len(self.weight), -1, -1)
        ordered = torch.linalg.solve_triangular(identity - self.weight[:, order][:, :, order], identity, upper=False)
        back = torch.argsort(torch.tensor(order))
        return ordered[:, back][:, :, back] + 0.0


def node_posterior(causes: Float[Tensor, "row cause"], node: Float[Tensor, " row"]) -> NodePosterior:
    """The conjugate posterior of one regression (O'Hagan & Forster 2004, ch. 11), all standardised."""
    design = torch.cat([torch.ones(len(node), 1, dtype=torch.float64), causes], dim=1)
    precision = design.T @ design + torch.eye(design.shape[1], dtype=torch.float64) / PRIOR_SPREAD**2
    lower = torch.linalg.cholesky(precision)
    moment = design.T @ node
    mean = torch.cholesky_solve(moment[:, None], lower)[:, 0]
    rate = PRIOR_RATE + 0.5 * float((node @ node - mean @ precision @ mean).clamp(min=0))
    # precision = L L', so its inverse is L'^-1 L^-1; the root of the covariance need not be triangular to draw from
    inverse = torch.linalg.solve_triangular(lower, torch.eye(len(lower), dtype=torch.float64), upper=False)
    return NodePosterior(mean, inverse.T.contiguous(), PRIOR_SHAPE + len(node) / 2, rate)
