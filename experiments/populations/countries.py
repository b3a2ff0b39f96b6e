"""Which edges do 29 countries share? European Social Survey round 9, one graph for each country and one comparison.

Run from the checkout with $COUPLE_DATA set (two processes):  python experiments/populations/countries.py
Writes countries.json beside this file: aggregates only, no rows of the survey.
"""

import contextlib
import io
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from couple.data import load_ess9, locate
from couple.foundation import fingerprint_file, library_versions, write_json
from couple.graph import (
    BootstrapConfig,
    ComparisonConfig,
    Pc,
    PcConfig,
    PopulationComparison,
    PopulationGraph,
    compare_populations,
    heterogeneity_table,
    population_graph,
    shared_pairs,
    shipped_graph,
    style_sensitivity,
    value_table,
)

SEARCH = PcConfig(alpha=0.01)
SEED = 9
EQUAL_ROWS = 750  # no country has fewer than 757 complete respondents


def country_tables():
    """Raw scores of the ten values for each country, on its own scale."""
    return {str(name): value_table(group) for name, group in load_ess9().groupby("country")}


def search_country(name: str, table, rows: int) -> PopulationGraph:
    """Forty searches in one country."""
    config = BootstrapConfig(bootstraps=40, rows=rows, threshold=0.5, seed=SEED)
    with contextlib.redirect_stderr(io.StringIO()):
        return population_graph(Pc(SEARCH), name, table, config, response_style=True)


def verdicts(comparison: PopulationComparison) -> dict[str, dict[str, int]]:
    """How many pairs of values times pairs of countries got each verdict."""
    kinds = {"associations": comparison.associations, "effects": comparison.effects}
    return {kind: Counter(each.verdict.value for edge in edges for each in edge.differences)
            for kind, edges in kinds.items()}  # fmt: skip


def structures(comparison: PopulationComparison) -> dict[str, float]:
    """The tests of whole structures."""
    tests = comparison.structures
    alpha = comparison.config.alpha
    return {"pairs_of_countries": len(tests), "different": sum((test.adjusted_p or 0) <= alpha for test in tests)}


def describe(graph: PopulationGraph) -> dict:
    """What was found in one country."""
    assert graph.style is not None
    known = [edge for edge in graph.graph.edges if edge.confidence is not None]
    edges = [f"{e.source} -> {e.target} {e.confidence:.2f} (joined {e.adjacency:.2f})" for e in known]
    share = graph.style.tau_squared / graph.style.upper_bound
    return {"rows": graph.frequencies.rows, "style_share_of_bound": round(share, 3), "edges": edges}


def main() -> None:
    """Compare, search, write."""
    started = time.time()
    tables = country_tables()
    graph = shipped_graph()
    main_comparison = compare_populations(tables, graph=graph)
    sensitivity = style_sensitivity(tables, graph=graph, shares=(0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 2.0))
    cautious = compare_populations(tables, ComparisonConfig(design_effect=1.5, correction="holm"), graph=graph)
    wide = compare_populations(tables, ComparisonConfig(margin=0.2), graph=graph)
    tables_over = {share: heterogeneity_table(each) for share, each in sensitivity.comparisons}
    results = {
        "recipe": "experiments/populations/countries.py",
        "data": {"ess9": fingerprint_file(locate("ess9_pvq21") / "ess9_pvq21.csv")},
        "versions": library_versions("causal-learn", "numpy", "pandas", "scipy"),
        "seed": SEED,
        "rows": {name: len(table) for name, table in tables.items()},
        "config": main_comparison.config.model_dump(),
        "verdicts": verdicts(main_comparison),
        "verdicts_margin_0.2": verdicts(wide),
        "verdicts_holm_design_effect_1.5": verdicts(cautious),
        "structures": structures(main_comparison),
        "structures_holm_design_effect_1.5": structures(cautious),
        "by_style_share": {str(share): verdicts(each) for share, each in sensitivity.comparisons},
        "refused_style_shares": {str(share): reason for share, reason in sensitivity.refused},
        "present_by_style_share": {
            str(share): [f"{row.source} {row.target}: {row.present}, opposite {row.opposite}"
                         for row in table.itertuples() if row.kind == "association"]
            for share, table in tables_over.items()
        },
        "numbers": heterogeneity_table(main_comparison).round(4).to_dict(orient="records"),
    }  # fmt: skip
    sizes = {"rows_up_to_2000": 2000, "equal_rows": EQUAL_ROWS}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for label, rows in sizes.items():
            waiting = {name: pool.submit(search_country, name, table, rows) for name, table in tables.items()}
            graphs = {name: future.result() for name, future in waiting.items()}
            if label != "equal_rows":
                results["graphs"] = {name: describe(graph) for name, graph in graphs.items()}
            results[f"pairs_{label}"] = [
                f"{p.first} {p.second}: in {p.joined}, joined {p.mean_adjacency:.3f} [{p.lowest:.3f}, {p.highest:.3f}]"
                for p in shared_pairs(graphs)
            ]
    results["seconds"] = round(time.time() - started)
    write_json(Path(__file__).with_suffix(".json"), results)


if __name__ == "__main__":
    main()
