"""The ordinal structural causal model: each node is a graded answer, cut from a latent utility (ordinal probit).

    u_i = sum_j w_ij x_j + e_i,  e_i ~ N(0, 1);   x_i is level k where c_i,k-1 < u_i <= c_ik.

An observed answer pins its noise to an interval, not to a point: abduction draws e_i from the normal distribution
truncated to that interval, by inverting its distribution function (no rejection). A counterfactual is therefore one
draw from its posterior; ``seed`` says which. The null intervention returns every row unchanged, whatever the draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import UserError, torch_generator
from couple.graph import ValueGraph, screen_table
from couple.scm.fitted import FittedSCM
from couple.scm.frames import node_columns, refuse_unknown, settings_by_row
from couple.scm.probit import fit_ordered_probit, truncated_normal

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.ladder import Intervention

MAX_LEVELS = 25


@dataclass(frozen=True, eq=False)
class OrdinalSCM(FittedSCM):
    """Parameters in the order of ``graph.nodes``.

    Attributes:
        graph: the causes of each node.
        weight: ``weight[i, j]`` is by how much one unit of node j moves the utility of node i, in units of its noise.
        levels: the answers of each node in rising order, filled up with infinity.
        cuts: the cut points between neighbouring levels, rising, filled up with infinity.
        seed: which draw from the noise posterior abduction takes.
    """

    mechanism: ClassVar[str] = "ordinal"

    graph: ValueGraph
    weight: Float[Tensor, "node node"]
    levels: Float[Tensor, "node level"]
    cuts: Float[Tensor, "node cut"]
    seed: int = 0

    @classmethod
    def fit(cls, graph: ValueGraph, table: "pandas.DataFrame") -> "OrdinalSCM":
        """Maximum likelihood of each node given its parents.

        Raises:
            UserError: a node is no column, or has more than ``MAX_LEVELS`` levels, or the table cannot be used.
        """
        import numpy
        import pandas

        columns = screen_table(pandas.DataFrame(node_columns(table, graph.nodes)))
        found = {node: numpy.unique(columns[node]) for node in graph.nodes}
        for node, values in found.items():
            if len(values) > MAX_LEVELS:
                reason = (
                    f"{node} has {len(values)} different values, more than the {MAX_LEVELS} an answer scale may have"
                )
                raise UserError("fit mechanism=ordinal", reason, "type mechanism=linear_gaussian, or round the column")
        width = max(map(len, found.values()))
        weight = torch.zeros(len(graph.nodes), len(graph.nodes), dtype=torch.float64)
        levels = torch.full((len(graph.nodes), width), torch.inf, dtype=torch.float64)
        cuts = torch.full((len(graph.nodes), width - 1), torch.inf, dtype=torch.float64)
        for i, node in enumerate(graph.nodes):
            parents = [graph.nodes.index(parent) for parent in graph.parents(node)]
            causes = torch.tensor(columns.iloc[:, parents].to_numpy(dtype=float))
            answer = torch.tensor(numpy.searchsorted(found[node], columns[node].to_numpy()))
            weight[i, parents], own_cuts = fit_ordered_probit(causes, answer, len(found[node]))
            levels[i, : len(found[node])] = torch.tensor(found[node])
            cuts[i, : len(own_cuts)] = own_cuts
        return cls(graph, weight, levels, cuts)

    @classmethod
    def from_tensors(cls, graph: ValueGraph, tensors: Mapping[str, Tensor]) -> "OrdinalSCM":
        """See ``FittedSCM``."""
        count = len(graph.nodes)
        weight, levels, cuts = (tensors[name] for name in ("weight", "levels", "cuts"))
        if weight.shape != (count, count) or len(levels) != count or cuts.shape != (count, levels.shape[1] - 1):
            raise ValueError(f"their shapes are not those of {count} nodes")
        return cls(graph, weight, levels, cuts)

    def tensors(self) -> dict[str, Tensor]:
        """See ``FittedSCM``."""
        return {"weight": self.weight, "levels": self.levels, "cuts": self.cuts}

    def with_seed(self, seed: int) -> "OrdinalSCM":
        """See ``FittedSCM``."""
        return replace(self, seed=seed)

    def model(self, count: int) -> dict[str, Float[Tensor, " row"]]:
        """The Pyro model: for each node in causal order a noise site ``NODE_noise`` and the answer ``NODE``."""
        import pyro
        from pyro.distributions import Normal

        values: dict[str, Tensor] = {}
        zero = torch.zeros(count, dtype=torch.float64)
        with pyro.plate("rows", count):
            for node in self.graph.topological_order():
                noise = pyro.sample(f"{node}_noise", Normal(zero, 1.0))
                answer = self._answer(node, self._location(node, values, zero), noise)
                values[node] = pyro.deterministic(node, answer)
        return values

    def sample(self, count: int, generator: torch.Generator) -> "pandas.DataFrame":
        """See ``ProbabilisticCausalModel``."""
        return self.sample_under({}, count, generator)

    def sample_under(self, do: Mapping[str, float], count: int, generator: torch.Generator) -> "pandas.DataFrame":
        """See ``StructuralCausalModel``. Runs the Pyro model under ``poutine.do``; torch's global state is restored."""
        import pandas
        import pyro.poutine as poutine

        for node in do:
            refuse_unknown(node, self.nodes)
        settings: Any = {node: torch.full((count,), value, dtype=torch.float64) for node, value in do.items()}
        seed = int(torch.randint(2**62, (), generator=generator))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            values = poutine.do(self.model, data=settings)(count)
        return pandas.DataFrame({node: values[node].numpy() for node in self.nodes})

    def abduct(self, observed: "pandas.DataFrame") -> "pandas.DataFrame":
        """One draw of the noise behind each answer, from its truncated normal posterior; the draw is ``seed``'s.

        Raises:
            UserError: a node is no column, or holds an answer that was not there when the model was fitted.
        """
        import pandas

        values = {node: torch.tensor(column) for node, column in node_columns(observed, self.nodes).items()}
        zero = torch.zeros(len(observed), dtype=torch.float64)
        noise: dict[str, numpy.ndarray] = {}
        for i, node in enumerate(self.nodes):
            position = self._positions(i, values[node])
            bounds = torch.cat([torch.tensor([-torch.inf]), self.cuts[i], torch.tensor([torch.inf])]).double()
            location = self._location(node, values, zero)
            lower, upper = bounds[position] - location, bounds[position + 1] - location
            share = torch.rand(len(observed), dtype=torch.float64, generator=torch_generator(self.seed, "noise", node))
            noise[node] = truncated_normal(lower, upper, share).numpy()
        return pandas.DataFrame(noise, index=observed.index)

    def predict(self, noise: "pandas.DataFrame", do: "Intervention") -> "pandas.DataFrame":
        """The rows that ``noise`` (as ``abduct`` returns it) gives rise to under ``do``."""
        import pandas

        settings, shocks = settings_by_row(do, noise.index, self.nodes), node_columns(noise, self.nodes)
        zero = torch.zeros(len(noise), dtype=torch.float64)
        values: dict[str, Tensor] = {}
        for node in self.graph.topological_order():
            if node in settings:
                values[node] = torch.tensor(settings[node])
            else:
                values[node] = self._answer(node, self._location(node, values, zero), torch.tensor(shocks[node]))
        return pandas.DataFrame({node: values[node].numpy() for node in self.nodes}, index=noise.index)

    def counterfactual(self, observed: "pandas.DataFrame", do: "Intervention") -> "pandas.DataFrame":
        """See ``InvertibleStructuralCausalModel``. Abduction, action and prediction, with the draw of ``seed``."""
        after = self.predict(self.abduct(observed), do)
        result = observed.copy()
        for node in self.nodes:
            if not after[node].equals(observed[node].astype(float)):
                result[node] = after[node]
        return result

    def direct_effect(self, source: str, target: str) -> float:
        """See ``FittedSCM``; on the utility of ``target``, in units of its noise."""
        return float(self.weight[self.nodes.index(target), self.nodes.index(source)])

    def outside_support(self, do: Mapping[str, float]) -> tuple[str, ...]:
        """See ``FittedSCM``: settings that are none of a node's levels."""
        phrases: list[str] = []
        for node, value in do.items():
            refuse_unknown(node, self.nodes)
            levels = [level for level in self.levels[self.nodes.index(node)].tolist() if level < torch.inf]
            if value not in levels:
                known = ", ".join(f"{level:g}" for level in levels)
                phrases.append(f"do.{node}={value:g} is none of the answers it was fitted on: {known}")
        return tuple(phrases)

    def _location(self, node: str, values: Mapping[str, Tensor], zero: Tensor) -> Float[Tensor, " row"]:
        location = zero
        for parent in self.graph.parents(node):
            location = location + self.direct_effect(parent, node) * values[parent]
        return location

    def _answer(self, node: str, location: Tensor, noise: Tensor) -> Float[Tensor, " row"]:
        """The level whose interval, seen from ``location``, holds ``noise``: the comparison that abduction inverts."""
        i = self.nodes.index(node)
        position = (self.cuts[i] - location[:, None] < noise[:, None]).sum(dim=1)
        return self.levels[i][position]

    def _positions(self, i: int, answers: Tensor) -> Tensor:
        position = torch.searchsorted(self.levels[i].contiguous(), answers.contiguous())
        known = self.levels[i][position.clamp(max=self.levels.shape[1] - 1)] == answers
        if not known.all():
            row = int((~known).nonzero()[0])
            found = f"{self.nodes[i]} is {float(answers[row]):g} in row {row + 1}, an answer that fitting never saw"
            raise UserError("reason about these rows", found, "fit the model on data that hold this answer")
        return position
