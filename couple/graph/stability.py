"""How often a search finds each edge when the data are drawn again: the evidence behind edge confidence."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import Progress, numpy_generator
from couple.graph.constraints import Constraints
from couple.graph.discovery import DiscoveryAlgorithm, search
from couple.graph.screening import screen_table

if TYPE_CHECKING:
    import numpy
    import pandas

    Complete = Callable[["pandas.DataFrame", "numpy.random.Generator"], "pandas.DataFrame"]


class BootstrapConfig(BaseModel):
    """How much evidence to gather, and how much is enough.

    ``bootstraps`` tables are drawn, of ``rows`` rows each (None: as many as the data have, and never more); pairs that
    a share of at least ``threshold`` of the searches joined belong into the consensus.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bootstraps: int = Field(default=100, ge=1)
    rows: int | None = Field(default=2000, ge=1)
    threshold: float = Field(default=0.5, gt=0, le=1)
    seed: int = 0


@dataclass(frozen=True)
class PairFrequency:
    """One pair of nodes over all searches; the three shares add up to how often the pair was joined (0..1)."""

    first: str
    second: str
    forward: float
    backward: float
    undecided: float

    @property
    def adjacency(self) -> float:
        """The share of searches that joined the two."""
        return self.forward + self.backward + self.undecided

    def confidence(self, source: str) -> float:
        """The share of searches that draw the edge out of ``source``; undecided ones count half for each direction."""
        return (self.forward if source == self.first else self.backward) + self.undecided / 2


@dataclass(frozen=True)
class EdgeFrequencies:
    """The frequencies of all pairs over ``searches`` searches of ``rows`` rows, and how often each rule was broken."""

    nodes: tuple[str, ...]
    searches: int
    rows: int
    pairs: tuple[PairFrequency, ...]
    violations: tuple[tuple[str, int], ...]


def bootstrap_edges(
    algorithm: DiscoveryAlgorithm,
    table: "pandas.DataFrame",
    constraints: Constraints,
    config: BootstrapConfig,
    *,
    complete: "Complete | None" = None,
) -> EdgeFrequencies:
    """Search tables drawn from ``table`` with replacement, and count what was found. A function of ``config.seed``.

    Args:
        algorithm: what searches each drawn table.
        table: complete numeric columns (rows x nodes, apart from those that ``complete`` adds).
        constraints: background knowledge about all nodes.
        config: how many tables to draw, and how large.
        complete: adds latent columns to a drawn table (a plausible response style), afresh in every search.

    Raises:
        UserError: no search can use one of the drawn tables (see ``screen_table``).
    """
    searches, rows = config.bootstraps, min(config.rows or len(table), len(table))
    joined: Counter[tuple[str, str, str]] = Counter()
    broken: Counter[str] = Counter()
    nodes: tuple[str, ...] = ()
    with Progress(f"searching ({algorithm.name})", searches) as progress:
        for number in range(searches):
            generator = numpy_generator(config.seed, "bootstrap", number)
            drawn = table.iloc[generator.integers(len(table), size=rows)].reset_index(drop=True)
            drawn = complete(drawn, generator) if complete else drawn
            nodes = tuple(drawn.columns)
            found = search(algorithm, screen_table(drawn), constraints)
            joined.update((*pair, "directed") for pair in found.directed)
            joined.update((*pair, "undecided") for pair in found.undecided)
            broken.update(constraints.violations(found))
            progress.advance(f"{len(found.edges)} edges")
    pairs = tuple(
        PairFrequency(
            first,
            second,
            joined[first, second, "directed"] / searches,
            joined[second, first, "directed"] / searches,
            joined[first, second, "undecided"] / searches,
        )
        for first, second in combinations(sorted(nodes), 2)
    )
    return EdgeFrequencies(nodes, searches, rows, pairs, tuple(sorted(broken.items())))
