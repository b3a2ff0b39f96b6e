"""Structural causal models with one mechanism a node, by what its column holds: additive noise or categories.

Three families share it. ``additive_noise``: numbers with a small network (and categories where a column holds them);
``categorical``: categories alone; ``mixed``: numbers and categories, all effects linear in the encoded causes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import UserError
from couple.graph import ValueGraph, screen_table
from couple.scm.additive_noise import AdditiveNoise
from couple.scm.categorical import CategoricalNode
from couple.scm.encoding import Categorical, Codec, Numeric, codec_from_json, codec_to_json, fit_codec, observed_column
from couple.scm.fitted import FittedSCM
from couple.scm.frames import read_number, refuse_missing, series
from couple.scm.intervention import Soft
from couple.scm.network import SviConfig
from couple.scm.row_draws import row_uniforms

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.world import Columns

Mechanism = AdditiveNoise | CategoricalNode
Own = TypeVar("Own", bound="NodewiseSCM")


@dataclass(frozen=True, eq=False)
class NodewiseSCM(FittedSCM):
    """Mechanisms by node. ``seed`` says which draw from the noise posterior of categories abduction takes."""

    svi: ClassVar[SviConfig] = SviConfig()

    graph: ValueGraph
    mechanisms: Mapping[str, Mechanism]
    seed: int = 0
    first_row: int = 0

    @classmethod
    def fit(cls: type[Own], graph: ValueGraph, table: "pandas.DataFrame") -> Own:
        """Each node given its causes, by SVI.

        Raises:
            UserError: a node is no column of ``table``, or the table cannot be used (see ``screen_table``).
        """
        refuse_missing(table, graph.nodes)
        screened = screen_table(table.loc[:, list(graph.nodes)])
        codecs = {node: fit_codec(series(screened, node)) for node in graph.nodes}
        cls.check_codecs(codecs)
        columns = {node: observed_column(node, screened, codec, 0) for node, codec in codecs.items()}
        fitted: dict[str, Mechanism] = {}
        for node in graph.topological_order():
            z = _encode([(codecs[parent], columns[parent]) for parent in graph.parents(node)], len(screened))
            codec, column = codecs[node], torch.tensor(columns[node])
            if isinstance(codec, Numeric):
                fitted[node] = AdditiveNoise.fit(codec, z, column, cls.svi, node)
            else:
                fitted[node] = CategoricalNode.fit(codec, z, column, cls.svi, node)
        return cls(graph, fitted)

    @classmethod
    def check_codecs(cls, codecs: Mapping[str, Codec]) -> None:
        """Raise ``UserError`` where this family cannot hold such columns."""

    @classmethod
    def from_tensors(cls, graph: ValueGraph, tensors: Mapping[str, Tensor]) -> "NodewiseSCM":  # noqa: ARG003
        """Not enough for this family: see ``from_stored``."""
        raise ValueError("the settings of the columns are missing")

    @classmethod
    def from_stored(
        cls, graph: ValueGraph, tensors: Mapping[str, Tensor], settings: Mapping[str, Any]
    ) -> "NodewiseSCM":
        """See ``FittedSCM``."""
        mechanisms: dict[str, Mechanism] = {}
        for number, node in enumerate(graph.nodes):
            codec = codec_from_json(settings["columns"][node])
            # a file maps tensors to odd addresses, where matrix products round differently: copy
            own = {name.split(".", 1)[1]: t.clone() for name, t in tensors.items() if name.startswith(f"{number}.")}
            kind = AdditiveNoise if isinstance(codec, Numeric) else CategoricalNode
            mechanisms[node] = kind.from_tensors(codec, own)  # pyright: ignore[reportArgumentType] -- kind fits codec
        return cls(graph, mechanisms)

    @property
    def settings(self) -> dict[str, Any]:
        """See ``FittedSCM``."""
        return {"columns": {node: codec_to_json(self.mechanisms[node].codec) for node in self.nodes}}

    def tensors(self) -> dict[str, Tensor]:
        """See ``FittedSCM``; names begin with the number of the node."""
        return {
            f"{number}.{name}": tensor
            for number, node in enumerate(self.nodes)
            for name, tensor in self.mechanisms[node].tensors().items()
        }

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """See ``FittedSCM``."""
        codecs = {node: self.mechanisms[node].codec for node in self.nodes}
        return {node: codec.categories for node, codec in codecs.items() if isinstance(codec, Categorical)}

    def with_seed(self: Own, seed: int, *, first_row: int = 0) -> Own:
        """See ``FittedSCM``."""
        return replace(self, seed=seed, first_row=first_row)

    def model(self, count: int) -> dict[str, Float[Tensor, " row"]]:
        """The Pyro model: a noise site ``NODE_noise`` and the value ``NODE`` for each node in causal order."""
        import pyro
        from pyro.distributions import Gumbel, Uniform  # pyright: ignore[reportAttributeAccessIssue] -- made at import

        values: dict[str, Tensor] = {}
        zero, one = torch.zeros(count, dtype=torch.float64), torch.ones(count, dtype=torch.float64)
        with pyro.plate("rows", count):
            for node in self.graph.topological_order():
                mechanism, z = (
                    self.mechanisms[node],
                    self._causes(node, {n: v.numpy() for n, v in values.items()}, count),
                )
                if isinstance(mechanism, AdditiveNoise):
                    share = pyro.sample(f"{node}_noise", Uniform(zero, one))
                    value = mechanism.expected(z) + mechanism.draw(share)
                else:
                    log_p = mechanism.log_probabilities(z)
                    noise = pyro.sample(f"{node}_noise", Gumbel(torch.zeros_like(log_p), 1.0).to_event(1))
                    value = mechanism.choose(log_p, noise)
                values[node] = pyro.deterministic(node, value)
        return values

    def abduct(self, observed: "pandas.DataFrame") -> "pandas.DataFrame":
        """The noise of each row: of numbers the residual, exactly; for category k of a node a column ``NODE=k``."""
        import pandas

        columns = self._columns(observed, self.nodes)
        noise: dict[str, numpy.ndarray] = {}
        for node in self.nodes:
            found = self._noise(node, columns, len(observed))
            categories = self.categories.get(node)
            if categories is None:
                noise[node] = found.numpy()
            else:
                noise |= {f"{node}={name}": found[:, k].numpy() for k, name in enumerate(categories)}
        return pandas.DataFrame(noise, index=observed.index)

    def edge_words(self, source: str, target: str) -> str:
        """See ``FittedSCM``: the mean absolute change along the edge is for the report; here only the kind."""
        kind = "additive noise" if isinstance(self.mechanisms[target], AdditiveNoise) else "multinomial logit"
        return kind if self.graph.edge(source, target) else "no edge"

    def support(self, node: str) -> tuple[float, float] | None:
        """See ``FittedSCM``."""
        codec = self.mechanisms[node].codec
        return (codec.lowest, codec.highest) if isinstance(codec, Numeric) else None

    def _natural(self, node: str, before: "Columns", after: "Columns", soft: Soft | None) -> "numpy.ndarray":
        """Abduction and prediction of one node."""
        rows, world, mechanism = len(before[node]), {**before, **after}, self.mechanisms[node]
        if isinstance(mechanism, AdditiveNoise):
            was = mechanism.expected(self._causes(node, before, rows)).numpy()
            if soft is not None:
                return before[node] - was + soft.intercept + sum(w * world[c] for c, w in soft.weights.items())
            return before[node] + (mechanism.expected(self._causes(node, world, rows)).numpy() - was)
        if soft is not None:
            raise UserError(f"give {node} a new mechanism", "its values are categories", "set it instead")
        noise = self._noise(node, before, rows)
        return mechanism.choose(mechanism.log_probabilities(self._causes(node, world, rows)), noise).numpy()

    def _noise(self, node: str, columns: "Columns", rows: int) -> Tensor:
        mechanism, z = self.mechanisms[node], self._causes(node, columns, rows)
        if isinstance(mechanism, AdditiveNoise):
            return torch.tensor(columns[node]) - mechanism.expected(z)
        shares = [
            torch.tensor(row_uniforms(self.seed, "noise", node, name, first_row=self.first_row, rows=rows))
            for name in mechanism.codec.categories
        ]
        log_p = mechanism.log_probabilities(z)
        return mechanism.hindsight(log_p, torch.tensor(columns[node]), torch.stack(shares, dim=1))

    def _causes(self, node: str, columns: "Columns", rows: int) -> Float[Tensor, "row cause"]:
        parents = self.graph.parents(node)
        return _encode([(self.mechanisms[parent].codec, columns[parent]) for parent in parents], rows)

    def _columns(self, observed: "pandas.DataFrame", nodes: Sequence[str]) -> "dict[str, numpy.ndarray]":
        return {node: observed_column(node, observed, self.mechanisms[node].codec, self.first_row) for node in nodes}

    def _read(self, node: str, value: object, index: "pandas.Index") -> "numpy.ndarray":
        import numpy
        import pandas

        codec = self.mechanisms[node].codec
        if isinstance(codec, Numeric):
            return read_number(node, value, index)
        if isinstance(value, pandas.Series):
            return codec.positions(node, value, self.first_row)
        return numpy.full(len(index), codec.position(node, value))

    def _cells(self, node: str, column: "numpy.ndarray") -> "numpy.ndarray":
        import numpy

        codec = self.mechanisms[node].codec
        if isinstance(codec, Numeric):
            return column
        return numpy.array(codec.categories, dtype=object)[column.astype(int)]


class AdditiveNoiseSCM(NodewiseSCM):
    """Numbers with additive noise around a small network."""

    mechanism: ClassVar[str] = "additive_noise"


class CategoricalSCM(NodewiseSCM):
    """Categories alone."""

    mechanism: ClassVar[str] = "categorical"

    @classmethod
    def check_codecs(cls, codecs: Mapping[str, Codec]) -> None:
        """See ``NodewiseSCM``."""
        numbers = [node for node, codec in codecs.items() if isinstance(codec, Numeric)]
        if numbers:
            found = f"{', '.join(numbers)} hold numbers"
            remedy = f"type categorical=[{','.join(numbers)}] if they are codes, or mechanism=mixed"
            raise UserError("fit mechanism=categorical", found, remedy)


class MixedSCM(NodewiseSCM):
    """Numbers and categories, with effects that are linear in the encoded causes."""

    mechanism: ClassVar[str] = "mixed"
    svi: ClassVar[SviConfig] = SviConfig(hidden=0)


def _encode(parts: "list[tuple[Codec, numpy.ndarray]]", rows: int) -> Float[Tensor, "row cause"]:
    if not parts:
        return torch.zeros(rows, 0, dtype=torch.float64)
    return torch.cat([codec.encode(column) for codec, column in parts], dim=1)
