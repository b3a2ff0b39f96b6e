"""How often searches find each edge when the data are drawn again: the evidence behind edge confidence.

The draws and the seeds of a search depend on its number alone, so results depend neither on how many workers share the
searches nor on which of them were done in an earlier run.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import Progress, child_seed, numpy_generator
from couple.graph.agreement import Agreement, member_agreement
from couple.graph.ancestry import ancestral_relations
from couple.graph.constraints import Constraints
from couple.graph.discovery import DiscoveryAlgorithm, search
from couple.graph.journal import Finding, SearchJournal
from couple.graph.screening import screen_table

if TYPE_CHECKING:
    import numpy
    import pandas

    Complete = Callable[["pandas.DataFrame", "numpy.random.Generator"], "pandas.DataFrame"]


class BootstrapConfig(BaseModel):
    """How much evidence to gather, and how much is enough.

    ``bootstraps`` tables are drawn, of ``rows`` rows each (None: as many as the data have, and never more); pairs that
    a share of at least ``threshold`` of the searches joined belong into the consensus. ``halves`` draws half of the
    rows without replacement instead, as stability selection does. ``workers`` processes share the searches (None: as
    many as there are cores).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bootstraps: int = Field(default=100, ge=1)
    rows: int | None = Field(default=2000, ge=1)
    threshold: float = Field(default=0.5, gt=0, le=1)
    halves: bool = False
    workers: int | None = Field(default=1, ge=1)
    seed: int = 0


@dataclass(frozen=True)
class PairFrequency:
    """One pair of nodes over all searches; the three shares add up to how often the pair was joined (0..1).

    ``marks`` counts how often each edge was found as written, such as ``a o-> b``, the most frequent first.
    """

    first: str
    second: str
    forward: float
    backward: float
    undecided: float
    marks: tuple[tuple[str, int], ...] = ()

    @property
    def adjacency(self) -> float:
        """The share of searches that joined the two."""
        return self.forward + self.backward + self.undecided

    def confidence(self, source: str) -> float:
        """The share of searches that draw the edge out of ``source``; undecided ones count half for each direction."""
        return (self.forward if source == self.first else self.backward) + self.undecided / 2


@dataclass(frozen=True)
class AncestorFrequency:
    """How often ``source`` is found an ancestor of ``target`` (0..1): at least ``definite``, at most ``possible``."""

    source: str
    target: str
    definite: float
    possible: float


@dataclass(frozen=True)
class EdgeFrequencies:
    """The frequencies of all pairs over ``searches`` searches of ``rows`` rows, and how often each rule was broken.

    ``edge_counts`` says how many edges each search found; ``agreement`` compares the members of an ensemble.
    """

    nodes: tuple[str, ...]
    searches: int
    rows: int
    pairs: tuple[PairFrequency, ...]
    violations: tuple[tuple[str, int], ...]
    ancestors: tuple[AncestorFrequency, ...] = ()
    edge_counts: tuple[int, ...] = ()
    agreement: tuple[Agreement, ...] = ()

    def expected_false_pairs(self, threshold: float) -> float | None:
        """At most so many pairs of a consensus of halves are false: q^2 / ((2 threshold - 1) p), for threshold > 1/2.

        p is the number of pairs, q how many a search joins on average (Meinshausen & Buehlmann 2010, theorem 1, which
        assumes that false pairs are exchangeable and that a search beats chance). None where it says nothing.
        """
        if threshold <= 1 / 2 or not self.pairs or not self.edge_counts:
            return None
        joined = sum(self.edge_counts) / len(self.edge_counts)
        return joined**2 / ((2 * threshold - 1) * len(self.pairs))


def bootstrap_edges(
    algorithm: DiscoveryAlgorithm | Sequence[DiscoveryAlgorithm],
    table: "pandas.DataFrame",
    constraints: Constraints,
    config: BootstrapConfig,
    *,
    complete: "Complete | None" = None,
    journal: Path | None = None,
) -> EdgeFrequencies:
    """Search tables drawn from ``table``, and count what was found. A function of ``config.seed``.

    Args:
        algorithm: what searches each drawn table; several count alike.
        table: complete columns (rows x nodes, apart from those that ``complete`` adds).
        constraints: background knowledge about all nodes.
        config: how many tables to draw, and how large.
        complete: adds latent columns to a drawn table (a plausible response style), afresh in every search.
        journal: a file that remembers each search, so that an interrupted run can go on.

    Raises:
        UserError: a drawn table cannot be used (see ``screen_table``), or ``journal`` is of other searches.
    """
    members = tuple(algorithm) if isinstance(algorithm, Sequence) else (algorithm,)
    drawing = _Drawing(table, constraints, config, complete)
    book = SearchJournal.open(journal, members, table, constraints, config.model_dump(exclude=_NOT_DRAWN))
    wanted = [(number, m) for number in range(config.bootstraps) for m in range(len(members))]
    todo = [(number, m) for number, m in wanted if (number, m) not in book.findings]
    title = f"searching ({' and '.join(member.name for member in members)})"
    with Progress(title, len(wanted), done=len(wanted) - len(todo)) as progress:
        for (number, member), finding in _search_all(drawing, members, todo, config.workers):
            book.add(number, member, finding)
            progress.advance(f"{len(finding.graph.edges)} edges")
    return _count([book.findings[key] for key in wanted], members, drawing.rows)


_NOT_DRAWN = {"bootstraps", "threshold", "workers"}


@dataclass(frozen=True, eq=False)
class _Drawing:
    """Everything that one search needs, for any process."""

    table: "pandas.DataFrame"
    constraints: Constraints
    config: BootstrapConfig
    complete: "Complete | None"

    @property
    def rows(self) -> int:
        available = len(self.table) // 2 if self.config.halves else len(self.table)
        return min(self.config.rows or available, available)

    def run(self, algorithm: DiscoveryAlgorithm, number: int) -> Finding:
        generator = numpy_generator(self.config.seed, "bootstrap", number)
        if self.config.halves:
            chosen = generator.permutation(len(self.table))[: self.rows]
        else:
            chosen = generator.integers(len(self.table), size=self.rows)
        drawn = self.table.iloc[chosen].reset_index(drop=True)
        drawn = self.complete(drawn, generator) if self.complete else drawn
        seed = child_seed(self.config.seed, "search", number)
        found = search(algorithm, screen_table(drawn, drawn_again=True), self.constraints, seed=seed)
        return Finding(found, self.constraints.violations(found))


def _search_all(
    drawing: _Drawing, members: Sequence[DiscoveryAlgorithm], todo: list[tuple[int, int]], workers: int | None
) -> Iterator[tuple[tuple[int, int], Finding]]:
    """Each search's key and finding, in any order."""
    workers = min(workers or os.cpu_count() or 1, len(todo))
    if workers <= 1:
        for number, member in todo:
            yield (number, member), drawing.run(members[member], number)
        return
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    with _one_thread_each():
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        try:
            running = {pool.submit(drawing.run, members[member], number): (number, member) for number, member in todo}
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that start inside use one thread for linear algebra: more would fight for the cores."""
    before = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    os.environ.update(dict.fromkeys(before, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _count(findings: list[Finding], members: Sequence[DiscoveryAlgorithm], rows: int) -> EdgeFrequencies:
    import numpy

    nodes = findings[0].graph.nodes
    joined: Counter[tuple[str, str, str]] = Counter()
    marks: dict[tuple[str, str], Counter[str]] = {}
    broken: Counter[str] = Counter()
    definite, possible = numpy.zeros((len(nodes), len(nodes))), numpy.zeros((len(nodes), len(nodes)))
    for finding in findings:
        joined.update((*pair, "directed") for pair in finding.graph.directed)
        joined.update((*pair, "undecided") for pair in finding.graph.undecided)
        for edge in finding.graph.edges:
            marks.setdefault((edge.first, edge.second), Counter())[str(edge)] += 1
        broken.update(finding.violations)
        for total, found in zip((definite, possible), ancestral_relations(finding.graph), strict=True):
            total += found
    searches = len(findings)
    pairs = tuple(
        PairFrequency(
            first,
            second,
            joined[first, second, "directed"] / searches,
            joined[second, first, "directed"] / searches,
            joined[first, second, "undecided"] / searches,
            tuple(marks.get((first, second), Counter()).most_common()),
        )
        for first, second in combinations(sorted(nodes), 2)
    )
    ancestors = tuple(
        AncestorFrequency(source, target, float(definite[i, j] / searches), float(possible[i, j] / searches))
        for i, source in enumerate(nodes)
        for j, target in enumerate(nodes)
        if i != j
    )
    counts = tuple(len(finding.graph.edges) for finding in findings)
    agreement = member_agreement([member.name for member in members], [finding.graph for finding in findings])
    return EdgeFrequencies(nodes, searches, rows, pairs, tuple(sorted(broken.items())), ancestors, counts, agreement)
