"""The ordinal structural causal model: each node is a graded answer, cut from a latent utility (ordinal probit).

    u_i = sum_j w_ij x_j + e_i,  e_i ~ N(0, 1);   x_i is level k where c_i,k-1 < u_i <= c_ik.

An observed answer pins its noise to an interval, not to a point: abduction draws e_i from the normal distribution
truncated to that interval, by inverting its distribution function (no rejection). A counterfactual is therefore one
draw from its posterior; ``seed`` says which. The null intervention returns every row unchanged, whatever the draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import UserError
from couple.graph import ValueGraph, screen_table
from couple.scm.fitted import FittedSCM
from couple.scm.frames import node_columns, refuse_unknown, settings_by_row
from couple.scm.intervention import Set, Soft, Where
from couple.scm.probit import fit_ordered_probit, truncated_normal
from couple.scm.row_draws import row_uniforms

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.ladder import Intervention
    from couple.scm.world import Columns

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
        first_row: how many rows of the same table came before those that it is asked about.
    """

    mechanism: ClassVar[str] = "ordinal"

    graph: ValueGraph
    weight: Float[Tensor, "node node"]
    levels: Float[Tensor, "node level"]
    cuts: Float[Tensor, "node cut"]
    seed: int = 0
    first_row: int = 0

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

    def with_seed(self, seed: int, *, first_row: int = 0) -> "OrdinalSCM":
        """See ``FittedSCM``."""
        return replace(self, seed=seed, first_row=first_row)

    def model(self, count: int) -> dict[str, Float[Tensor, " row"]]:
        """The Pyro model: for each node in causal order a noise site ``NODE_noise`` and the answer ``NODE``."""
        import pyro
        from pyro.distributions import Normal

        values: dict[str, Tensor] = {}
        zero = torch.zeros(count, dtype=torch.float64)
        with pyro.plate("rows", count):
            for node in self.graph.topological_order():
                noise = pyro.sample(f"{node}_noise", Normal(zero, 1.0))
                answer = self._answer(node, self._location(node, values, count), noise)
                values[node] = pyro.deterministic(node, answer)
        return values

    def abduct(self, observed: "pandas.DataFrame") -> "pandas.DataFrame":
        """One draw of the noise behind each answer, from its truncated normal posterior; the draw is ``seed``'s.

        Raises:
            UserError: a node is no column, or holds an answer that was not there when the model was fitted.
        """
        import pandas

        columns = node_columns(observed, self.nodes)
        noise = {node: self._noise(node, columns).numpy() for node in self.nodes}
        return pandas.DataFrame(noise, index=observed.index)

    def predict(self, noise: "pandas.DataFrame", do: "Mapping[str, float | pandas.Series]") -> "pandas.DataFrame":
        """The rows that ``noise`` (as ``abduct`` returns it) gives rise to under ``do``."""
        import pandas

        settings, shocks = settings_by_row(do, noise.index, self.nodes), node_columns(noise, self.nodes)
        values: dict[str, Tensor] = {}
        for node in self.graph.topological_order():
            if node in settings:
                values[node] = torch.tensor(settings[node])
            else:
                values[node] = self._answer(node, self._location(node, values, len(noise)), torch.tensor(shocks[node]))
        return pandas.DataFrame({node: values[node].numpy() for node in self.nodes}, index=noise.index)

    def _noise(self, node: str, columns: "Columns") -> Float[Tensor, " row"]:
        """The draw of the noise behind ``node`` in each row."""
        i, answers = self.nodes.index(node), torch.tensor(columns[node])
        position = self._positions(i, answers)
        bounds = torch.cat([torch.tensor([-torch.inf]), self.cuts[i], torch.tensor([torch.inf])]).double()
        location = self._location(node, columns, len(answers))
        share = row_uniforms(self.seed, "noise", node, first_row=self.first_row, rows=len(answers))
        return truncated_normal(bounds[position] - location, bounds[position + 1] - location, torch.tensor(share))

    def _natural(self, node: str, before: "Columns", after: "Columns", soft: Soft | None) -> "numpy.ndarray":
        """Abduction and prediction of one node, with the draw of ``seed``."""
        noise = self._noise(node, before)
        world = {**before, **after}
        if soft is not None:
            location = torch.full_like(noise, soft.intercept)
            location = location + sum(w * _tensor(world[cause]) for cause, w in soft.weights.items())
        else:
            location = self._location(node, world, len(noise))
        return self._answer(node, location, noise).numpy()

    def direct_effect(self, source: str, target: str) -> float:
        """See ``FittedSCM``; on the utility of ``target``, in units of its noise."""
        return float(self.weight[self.graph.position(target), self.graph.position(source)])

    def edge_words(self, source: str, target: str) -> str:
        """See ``FittedSCM``."""
        return f"effect on the utility {self.direct_effect(source, target):+.3f}"

    def support(self, node: str) -> tuple[float, float]:
        """See ``FittedSCM``."""
        levels = self._levels(node)
        return levels[0], levels[-1]

    def outside_support(self, do: "Intervention") -> tuple[str, ...]:
        """See ``FittedSCM``: numbers that are none of a node's levels."""
        phrases: list[str] = []
        for node, typed in do.items():
            refuse_unknown(node, self.nodes)
            rule = typed.rule if isinstance(typed, Where) else typed
            value = rule.value if isinstance(rule, Set) else rule
            if isinstance(value, int | float) and value not in self._levels(node):
                known = ", ".join(f"{level:g}" for level in self._levels(node))
                phrases.append(f"do.{node}={value:g} is none of the answers it was fitted on: {known}")
        return tuple(phrases)

    def _levels(self, node: str) -> list[float]:
        return [level for level in self.levels[self.nodes.index(node)].tolist() if level < torch.inf]

    def _location(self, node: str, values: "Columns | Mapping[str, Tensor]", count: int) -> Float[Tensor, " row"]:
        location = torch.zeros(count, dtype=torch.float64)
        for parent in self.graph.parents(node):
            location = location + self.direct_effect(parent, node) * _tensor(values[parent])
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
            found = f"{self.nodes[i]} is {float(answers[row]):g} in row {self.first_row + row + 1}"
            said = f"{found}, an answer that fitting never saw"
            raise UserError("reason about these rows", said, "fit the model on data that hold this answer")
        return position


def _tensor(column: "numpy.ndarray | Tensor") -> Tensor:
    return column if isinstance(column, Tensor) else torch.tensor(column)
