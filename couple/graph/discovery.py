"""A table and constraints by name go in, a typed graph by name comes out, whichever algorithm searches.

A node that the constraints declare a cause of *every* other node (such as response style) is partialled out before the
search and joined again after it: for linear-Gaussian tests and scores the search on the residuals is the search
conditional on that node (Frisch & Waugh 1933), apart from one degree of freedom.
"""

from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel

from couple.foundation import UserError, build_config, nearest_name
from couple.graph.causal_learn import with_nodes
from couple.graph.columns import TableKind, table_kind
from couple.graph.constraint_based import Fci, FciConfig, Pc, PcConfig
from couple.graph.constraints import Constraints
from couple.graph.ensemble import EnsembleConfig
from couple.graph.equivalence import DiscoveredGraph, Mark, marked_edge
from couple.graph.lingam import DirectLingam, DirectLingamConfig
from couple.graph.permutation_based import Boss, BossConfig, Grasp, GraspConfig
from couple.graph.score_based import Ges, GesConfig

if TYPE_CHECKING:
    import pandas


class DiscoveryAlgorithm(Protocol):
    """Searches a complete table: all columns numbers, or all of them categories."""

    @property
    def name(self) -> str:
        """The name to show and to configure it by."""
        ...

    @property
    def config(self) -> BaseModel:
        """Its settings."""
        ...

    def search(self, table: "pandas.DataFrame", constraints: Constraints, seed: int) -> DiscoveredGraph:
        """What it found. It may violate ``constraints``: check it. Only searches with random starts use ``seed``."""
        ...


_KNOWN: dict[str, tuple[type[BaseModel], Any]] = {
    "pc": (PcConfig, Pc),
    "fci": (FciConfig, Fci),
    "ges": (GesConfig, Ges),
    "grasp": (GraspConfig, Grasp),
    "boss": (BossConfig, Boss),
    "direct_lingam": (DirectLingamConfig, DirectLingam),
}


def build_algorithm(settings: dict[str, Any]) -> DiscoveryAlgorithm:
    """The algorithm that ``settings["name"]`` selects, with its other settings. Raises ``UserError``."""
    name = str(settings.get("name"))
    if name not in _KNOWN:
        near = nearest_name(name, [*_KNOWN, "ensemble"])
        hint = f"did you mean algorithm={near}? " if near else ""
        raise UserError(f"algorithm={name}", "there is no such algorithm here", f"{hint}known: {', '.join(_KNOWN)}")
    config, algorithm = _KNOWN[name]
    return algorithm(build_config(config, settings, where="algorithm"))


def build_algorithms(settings: dict[str, Any]) -> tuple[DiscoveryAlgorithm, ...]:
    """The one algorithm that ``settings`` select, or all members of an ensemble. Raises ``UserError``."""
    if settings.get("name") != "ensemble":
        return (build_algorithm(settings),)
    members = build_config(EnsembleConfig, settings, where="algorithm").members
    return tuple(build_algorithm(dict(member)) for member in members)


def search(
    algorithm: DiscoveryAlgorithm, table: "pandas.DataFrame", constraints: Constraints, *, seed: int = 0
) -> DiscoveredGraph:
    """Run ``algorithm`` on ``table`` given ``constraints``; common causes of all nodes are partialled out first."""
    nodes = tuple(map(str, table.columns))
    common = constraints.common_causes(nodes) if table_kind(table) is TableKind.NUMBERS else ()
    rest = [node for node in nodes if node not in common]
    within = Constraints(
        tiers=tuple(tuple(name for name in tier if name in rest) for tier in constraints.tiers),
        forbidden=tuple(pair for pair in constraints.forbidden if set(pair) <= set(rest)),
        required=tuple(pair for pair in constraints.required if set(pair) <= set(rest)),
    )
    found = algorithm.search(_residuals(table, rest, common), within, seed)
    known = frozenset(
        marked_edge(source, target, Mark.TAIL, Mark.ARROW)
        for source, target in constraints.required
        if source in common
    )
    return with_nodes(found, nodes, known)


def _residuals(table: "pandas.DataFrame", rest: list[str], common: tuple[str, ...]) -> "pandas.DataFrame":
    import numpy
    import pandas

    if not common:
        return table.loc[:, rest]
    causes = numpy.column_stack([numpy.ones(len(table)), table[list(common)].to_numpy(dtype=float)])
    effects = table[rest].to_numpy(dtype=float)
    coefficients, *_ = numpy.linalg.lstsq(causes, effects, rcond=None)
    return pandas.DataFrame(effects - causes @ coefficients, columns=rest)
