"""Which families of mechanisms can be fitted, by the name that a configuration gives, and which one suits a table."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError, nearest_name
from couple.graph import TableKind, ValueGraph, table_kind
from couple.scm.fitted import FittedSCM
from couple.scm.linear_gaussian import LinearGaussianSCM
from couple.scm.nodewise import AdditiveNoiseSCM, CategoricalSCM, MixedSCM
from couple.scm.ordinal import OrdinalSCM

if TYPE_CHECKING:
    import pandas

MECHANISMS: dict[str, type[FittedSCM]] = {
    family.mechanism: family for family in (LinearGaussianSCM, AdditiveNoiseSCM, OrdinalSCM, CategoricalSCM, MixedSCM)
}
# Families for which whole numbers are numbers, whatever they look like.
NUMERIC = frozenset({"linear_gaussian", "additive_noise", "ordinal"})

_SUITABLE = {
    TableKind.NUMBERS: "linear_gaussian",
    TableKind.CATEGORIES: "categorical",
    TableKind.MIXED: "mixed",
}


class FitConfig(BaseModel):
    """What ``couple.fit`` is asked.

    ``graph`` is a path and ``data`` is ``ess9`` or a CSV file; ``mechanism`` None takes the family that suits the
    columns; ``categorical`` names columns whose numbers are codes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    graph: str
    data: str
    mechanism: str | None = None
    categorical: tuple[str, ...] | None = None
    seed: int = 0


def known_mechanism(name: str | None) -> str | None:
    """``name``, if there is such a family or it is None. Raises ``UserError``."""
    if name is not None and name not in MECHANISMS:
        near = nearest_name(name, list(MECHANISMS))
        hint = f"did you mean mechanism={near}? " if near else ""
        raise UserError(f"mechanism={name}", "there is no such family", f"{hint}known: {', '.join(MECHANISMS)}")
    return name


def fit_scm(graph: ValueGraph, table: "pandas.DataFrame", *, mechanism: str | None = None) -> FittedSCM:
    """Fit every node of ``graph`` to the columns of ``table``; None takes the family that suits the columns.

    Raises:
        UserError: there is no such mechanism here, or the table does not fit the graph.
    """
    known_mechanism(mechanism)
    kind = table_kind(table.loc[:, [node for node in graph.nodes if node in table.columns]])
    return MECHANISMS[mechanism or _SUITABLE[kind]].fit(graph, table)
