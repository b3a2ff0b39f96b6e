"""The one border with causal-learn: a table and constraints by name go in, a CPDAG by name comes out.

Columns are sorted by name before a search, because PC's collider orientation depends on their order; so permuting a
table changes nothing. A node that the constraints declare a cause of *every* other node (such as response style) is
partialled out before the search and joined again after it: for linear-Gaussian tests and scores the search on the
residuals is the search conditional on that node (Frisch & Waugh 1933), apart from one degree of freedom.
"""

from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, build_config, nearest_name
from couple.graph.constraints import Constraints
from couple.graph.equivalence import Cpdag, Mark, MarkedEdge, marked_edge

if TYPE_CHECKING:
    import numpy
    import pandas


class PcConfig(BaseModel):
    """``alpha`` is the level of each Fisher-z test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["pc"] = "pc"
    alpha: float = Field(default=0.01, gt=0, lt=1)


class GesConfig(BaseModel):
    """``penalty`` multiplies BIC's log(n) for each parameter; 0.5 is BIC itself, more gives sparser graphs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["ges"] = "ges"
    penalty: float = Field(default=0.5, gt=0)


class DiscoveryAlgorithm(Protocol):
    """Searches an equivalence class in a complete numeric table."""

    @property
    def name(self) -> str:
        """The name to show and to configure it by."""
        ...

    def search(self, table: "pandas.DataFrame", constraints: Constraints) -> Cpdag:
        """The equivalence class found. It may violate ``constraints``: check it."""
        ...


class Pc:
    """PC with Fisher-z tests (Spirtes & Glymour 1991; the order-stable skeleton of Colombo & Maathuis 2014)."""

    name = "pc"

    def __init__(self, config: PcConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints) -> Cpdag:
        """See ``DiscoveryAlgorithm``. Constraints enter the orientation; required edges may still be tested away."""
        from causallearn.graph.GraphNode import GraphNode
        from causallearn.search.ConstraintBased.PC import pc
        from causallearn.utils.PCUtils.BackgroundKnowledge import BackgroundKnowledge

        names = sorted(table.columns)
        knowledge = BackgroundKnowledge()
        for source in names:
            for target in names:
                if source != target and constraints.forbids(source, target):
                    knowledge.add_forbidden_by_node(GraphNode(source), GraphNode(target))
                if (source, target) in constraints.required:
                    knowledge.add_required_by_node(GraphNode(source), GraphNode(target))
        found = pc(
            table[names].to_numpy(dtype=float),
            alpha=self.config.alpha,
            indep_test="fisherz",
            background_knowledge=knowledge,
            node_names=names,
            show_progress=False,
        )
        return _read_marks(found.G.graph, names)


class Ges:
    """Greedy equivalence search with the BIC score (Chickering 2002). Takes no background knowledge."""

    name = "ges"

    def __init__(self, config: GesConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints) -> Cpdag:  # noqa: ARG002 -- it takes none
        """See ``DiscoveryAlgorithm``."""
        from causallearn.search.ScoreBased.GES import ges

        names = sorted(table.columns)
        record = ges(table[names].to_numpy(dtype=float), lambda_value=self.config.penalty, node_names=names)
        return _read_marks(record["G"].graph, names)


def build_algorithm(settings: dict[str, Any]) -> DiscoveryAlgorithm:
    """The algorithm that ``settings["name"]`` selects, with its other settings. Raises ``UserError``."""
    name = settings.get("name")
    if name == "pc":
        return Pc(build_config(PcConfig, settings, where="algorithm"))
    if name == "ges":
        return Ges(build_config(GesConfig, settings, where="algorithm"))
    near = nearest_name(str(name), ["pc", "ges"])
    hint = f"did you mean algorithm={near}? " if near else ""
    raise UserError(f"algorithm={name}", "there is no such algorithm here", f"{hint}known: pc, ges")


def search(algorithm: DiscoveryAlgorithm, table: "pandas.DataFrame", constraints: Constraints) -> Cpdag:
    """Run ``algorithm`` on ``table`` given ``constraints``; common causes of all nodes are partialled out first."""
    nodes = tuple(table.columns)
    common = constraints.common_causes(nodes)
    rest = [node for node in nodes if node not in common]
    within = Constraints(
        tiers=tuple(tuple(name for name in tier if name in rest) for tier in constraints.tiers),
        forbidden=tuple(pair for pair in constraints.forbidden if set(pair) <= set(rest)),
        required=tuple(pair for pair in constraints.required if set(pair) <= set(rest)),
    )
    found = algorithm.search(_residuals(table, rest, common), within)
    known = {
        marked_edge(source, target, Mark.TAIL, Mark.ARROW)
        for source, target in constraints.required
        if source in common
    }
    return Cpdag(nodes, found.edges | known)


def _residuals(table: "pandas.DataFrame", rest: list[str], common: tuple[str, ...]) -> "pandas.DataFrame":
    import numpy
    import pandas

    if not common:
        return table.loc[:, rest]
    causes = numpy.column_stack([numpy.ones(len(table)), table[list(common)].to_numpy(dtype=float)])
    effects = table[rest].to_numpy(dtype=float)
    coefficients, *_ = numpy.linalg.lstsq(causes, effects, rcond=None)
    return pandas.DataFrame(effects - causes @ coefficients, columns=rest)


def _read_marks(matrix: "numpy.ndarray", names: list[str]) -> Cpdag:
    """Causal-learn writes the mark at node i of the edge (i, j) into cell [i, j]: -1 a tail, 1 an arrow, 0 no edge."""
    marks = {-1: Mark.TAIL, 1: Mark.ARROW}
    edges: set[MarkedEdge] = set()
    for i, first in enumerate(names):
        for j in range(i + 1, len(names)):
            at_first, at_second = int(matrix[i, j]), int(matrix[j, i])
            if at_first or at_second:
                edges.add(marked_edge(first, names[j], marks[at_first], marks[at_second]))
    return Cpdag(tuple(names), frozenset(edges))
