"""Which families of mechanisms can be fitted, by the name that a configuration gives."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError
from couple.graph import ValueGraph
from couple.scm.fitted import FittedSCM
from couple.scm.linear_gaussian import LinearGaussianSCM
from couple.scm.ordinal import OrdinalSCM

if TYPE_CHECKING:
    import pandas

MECHANISMS: dict[str, type[FittedSCM]] = {family.mechanism: family for family in (LinearGaussianSCM, OrdinalSCM)}


class FitConfig(BaseModel):
    """What ``couple.fit`` is asked: a graph's path, the data (``ess9`` or a CSV file), and the family of mechanisms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    graph: str
    data: str
    mechanism: str = "linear_gaussian"
    seed: int = 0


def fit_scm(graph: ValueGraph, table: "pandas.DataFrame", *, mechanism: str = "linear_gaussian") -> FittedSCM:
    """Fit every node of ``graph`` to the columns of ``table``.

    Raises:
        UserError: there is no such mechanism here, or the table does not fit the graph.
    """
    if mechanism not in MECHANISMS:
        remedy = f"type mechanism=NAME with one of: {', '.join(MECHANISMS)}"
        raise UserError(f"mechanism={mechanism}", "this version cannot fit it", remedy)
    return MECHANISMS[mechanism].fit(graph, table)
