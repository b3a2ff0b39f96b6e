"""What every family of mechanisms offers once it is fitted: it can abduct, be described, and be written down."""

import json
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from torch import Tensor

from couple.foundation import fingerprint_bytes
from couple.graph import ValueGraph
from couple.scm.ladder import InvertibleStructuralCausalModel

if TYPE_CHECKING:
    import pandas


class FittedSCM(InvertibleStructuralCausalModel):
    """A graph with parameters. ``mechanism`` is the family's name in configurations and files."""

    mechanism: ClassVar[str]

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

    @abstractmethod
    def direct_effect(self, source: str, target: str) -> float:
        """The coefficient of the edge ``source -> target``; 0 where there is none."""

    @abstractmethod
    def outside_support(self, do: Mapping[str, float]) -> tuple[str, ...]:
        """One phrase for each setting that the rows the model was fitted on do not support."""

    def with_seed(self, seed: int) -> "FittedSCM":  # noqa: ARG002 -- exact noise needs no draw
        """The model that takes draw ``seed`` from noise posteriors; a mechanism with exact noise returns itself."""
        return self

    @property
    def fingerprint(self) -> str:
        """Of the graph and the parameters, wherever they are stored."""
        parts = [self.mechanism.encode(), json.dumps(self.graph.to_json()).encode()]
        parts += [tensor.contiguous().numpy().tobytes() for _, tensor in sorted(self.tensors().items())]
        return fingerprint_bytes(b"".join(parts))
