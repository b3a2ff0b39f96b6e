"""DirectLiNGAM: a whole DAG from linear relations with non-Gaussian noise."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError
from couple.graph.causal_learn import numeric, quiet
from couple.graph.columns import TableKind, table_kind
from couple.graph.constraints import Constraints
from couple.graph.equivalence import Dag

if TYPE_CHECKING:
    import pandas


class DirectLingamConfig(BaseModel):
    """It has no settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["direct_lingam"] = "direct_lingam"


class DirectLingam:
    """DirectLiNGAM (Shimizu et al. 2011). Directions rest on the noise not being Gaussian. Takes no knowledge."""

    name = "direct_lingam"

    def __init__(self, config: DirectLingamConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints, seed: int) -> Dag:  # noqa: ARG002
        """See ``DiscoveryAlgorithm``."""
        from causallearn.search.FCMBased.lingam import DirectLiNGAM

        if table_kind(table) is not TableKind.NUMBERS:
            remedy = "choose algorithm=boss or algorithm=pc, or columns of numbers"
            raise UserError("algorithm=direct_lingam", "it is for numbers, and some columns are categories", remedy)
        names, columns = numeric(table)
        model = DirectLiNGAM(random_state=seed % 2**32)
        with quiet():
            model.fit(columns)
        effects = model.adjacency_matrix_  # [i, j]: the effect of j on i
        assert effects is not None
        pairs = [(names[j], names[i]) for i in range(len(names)) for j in range(len(names)) if effects[i, j] != 0]
        return Dag.of(names, pairs)
