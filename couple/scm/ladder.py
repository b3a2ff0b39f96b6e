"""The three rungs of the ladder of causation as three types (Pearl 2009; the type ladder follows dowhy.gcm).

A model that can only be sampled answers "what do we see"; one with functions answers "what if we did"; only one whose
noise can be recovered answers "what would have been". Asking a rung that a model has not is a type error.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from couple.graph import ValueGraph

if TYPE_CHECKING:
    import pandas
    import torch

    from couple.scm.intervention import Rule

    Intervention = Mapping[str, float | str | pandas.Series | Rule]


class ProbabilisticCausalModel(ABC):
    """Can sample."""

    graph: ValueGraph

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of all variables, in the graph's order."""
        return self.graph.nodes

    @abstractmethod
    def sample(self, count: int, generator: "torch.Generator") -> "pandas.DataFrame":
        """``count`` rows from the observational distribution, one column a node."""


class StructuralCausalModel(ProbabilisticCausalModel):
    """Can sample and intervene."""

    @abstractmethod
    def sample_under(self, do: Mapping[str, float], count: int, generator: "torch.Generator") -> "pandas.DataFrame":
        """``count`` rows from the distribution in which the nodes in ``do`` are set, whatever their causes."""


class InvertibleStructuralCausalModel(StructuralCausalModel):
    """Can sample, intervene and abduct."""

    @abstractmethod
    def abduct(self, observed: "pandas.DataFrame") -> "pandas.DataFrame":
        """The exogenous noise behind each observed row: same index, one column a node."""

    @abstractmethod
    def counterfactual(self, observed: "pandas.DataFrame", do: "Intervention") -> "pandas.DataFrame":
        """Each observed row as it would have been under ``do``, with its own noise held fixed.

        Args:
            observed: one column a node, in any order; further columns pass through untouched.
            do: a rule (``Set``, ``Shift``, ``Clip``, ``Soft``, ``Where``) for each node that is intervened on; a number
                or a category for all rows, or a series on the index of ``observed``, is short for ``Set``.

        Returns:
            A new table with the index and the columns of ``observed``; nothing is clipped to a scale.
        """
