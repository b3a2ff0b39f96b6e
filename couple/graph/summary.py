"""What to read beside a consensus graph: the facts of the search, the frequency of every pair, and the limits."""

from typing import TYPE_CHECKING

from couple.graph.evidence import Evidence
from couple.graph.stability import EdgeFrequencies
from couple.graph.value_graph import ValueGraph
from couple.values import load_system

if TYPE_CHECKING:
    import pandas


def frequency_table(frequencies: EdgeFrequencies) -> "pandas.DataFrame":
    """One row for each pair of nodes: ``adjacency`` and its parts ``forward``, ``backward``, ``undecided`` (0..1)."""
    import pandas

    return pandas.DataFrame(
        [
            {"first": p.first, "second": p.second, "adjacency": p.adjacency, "forward": p.forward,
             "backward": p.backward, "undecided": p.undecided}
            for p in frequencies.pairs
        ]
    )  # fmt: skip


def search_facts(
    algorithm: str, evidence: Evidence, frequencies: EdgeFrequencies, *, threshold: float
) -> dict[str, str]:
    """Facts for the report, in reading order."""
    facts = {
        "data": f"{evidence.name}: {len(evidence.table):,} rows, {evidence.table.shape[1]} columns",
        "search": f"{algorithm}, {frequencies.searches} bootstrap samples of {frequencies.rows:,} rows",
        "consensus": f"pairs joined in at least {threshold:.0%} of the searches, ordered by summed log-odds",
        "background knowledge": _violations(evidence, frequencies),
    }
    if evidence.style:
        low, high = evidence.style.tau_squared, evidence.style.upper_bound
        facts["response style"] = (
            f"variance {low:.3g} by the average covariance of two values; the data allow 0 to {high:.3g}"
        )
    return facts


def value_circle(graph: ValueGraph) -> tuple[str, ...]:
    """The order to draw the nodes in: Schwartz's circle where all his ten values are there, else none."""
    circle = load_system("schwartz10").circle or ()
    return circle if set(circle) <= set(graph.nodes) else ()


def search_limits(evidence: Evidence) -> list[str]:
    """What the graph does not show."""
    limits = [
        "Hidden common causes: the search assumes that there are none beyond the nodes drawn.",
        "Direction where the data license none: an edge with confidence near one half could point either way.",
        "Measurement error: scores from few items are noisy, which can add edges between values.",
        "Anything but linear relations: the tests and scores assume a joint normal distribution.",
        "Causes in one person: the rows compare people at one time.",
    ]
    if evidence.style:
        limits.append(
            "The true amount of response style: it is identified only by assuming that two values are uncorrelated on"
            " average once style is held fixed."
        )
    return limits


def _violations(evidence: Evidence, frequencies: EdgeFrequencies) -> str:
    rules = evidence.constraints
    if not (rules.required or rules.forbidden or rules.tiers):
        return "none was given"
    if frequencies.violations:
        return "; ".join(f"{what} (in {count} searches)" for what, count in frequencies.violations)
    counts = f"{len(rules.required)} required edges, {len(rules.forbidden)} forbidden, {len(rules.tiers)} tiers"
    return f"{counts}; no search violated it"
