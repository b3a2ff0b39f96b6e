"""What every family of mechanisms offers once it is fitted: it can abduct, be described, and be written down."""

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor

from couple.foundation import UserError, fingerprint_bytes
from couple.graph import RESPONSE_STYLE, ValueGraph
from couple.scm.frames import node_columns, read_number, refuse_unknown
from couple.scm.intervention import Clip, Set, Shift, Soft, Where
from couple.scm.ladder import InvertibleStructuralCausalModel
from couple.scm.world import counterfactual_columns, place_rules

if TYPE_CHECKING:
    import numpy
    import pandas

    from couple.scm.ladder import Intervention
    from couple.scm.world import Columns


class FittedSCM(InvertibleStructuralCausalModel):
    """A graph with parameters.

    ``mechanism`` is the family's name in configurations and files. ``style_cancels`` says that rows may lack
    ``response_style``: no intervention on values moves it, and only changes enter the family's counterfactuals.
    """

    mechanism: ClassVar[str]
    style_cancels: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def fit(cls, graph: ValueGraph, table: "pandas.DataFrame") -> "FittedSCM":
        """Fit every node of ``graph`` to the columns of ``table``. Raises ``UserError`` where that cannot be."""

    @classmethod
    @abstractmethod
    def from_tensors(cls, graph: ValueGraph, tensors: Mapping[str, Tensor]) -> "FittedSCM":
        """The model with these parameters. Raises ``ValueError`` or ``KeyError`` when they do not fit the graph."""

    @abstractmethod
    def tensors(self) -> dict[str, Tensor]:
        """All parameters by name."""

    @property
    def settings(self) -> dict[str, Any]:
        """What belongs to the parameters and is no tensor, as plain data; nothing for most families."""
        return {}

    @classmethod
    def from_stored(
        cls,
        graph: ValueGraph,
        tensors: Mapping[str, Tensor],
        settings: Mapping[str, Any],  # noqa: ARG003
    ) -> "FittedSCM":
        """The model with these parameters and settings. Raises as ``from_tensors`` does."""
        return cls.from_tensors(graph, tensors)

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The categories of each node that holds names instead of numbers."""
        return {}

    def direct_effect(self, source: str, target: str) -> float | None:  # noqa: ARG002 -- of the families that have it
        """The coefficient of the edge, 0 where there is none; None in a family where no single number says it."""
        return None

    @abstractmethod
    def edge_words(self, source: str, target: str) -> str:
        """What the edge ``source -> target`` does, in a few words for a table."""

    @abstractmethod
    def support(self, node: str) -> tuple[float, float] | None:
        """The smallest and largest value of ``node`` in the rows the model was fitted on; None for categories."""

    def outside_support(self, do: "Intervention") -> tuple[str, ...]:
        """One phrase for each number that a node is set or clipped to and that no fitted row supports."""
        phrases: list[str] = []
        for node, typed in do.items():
            refuse_unknown(node, self.nodes)
            span, rule = self.support(node), typed.rule if isinstance(typed, Where) else typed
            ends = (rule.low, rule.high) if isinstance(rule, Clip) else (rule.value if isinstance(rule, Set) else rule,)
            for value in ends:
                if span is None or isinstance(value, bool) or not isinstance(value, int | float):
                    continue
                if not span[0] <= value <= span[1]:
                    verb = "clip" if isinstance(rule, Clip) else "do"
                    low, high = span
                    phrases.append(
                        f"{verb}.{node}={value:g} lies outside {low:g} to {high:g}, the range it was fitted on"
                    )
        return tuple(phrases)

    def with_seed(self, seed: int, *, first_row: int = 0) -> "FittedSCM":  # noqa: ARG002 -- exact noise needs no draw
        """The model that takes draw ``seed`` from noise posteriors; a mechanism with exact noise returns itself.

        ``first_row`` is the number of the first row that it will be asked about, so that a long table can be answered
        in pieces: row 900,000 takes the same draw wherever its piece begins (``row_uniforms``).
        """
        return self

    def counterfactual(self, observed: "pandas.DataFrame", do: "Intervention") -> "pandas.DataFrame":
        """See ``InvertibleStructuralCausalModel``. Abduction, action and prediction of what moves; see ``world``."""
        rules = place_rules(do, observed, self.graph)
        for node in rules.keys() & self.categories.keys():
            if isinstance(rules[node].rule, Shift | Clip):
                raise UserError(f"shift or clip {node}", "its values are categories", f"set it: do.{node}=CATEGORY")
        missing = {RESPONSE_STYLE} - set(map(str, observed.columns)) - set(do) if self.style_cancels else set()
        before = self._columns(observed, [node for node in self.nodes if node not in missing])
        after = counterfactual_columns(
            self.graph, before, rules, self._natural, lambda node, value: self._read(node, value, observed.index)
        )
        result = observed.copy()
        for node, column in after.items():
            result[node] = self._cells(node, column)
        return result

    @abstractmethod
    def _natural(self, node: str, before: "Columns", after: "Columns", soft: Soft | None) -> "numpy.ndarray":
        """The column that ``node`` takes with its own noise when its causes moved from ``before`` to ``after``.

        ``after`` holds only what moved; ``soft`` stands in for the node's own mechanism in the new world.
        """

    def _columns(self, observed: "pandas.DataFrame", nodes: Sequence[str]) -> "dict[str, numpy.ndarray]":
        """Observed columns as arrays: float64, or integer codes for categories."""
        return node_columns(observed, nodes)

    def _read(self, node: str, value: object, index: "pandas.Index") -> "numpy.ndarray":
        """What ``node`` is set to, as a column."""
        return read_number(node, value, index)

    def _cells(self, node: str, column: "numpy.ndarray") -> "numpy.ndarray":  # noqa: ARG002 -- of this node, in others
        """A column as it is shown to people."""
        return column

    @abstractmethod
    def model(self, count: int) -> "dict[str, Tensor]":
        """The Pyro program: a site for each node in causal order, within a plate of ``count`` rows."""

    def sample(self, count: int, generator: torch.Generator) -> "pandas.DataFrame":
        """See ``ProbabilisticCausalModel``."""
        return self.sample_under({}, count, generator)

    def sample_under(self, do: Mapping[str, Any], count: int, generator: torch.Generator) -> "pandas.DataFrame":
        """See ``StructuralCausalModel``. Runs the Pyro model under ``poutine.do``; torch's global state is restored."""
        import pandas
        import pyro.poutine as poutine

        rows = pandas.RangeIndex(count)
        for node in do:
            refuse_unknown(node, self.nodes)
        settings: Any = {node: torch.tensor(self._read(node, value, rows)) for node, value in do.items()}
        seed = int(torch.randint(2**62, (), generator=generator))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            values = poutine.do(self.model, data=settings)(count)
        return pandas.DataFrame({node: self._cells(node, values[node].numpy()) for node in self.nodes})

    @property
    def fingerprint(self) -> str:
        """Of the graph and the parameters, wherever they are stored."""
        parts = [self.mechanism.encode(), json.dumps(self.graph.to_json()).encode()]
        parts += [json.dumps(self.settings, sort_keys=True).encode()] if self.settings else []
        parts += [tensor.contiguous().numpy().tobytes() for _, tensor in sorted(self.tensors().items())]
        return fingerprint_bytes(b"".join(parts))
