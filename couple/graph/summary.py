"""What to read beside a consensus graph: the facts of the search, the frequency of every pair, and the limits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from couple.graph.columns import TableKind, table_kind
from couple.graph.discovery import DiscoveryAlgorithm
from couple.graph.evidence import Evidence
from couple.graph.stability import BootstrapConfig, EdgeFrequencies
from couple.graph.value_graph import ValueGraph
from couple.values import load_system

if TYPE_CHECKING:
    import pandas


def frequency_table(frequencies: EdgeFrequencies) -> "pandas.DataFrame":
    """One row for each pair of nodes: ``adjacency`` and its parts ``forward``, ``backward``, ``undecided`` (0..1).

    ``marks`` lists how often each edge was found as written, so that circles and double arrows are not lost.
    """
    import pandas

    return pandas.DataFrame(
        [
            {"first": p.first, "second": p.second, "adjacency": p.adjacency, "forward": p.forward,
             "backward": p.backward, "undecided": p.undecided,
             "marks": "; ".join(f"{edge}: {count}" for edge, count in p.marks)}
            for p in frequencies.pairs
        ]
    )  # fmt: skip


def ancestor_table(frequencies: EdgeFrequencies) -> "pandas.DataFrame":
    """One row for each ordered pair: in what share of searches the first is an ancestor of the second (0..1).

    At least ``definite``, at most ``possible``: between the two the data license no direction.
    """
    import pandas

    rows = [
        {"source": a.source, "target": a.target, "definite": a.definite, "possible": a.possible}
        for a in frequencies.ancestors
    ]
    return pandas.DataFrame(rows, columns=["source", "target", "definite", "possible"])


def edge_lines(graph: ValueGraph, frequencies: EdgeFrequencies) -> list[str]:
    """The consensus as a table for a terminal, surest edges first, then what was violated and where members differ."""
    known = [edge for edge in graph.edges if edge.confidence is not None and edge.adjacency is not None]
    width = max([len(edge.source) for edge in known], default=0)
    wide = max([len(edge.target) for edge in known], default=0)
    lines = [
        f"{edge.source:>{width}} -> {edge.target:<{wide}}"
        f"  confidence {edge.confidence:.2f}  joined {edge.adjacency:.2f}"
        for edge in sorted(known, key=lambda edge: -(edge.confidence or 0))
    ]
    lines += [
        f"background knowledge violated in {count} of {frequencies.searches} searches: {what}"
        for what, count in frequencies.violations
    ]
    lines += [
        f"{a.one} and {a.other} agree on {a.same_pairs:.0%} of the pairs; structural Hamming distance {a.distance:.1f}"
        for a in frequencies.agreement
    ]
    return lines


def search_facts(
    algorithms: Sequence[DiscoveryAlgorithm], evidence: Evidence, frequencies: EdgeFrequencies, config: BootstrapConfig
) -> dict[str, str]:
    """Facts for the report, in reading order."""
    table = evidence.table
    how = "halves drawn without replacement" if config.halves else "bootstrap samples"
    edges = frequencies.edge_counts
    facts = {
        "data": f"{evidence.name}: {len(table):,} rows, {table.shape[1]} columns of {table_kind(table).value}",
        "search": "; ".join(_settings(algorithm) for algorithm in algorithms),
        "samples": f"{config.bootstraps} {how} of {frequencies.rows:,} rows, seed {config.seed}",
        "edges per search": f"{min(edges)} to {max(edges)}, {sum(edges) / len(edges):.1f} on average",
        "consensus": f"pairs joined in at least {config.threshold:.0%} of the searches, ordered by summed log-odds",
        "background knowledge": _violations(evidence, frequencies),
    }
    if frequencies.agreement:
        facts["agreement of the algorithms"] = "; ".join(
            f"{a.one} and {a.other}: {a.same_pairs:.0%} of pairs, distance {a.distance:.1f}"
            for a in frequencies.agreement
        )
    bound = frequencies.expected_false_pairs(config.threshold) if config.halves else None
    if bound is not None:
        facts["false pairs"] = f"at most {bound:.1f} expected (Meinshausen & Bühlmann 2010)"
    if evidence.style:
        low, high = evidence.style.tau_squared, evidence.style.upper_bound
        facts["response style"] = (
            f"variance {low:.3g} by the average covariance of two values; the data allow 0 to {high:.3g}"
        )
    return facts


def _settings(algorithm: DiscoveryAlgorithm) -> str:
    settings = algorithm.config.model_dump(exclude={"name"}, exclude_none=True)
    return " ".join([algorithm.name, *(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"
                                       for name, value in settings.items())])  # fmt: skip


def value_circle(graph: ValueGraph) -> tuple[str, ...]:
    """The order to draw the nodes in: Schwartz's circle where all his ten values are there, else none."""
    circle = load_system("schwartz10").circle or ()
    return circle if set(circle) <= set(graph.nodes) else ()


def search_limits(algorithms: Sequence[DiscoveryAlgorithm], evidence: Evidence) -> list[str]:
    """What the graph does not show."""
    limits = [
        "Direction where the data license none: an edge with confidence near one half could point either way.",
        "Measurement error: scores from few items are noisy, which can add edges between values.",
        "Causes in one person: the rows compare people at one time.",
    ]
    if all(algorithm.name == "fci" for algorithm in algorithms):
        limits.append(
            "Hidden common causes: the searches allow for them (double arrows in edge_frequencies.csv), the graph drawn"
            " here does not."
        )
    else:
        limits.append("Hidden common causes: the search assumes that there are none beyond the nodes drawn.")
    if table_kind(evidence.table) is TableKind.NUMBERS:
        limits.append("Anything but linear relations: the tests and scores assume a joint normal distribution.")
    else:
        limits.append("The order of categories: the tests and scores treat them as names.")
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
