"""Greedy equivalence search: the equivalence class that a score likes best, an edge at a time."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.graph.causal_learn import numeric, orient_by_knowledge, quiet, read_marks
from couple.graph.columns import TableKind, table_kind
from couple.graph.constraints import Constraints
from couple.graph.equivalence import Cpdag
from couple.graph.independence import refuse_mixed

if TYPE_CHECKING:
    import pandas


class GesConfig(BaseModel):
    """``penalty`` multiplies BIC's log(n) for each parameter; 0.5 is BIC itself, more gives sparser graphs.

    It is for numbers; categories are scored by causal-learn's BDeu, which is slow and has no such setting.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["ges"] = "ges"
    penalty: float = Field(default=0.5, gt=0)


class Ges:
    """Greedy equivalence search (Chickering 2002) with BIC for numbers and BDeu for categories.

    It takes no background knowledge: edges that only one direction is allowed for are turned afterwards.
    """

    name = "ges"

    def __init__(self, config: GesConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints, seed: int) -> Cpdag:  # noqa: ARG002
        """See ``DiscoveryAlgorithm``."""
        from causallearn.search.ScoreBased.GES import ges

        refuse_mixed(kind := table_kind(table))
        names, columns = numeric(table)
        with quiet():
            if kind is TableKind.CATEGORIES:
                record = ges(columns, "local_score_BDeu", node_names=names)
            else:
                record = ges(columns, lambda_value=self.config.penalty, node_names=names)
        return orient_by_knowledge(read_marks(record["G"].graph, names, Cpdag), constraints)
