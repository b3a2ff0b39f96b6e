"""Searches that test independences: PC, and FCI, which allows for hidden common causes."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.graph.causal_learn import knowledge, numeric, orient_by_knowledge, quiet, read_marks
from couple.graph.constraints import Constraints
from couple.graph.equivalence import Cpdag, Pag
from couple.graph.independence import IndependenceTest, suitable_test

if TYPE_CHECKING:
    import pandas


class PcConfig(BaseModel):
    """``alpha`` is the level of each independence test; ``test`` None takes the one that suits the columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["pc"] = "pc"
    alpha: float = Field(default=0.01, gt=0, lt=1)
    test: IndependenceTest | None = None


class FciConfig(BaseModel):
    """As for PC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["fci"] = "fci"
    alpha: float = Field(default=0.01, gt=0, lt=1)
    test: IndependenceTest | None = None


class Pc:
    """PC (Spirtes & Glymour 1991; the order-stable skeleton of Colombo & Maathuis 2014)."""

    name = "pc"

    def __init__(self, config: PcConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints, seed: int) -> Cpdag:  # noqa: ARG002
        """See ``DiscoveryAlgorithm``. Constraints enter the orientation; required edges may still be tested away."""
        from causallearn.search.ConstraintBased.PC import pc

        names, columns = numeric(table)
        test = suitable_test(table, self.config.test)
        rules = knowledge(constraints, names)
        with quiet():
            found = pc(columns, self.config.alpha, test, background_knowledge=rules, node_names=names,
                       show_progress=False)  # fmt: skip
        return orient_by_knowledge(read_marks(found.G.graph, names, Cpdag), constraints)


class Fci:
    """Fast causal inference (Spirtes, Meek & Richardson 1995; Zhang 2008)."""

    name = "fci"

    def __init__(self, config: FciConfig) -> None:
        self.config = config

    def search(self, table: "pandas.DataFrame", constraints: Constraints, seed: int) -> Pag:  # noqa: ARG002
        """See ``DiscoveryAlgorithm``. Circles stay circles, and two arrows stay a hidden common cause."""
        from causallearn.search.ConstraintBased.FCI import fci

        names, columns = numeric(table)
        test = suitable_test(table, self.config.test)
        rules = knowledge(constraints, names)
        with quiet():
            found, _ = fci(columns, test, self.config.alpha, background_knowledge=rules, node_names=names,
                           show_progress=False)  # fmt: skip
        return read_marks(found.graph, names, Pag)  # pyright: ignore[reportAttributeAccessIssue] -- GeneralGraph has it
