"""Could the data have spoken against this graph, and do they? (Eulig et al. 2023, arXiv 2305.09565, through dowhy.)

A graph implies that a node is independent of its non-descendants given its parents (the local Markov condition). Some
of these independences fail in any data; the question is whether fewer fail than for the same graph with the names of
its nodes shuffled. The test is linear: partial correlation by Fisher's z (Fisher 1924).
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, global_seed, nearest_name, numpy_generator
from couple.graph.screening import screen_table
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import numpy
    import pandas

# In survey data nothing is exactly independent: with ever more rows every implied independence fails, for the graph and
# for every shuffled one, and the comparison says nothing. 2,000 rows are also what a search on a bootstrap sample sees.
MAX_ROWS = 2000
PERMUTATIONS = 200


@dataclass(frozen=True)
class Violation:
    """``node`` is not independent of ``other`` given ``parents``, its causes, although the graph says so."""

    node: str
    other: str
    parents: tuple[str, ...]
    p_value: float


@dataclass(frozen=True)
class Falsification:
    """What the permutation test found.

    Attributes:
        tests: how many independences the graph implies that its data can test; 0 for a complete graph.
        violations: those that the data reject at ``significance``.
        permutations: graphs with shuffled names that it was compared with.
        as_good: those of them that violate no larger share of their own independences.
        equivalent: those that imply the very same independences.
        informative: whether the share that is equivalent is below ``significance``; None without tests.
        falsified: whether an informative graph is no better than shuffled ones; None without tests.
        pairs: pairs of nodes that could be joined.
        joined: pairs that are.
        significance: of each independence test, and of the two comparisons.
        rows: how many were used.
        seed: of the choice of rows and of the shuffles.
        seconds: what it cost; not in ``to_json``, which is the same for the same seed.
    """

    tests: int
    violations: tuple[Violation, ...]
    permutations: int
    as_good: int
    equivalent: int
    informative: bool | None
    falsified: bool | None
    pairs: int
    joined: int
    significance: float
    rows: int
    seed: int
    seconds: float = field(compare=False)

    @property
    def p_value(self) -> float | None:
        """The share of shuffled graphs that are as good; at most 1/``permutations`` too small. None without tests."""
        return self.as_good / self.permutations if self.tests else None

    @property
    def verdict(self) -> str:
        """In words."""
        if self.p_value is None:
            return "Every pair is joined, so the graph implies no independence: no data could speak against it."
        found = (
            f"The data reject {len(self.violations)} of the {self.tests} independences that the graph implies;"
            f" {self.as_good} of {self.permutations} graphs with shuffled names do no worse (p = {self.p_value:.3g})."
        )
        if not self.informative:
            same = f"{self.equivalent} of them imply the very same independences"
            return f"{found} But {same}: the graph says too little to be falsified this way."
        if self.falsified:
            return f"{found} It is no better than a graph with shuffled names: rejected."
        return f"{found} It is better than graphs with shuffled names: not rejected."

    @property
    def limits(self) -> tuple[str, ...]:
        """What the verdict does not say."""
        share = self.joined / self.pairs if self.pairs else 0.0
        return (
            f"The graph joins {self.joined} of {self.pairs} pairs ({share:.0%}). Only what it leaves out can be tested:"
            " the denser it is, the fewer independences it implies and the less a verdict is worth.",
            "Graphs of one Markov equivalence class imply the same independences: no direction of an edge is tested"
            " beyond its class, and neither is any effect.",
            "Not rejected means better than shuffled names, which is far from right: each rejected independence is"
            " evidence that an edge or a common cause is missing.",
            f"Rejections grow with the rows ({self.rows:,} here), and only linear dependence is looked for. Where the"
            " same data chose the graph, a good verdict is partly circular.",
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data with verdict and limits."""
        return {
            "verdict": self.verdict,
            "p_value": self.p_value,
            "tests": self.tests,
            "violations": [
                {"node": v.node, "other": v.other, "given": list(v.parents), "p_value": v.p_value}
                for v in self.violations
            ],
            "permutations": self.permutations,
            "as_good": self.as_good,
            "equivalent": self.equivalent,
            "informative": self.informative,
            "falsified": self.falsified,
            "pairs": self.pairs,
            "joined": self.joined,
            "significance": self.significance,
            "rows": self.rows,
            "seed": self.seed,
            "limits": list(self.limits),
        }


def falsify_graph(
    graph: ValueGraph,
    table: "pandas.DataFrame",
    *,
    permutations: int = PERMUTATIONS,
    significance: float = 0.05,
    max_rows: int = MAX_ROWS,
    seed: int = 0,
) -> Falsification:
    """Compare the independences that ``graph`` implies, on ``table``, with those of graphs with shuffled names.

    Args:
        graph: the graph to test.
        table: one column a node (others are ignored), n rows; of more than ``max_rows`` a random choice is used.
        permutations: how many shuffles, at least 1/``significance``; of few nodes all, where there are fewer.
        significance: of the independence tests and of the comparison, in 0..1.
        max_rows: see ``MAX_ROWS``.
        seed: same seed, same result.

    Raises:
        UserError: a node is no column, the table cannot be used (see ``screen_table``), or there are too few shuffles.
    """
    from dowhy.gcm import falsify

    if permutations < 1 / significance:
        found = f"{permutations} shuffles cannot reach a p-value below {significance:g}"
        raise UserError("falsify the graph", found, f"ask for at least {math.ceil(1 / significance)}")
    started = time.perf_counter()
    numbers = screen_table(_columns(table, graph.nodes))
    if len(numbers) > max_rows:
        chosen = numpy_generator(seed, "falsification", "rows").choice(len(numbers), max_rows, replace=False)
        numbers = numbers.iloc[sorted(chosen)]
    drawn: Any = graph.to_networkx()  # dowhy asks for a protocol of its own that networkx fulfils in fact
    with global_seed(seed, "falsification"):
        result = falsify.falsify_graph(
            drawn,
            numbers,
            independence_test=fisher_z,
            conditional_independence_test=fisher_z,
            significance_level=significance,
            significance_ci=significance,
            n_permutations=permutations,
            show_progress_bar=False,
            n_jobs=1,
        )
    markov = result.summary[falsify.FalsifyConst.VALIDATE_LMC]
    shares = markov[falsify.FalsifyConst.F_PERM_VIOLATIONS]
    own = markov[falsify.FalsifyConst.F_GIVEN_VIOLATIONS]
    local = markov[falsify.FalsifyConst.LOCAL_VIOLATION_INSIGHT]
    violations = [
        # eight digits: dowhy conditions in the order of Python's hashes, and the last bits follow it
        Violation(str(node), str(other), graph.parents(node), float(f"{p:.8g}"))
        for (node, other), (p, rejected) in local.items()
        if rejected
    ]
    return Falsification(
        tests=int(markov[falsify.FalsifyConst.N_TESTS]),
        violations=tuple(sorted(violations, key=lambda v: (v.p_value, v.node, v.other))),
        permutations=len(shares),
        as_good=sum(share <= own for share in shares),
        equivalent=len(result.summary[falsify.FalsifyConst.MEC]),
        informative=result.falsifiable,
        falsified=result.falsified,
        pairs=math.comb(len(graph.nodes), 2),
        joined=len(graph.edges),
        significance=significance,
        rows=len(numbers),
        seed=seed,
        seconds=time.perf_counter() - started,
    )


def fisher_z(x: "numpy.ndarray", y: "numpy.ndarray", given: "numpy.ndarray | None" = None) -> float:
    """The two-sided p-value of zero partial correlation of ``x`` and ``y`` (n rows) given the columns of ``given``.

    z = sqrt(n - k - 3) artanh(r) is standard normal under independence, with k columns given (Fisher 1924).
    """
    import numpy
    from scipy.stats import norm

    causes = numpy.column_stack([numpy.ones(len(x)), *([] if given is None else [given])])
    both = numpy.column_stack([x, y])
    residuals = both - causes @ numpy.linalg.lstsq(causes, both, rcond=None)[0]
    x, y = residuals.T
    correlation = float(numpy.clip(x @ y / math.sqrt((x @ x) * (y @ y)), -1 + 1e-15, 1 - 1e-15))
    return float(2 * norm.sf(math.sqrt(len(x) - causes.shape[1] - 2) * abs(math.atanh(correlation))))


def _columns(table: "pandas.DataFrame", nodes: Sequence[str]) -> "pandas.DataFrame":
    for node in nodes:
        if node not in table.columns:
            near = nearest_name(node, [str(column) for column in table.columns])
            hint = f"did you mean the column {near}? Rename it" if near else f"add a column {node}"
            raise UserError("falsify the graph with this table", f"it has no column {node}", hint)
    return table.loc[:, list(nodes)]
