"""From what the other rooms found to the sections of a graph's report."""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from couple.graph import (
    Constraints,
    EdgeFrequencies,
    Falsification,
    TableKind,
    ValueGraph,
    falsify_graph,
    table_kind,
    to_dagitty,
    to_dot,
    to_mermaid,
)
from couple.report.graph_document import GraphSections, LinearModel, Matrix, PairRow, Table
from couple.values import load_system

if TYPE_CHECKING:
    import pandas

    from couple.scm import EffectMatrix, Examination, LinearGaussianSCM


# Beyond this many nodes matrices cannot be read and the examiner takes minutes.
READABLE = 40
EXAMINABLE = 20
MOST_DIFFERENCES = 40


def discovery_sections(
    graph: ValueGraph,
    frequencies: EdgeFrequencies,
    table: "pandas.DataFrame",
    *,
    rules: Constraints,
    examined: bool,
    seed: int,
) -> GraphSections:
    """Everything that the report of a discovery shows beside the graph.

    Args:
        graph: the consensus.
        frequencies: what the searches found.
        table: complete rows with one column a node; of numbers, a linear model is fitted to them.
        rules: the background knowledge, to be named among the assumptions.
        examined: whether dowhy shall try to falsify the graph and refute its strongest effects (some seconds).
        seed: of the posterior draws and of the examiner.
    """
    sections: dict[str, Any] = {
        "pairs": pair_rows(frequencies),
        "edge_counts": frequencies.edge_counts,
        "agreement": agreement_table(frequencies),
        "theory": theory_table(graph),
        "exports": graph_exports(graph),
    }
    readable = len(graph.nodes) <= READABLE
    if readable and frequencies.ancestors:
        sections["ancestors"] = ancestor_matrix(frequencies)
    numbers = table_kind(table) is TableKind.NUMBERS
    if numbers and readable:
        from couple.scm import LinearGaussianPosterior, effect_matrix, examine  # torch, which other reports do not need

        posterior = LinearGaussianPosterior.fit(graph, table)
        sections["model"] = linear_model(posterior.model)
        sections["effects"] = effect_section(effect_matrix(posterior, seed=seed))
        if examined and graph.edges and len(graph.nodes) <= EXAMINABLE:
            sections["falsification"] = falsification_lines(falsify_graph(graph, table, seed=seed))
            sections["examination"] = examination_table(examine(posterior.model, table, seed=seed))
    return GraphSections(**sections, assumptions=assumptions(rules, numbers=numbers))


def assumptions(rules: Constraints, *, numbers: bool) -> tuple[str, ...]:
    """What the graph and everything computed from it take for granted."""
    lines = [
        "No cycles: no value is its own cause by way of others.",
        "No hidden common causes of two nodes (causal sufficiency), unless the algorithm says that it allows for them.",
        "Faithfulness: values that are independent in the data have no arrow, rather than two influences that cancel.",
        "Rows are independent draws from one population.",
    ]
    if numbers:
        lines.append("Effects, sliders and intervals: linear relations with normal noise, and the graph taken as true.")
    for cause, effect in rules.required[:6]:
        lines.append(f"Required beforehand: {cause} causes {effect}.".replace("_", " "))
    if len(rules.required) > 6:
        lines.append(f"And {len(rules.required) - 6} more required edges of the background knowledge.")
    return tuple(lines)


def pair_rows(frequencies: EdgeFrequencies) -> tuple[PairRow, ...]:
    """All pairs that any search joined, the most often joined first."""
    rows = [
        PairRow(
            first=p.first, second=p.second, adjacency=p.adjacency, forward=p.forward, backward=p.backward,
            undecided=p.undecided, marks="; ".join(f"{edge}: {count}" for edge, count in p.marks),
        )
        for p in frequencies.pairs if p.adjacency > 0
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.adjacency, row.first, row.second)))


def ancestor_matrix(frequencies: EdgeFrequencies) -> Matrix:
    """Halfway between definite and possible, with the two as interval."""
    nodes = frequencies.nodes
    place = {node: number for number, node in enumerate(nodes)}
    value, low, high = ([[0.0] * len(nodes) for _ in nodes] for _ in range(3))
    for a in frequencies.ancestors:
        i, j = place[a.source], place[a.target]
        low[i][j], high[i][j], value[i][j] = a.definite, a.possible, (a.definite + a.possible) / 2
    return Matrix(nodes=nodes, value=_frozen(value), low=_frozen(low), high=_frozen(high))


def linear_model(model: "LinearGaussianSCM") -> LinearModel:
    """The parameters that the page computes with."""
    return LinearModel(
        nodes=model.nodes,
        order=tuple(model.nodes.index(node) for node in model.graph.topological_order()),
        intercept=tuple(model.intercept.tolist()),
        weight=_frozen(model.weight.tolist()),
        mean=tuple(model.mean().tolist()),
        lowest=tuple(model.lowest.tolist()),
        highest=tuple(model.highest.tolist()),
    )


def effect_section(effects: "EffectMatrix") -> Matrix:
    """Total effects with their intervals; a node's effect on itself is left out."""
    return Matrix(nodes=effects.nodes, value=effects.mean, low=effects.low, high=effects.high)


def agreement_table(frequencies: EdgeFrequencies) -> Table | None:
    """How far the members of an ensemble agree; None for one algorithm."""
    if not frequencies.agreement:
        return None
    rows = tuple((f"{a.one} and {a.other}", a.same_pairs, a.same_marks, a.distance) for a in frequencies.agreement)
    columns = ("Algorithms", "Same pairs", "Same marks", "Structural Hamming distance")
    return Table(columns=columns, rows=rows, note="Shares of the pairs that either joined, and of those both joined.")


def theory_table(graph: ValueGraph) -> Table | None:
    """How many of the theory's compatible and conflicting pairs the graph joins; None without the ten values."""
    system = load_system("schwartz10")
    if not set(system.names) <= set(graph.nodes):
        return None
    joined = {frozenset((edge.source, edge.target)) for edge in graph.edges}
    pairs = {frozenset(pair) for pair in combinations(system.names, 2)}
    groups = {"compatible": system.compatible, "conflicting": system.conflicting}
    groups["neither"] = frozenset(pairs - system.compatible - system.conflicting)
    rows = tuple((name, len(joined & group), len(group)) for name, group in groups.items())
    return Table(columns=("Pairs in Schwartz's theory", "Joined here", "In all"), rows=rows)


def falsification_lines(found: Falsification) -> tuple[str, ...]:
    """The verdict first, then what it cannot mean."""
    return (found.verdict, *found.limits)


def examination_table(found: "Examination") -> Table:
    """Dowhy's back-door estimates and refuters beside the model's effects."""
    rows = []
    for effect in found.effects:
        refuted = [r.method for r in effect.refutations if not r.passed]
        verdict = f"refuted by {', '.join(refuted)}" if refuted else "not refuted"
        adjusted = ", ".join(name.replace("_", " ") for name in effect.adjustment) or "nothing"
        said = verdict if effect.refutations else effect.reason
        name, numbers = (
            f"{effect.treatment} → {effect.outcome}".replace("_", " "),
            (effect.total_effect, effect.estimate),
        )
        rows.append((name, *numbers, effect.standard_error, effect.robustness, said, adjusted))
    columns = ("Effect", "Model", "Back-door estimate", "Standard error", "Robustness", "Refuters", "Adjusted for")
    note = (
        "The estimate is dowhy's, by linear regression after back-door adjustment. Robustness is the share of what is"
        " left of cause and effect that a hidden common cause would have to explain to bring the estimate to zero."
    )
    return Table(columns=columns, rows=tuple(rows), note=note)


def population_section(differences: "pandas.DataFrame") -> Table:
    """The numbers that differ between populations, the surest first; the rest is counted in the note."""
    counts = differences["verdict"].value_counts()
    found = differences.sort_values(by="adjusted_p").query("verdict == 'different'").head(MOST_DIFFERENCES)
    arrows = {"effect": "→"}
    rows = tuple(
        (
            f"{row['kind']}: {row['source']} {arrows.get(row['kind'], 'and')} {row['target']}".replace("_", " "),
            f"{row['first']}, {row['second']}",
            float(row["value_first"]),
            float(row["value_second"]),
            f"{row['low']:+.2f} to {row['high']:+.2f}",
            f"{row['adjusted_p']:.2g}",
        )
        for row in found.to_dict("records")
    )
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    note = (
        f"Of {len(differences)} comparisons: {told}. Associations are partial correlations net of response style,"
        " effects are coefficients of the graph above; p-values are adjusted over all comparisons. Undecided means that"
        " neither a difference nor sameness can be claimed."
    )
    columns = ("Number", "Populations", "First", "Second", "Difference, 95 %", "Adjusted p")
    return Table(columns=columns, rows=rows, note=note)


def graph_exports(graph: ValueGraph) -> dict[str, str]:
    """The graph in other tools' languages, by the tool."""
    return {
        "DOT (Graphviz)": to_dot(graph),
        "Mermaid": to_mermaid(graph),
        "DAGitty": to_dagitty(graph),
    }


def _frozen(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in rows)
