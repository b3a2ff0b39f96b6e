"""The linear-Gaussian structural causal model: x_i = a_i + sum_j w_ij x_j + s_i e_i with independent e_i ~ N(0, 1).

It is a Pyro model (``model`` has one sample site a node, in causal order), and it is simple enough that fitting,
abduction, counterfactuals and effects are all exact. All arithmetic is in float64.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from couple.graph import ValueGraph, screen_table
from couple.scm.fitted import FittedSCM
from couple.scm.frames import node_columns, refuse_unknown, settings_by_row
from couple.scm.intervention import Soft

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.world import Columns


_TENSORS = ("intercept", "weight", "scale", "lowest", "highest")


@dataclass(frozen=True, eq=False)
class LinearGaussianSCM(FittedSCM):
    """Parameters in the order of ``graph.nodes``.

    Attributes:
        graph: the causes of each node.
        intercept: a, in units of the node.
        weight: ``weight[i, j]`` is the direct effect of node j on node i; zero where the graph has no edge j -> i.
        scale: s, the standard deviation of the noise, above 0.
        lowest: the smallest value of each node in the rows it was fitted on.
        highest: the largest; an intervention outside lowest..highest extrapolates.
    """

    mechanism: ClassVar[str] = "linear_gaussian"
    style_cancels: ClassVar[bool] = True

    graph: ValueGraph
    intercept: Float[Tensor, " node"]
    weight: Float[Tensor, "node node"]
    scale: Float[Tensor, " node"]
    lowest: Float[Tensor, " node"]
    highest: Float[Tensor, " node"]

    @classmethod
    def fit(cls, graph: ValueGraph, table: "pandas.DataFrame") -> "LinearGaussianSCM":
        """Maximum likelihood, which for this model is least squares of each node on its parents.

        Raises:
            UserError: a node is no column of ``table``, or the table cannot be used (see ``screen_table``).
        """
        import pandas

        numbers = screen_table(pandas.DataFrame(node_columns(table, graph.nodes)))
        data = torch.tensor(numbers.to_numpy(), dtype=torch.float64)
        count, position = len(graph.nodes), {node: i for i, node in enumerate(graph.nodes)}
        intercept, scale = torch.zeros(count, dtype=torch.float64), torch.zeros(count, dtype=torch.float64)
        weight = torch.zeros(count, count, dtype=torch.float64)
        centre = data.mean(dim=0)
        centred = data - centre
        for node, i in position.items():
            parents = [position[parent] for parent in graph.parents(node)]
            if parents:
                # gelsd: the last bits of torch's default driver follow where in memory the numbers lie
                found = torch.linalg.lstsq(centred[:, parents], centred[:, i : i + 1], driver="gelsd").solution
                weight[i, parents] = found[:, 0]
            intercept[i] = centre[i] - weight[i] @ centre
            scale[i] = (centred[:, i] - centred @ weight[i]).square().mean().sqrt()
        return cls(graph, intercept, weight, scale, data.min(dim=0).values, data.max(dim=0).values)

    @classmethod
    def from_tensors(cls, graph: ValueGraph, tensors: Mapping[str, Tensor]) -> "LinearGaussianSCM":
        """See ``FittedSCM``."""
        count = len(graph.nodes)
        for name, tensor in tensors.items():
            if tensor.shape != ((count, count) if name == "weight" else (count,)):
                raise ValueError(f"{name} has the shape {tuple(tensor.shape)} for {count} nodes")
        return cls(graph, *(tensors[name] for name in _TENSORS))

    def tensors(self) -> dict[str, Tensor]:
        """See ``FittedSCM``."""
        return {name: getattr(self, name) for name in _TENSORS}

    def model(self, count: int) -> dict[str, Float[Tensor, " row"]]:
        """The Pyro model: a sample site for each node in causal order, within a plate of ``count`` rows."""
        import pyro
        from pyro.distributions import Normal

        values: dict[str, Tensor] = {}
        with pyro.plate("rows", count):
            for node in self.graph.topological_order():
                i = self.nodes.index(node)
                location = self.intercept[i].expand(count)
                for parent in self.graph.parents(node):
                    location = location + self.direct_effect(parent, node) * values[parent]
                values[node] = pyro.sample(node, Normal(location, self.scale[i]))
        return values

    def abduct(self, observed: "pandas.DataFrame") -> "pandas.DataFrame":
        """The standardised noise (x - f(parents)) / s of each row. Every node must be a column."""
        import pandas

        data = torch.tensor(pandas.DataFrame(node_columns(observed, self.nodes)).to_numpy())
        noise = (data - self.intercept - data @ self.weight.T) / self.scale
        return pandas.DataFrame(noise.numpy(), columns=list(self.nodes), index=observed.index)

    def predict(self, noise: "pandas.DataFrame", do: "Mapping[str, float | pandas.Series]") -> "pandas.DataFrame":
        """The rows that ``noise`` (as ``abduct`` returns it) gives rise to under ``do``."""
        import pandas

        settings, shocks = settings_by_row(do, noise.index, self.nodes), node_columns(noise, self.nodes)
        values: dict[str, numpy.ndarray] = {}
        for node in self.graph.topological_order():
            i = self.nodes.index(node)
            location = float(self.intercept[i]) + sum(
                self.direct_effect(parent, node) * values[parent] for parent in self.graph.parents(node)
            )
            values[node] = settings.get(node, location + float(self.scale[i]) * shocks[node])
        return pandas.DataFrame({node: values[node] for node in self.nodes}, index=noise.index)

    def _natural(self, node: str, before: "Columns", after: "Columns", soft: Soft | None) -> "numpy.ndarray":
        """The same noise before and after, (x' - f(pa')) / s = (x - f(pa)) / s, so x' = x + sum_j w_ij (pa'_j - pa_j).

        Written so, what does not change cancels exactly.
        """
        if soft is not None:
            noise = before[node] - float(self.intercept[self.nodes.index(node)])
            noise = noise - sum(self.direct_effect(cause, node) * before[cause] for cause in self.graph.parents(node))
            return noise + soft.intercept + sum(w * after.get(c, before[c]) for c, w in soft.weights.items())
        moved = [parent for parent in self.graph.parents(node) if parent in after]
        return before[node] + sum(
            self.direct_effect(parent, node) * (after[parent] - before[parent]) for parent in moved
        )

    def direct_effect(self, source: str, target: str) -> float:
        """The coefficient of the edge ``source -> target``; 0 where there is none."""
        return float(self.weight[self.graph.position(target), self.graph.position(source)])

    def edge_words(self, source: str, target: str) -> str:
        """See ``FittedSCM``."""
        return f"direct effect {self.direct_effect(source, target):+.3f}"

    def total_effect(self, source: str, target: str) -> float:
        """By how much setting ``source`` one unit higher moves ``target``, along all paths. Raises ``UserError``."""
        for node in (source, target):
            refuse_unknown(node, self.nodes)
        return float(self._reduced_form()[self.nodes.index(target), self.nodes.index(source)])

    def total_effects(self) -> "pandas.DataFrame":
        """All total effects, one row a source and one column a target."""
        import pandas

        names = list(self.nodes)
        return pandas.DataFrame(self._reduced_form().T.numpy(), index=names, columns=names)

    def mean(self) -> Float[Tensor, " node"]:
        """The expectation of each node that the parameters imply."""
        return self._reduced_form() @ self.intercept

    def covariance(self) -> Float[Tensor, "node node"]:
        """The covariance that the parameters imply."""
        reduced = self._reduced_form()
        return reduced @ torch.diag(self.scale.square()) @ reduced.T

    def support(self, node: str) -> tuple[float, float]:
        """See ``FittedSCM``."""
        i = self.nodes.index(node)
        return float(self.lowest[i]), float(self.highest[i])

    def _reduced_form(self) -> Float[Tensor, "node node"]:
        """(I - W)^-1 by substitution in causal order, so that where no path leads the entry is exactly zero."""
        order = [self.nodes.index(node) for node in self.graph.topological_order()]
        identity = torch.eye(len(order), dtype=torch.float64)
        ordered = torch.linalg.solve_triangular(identity - self.weight[order][:, order], identity, upper=False)
        back = torch.argsort(torch.tensor(order))
        return ordered[back][:, back] + 0.0  # + 0.0 turns -0.0 into 0.0
