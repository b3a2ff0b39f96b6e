"""How do Germany and Bulgaria differ, and what difference could have been found at all? (ESS round 9)

Run from the checkout with $COUPLE_DATA set (about five minutes):  python experiments/populations/germany_bulgaria.py
Writes germany_bulgaria.json beside this file: aggregates only, no rows of the survey.
"""

import contextlib
import io
import time
from pathlib import Path
from statistics import median

from couple.data import load_ess9, locate
from couple.foundation import fingerprint_file, library_versions, numpy_generator, write_json
from couple.graph import (
    BootstrapConfig,
    ComparisonConfig,
    Pc,
    PcConfig,
    PopulationComparison,
    Verdict,
    adjacency_differences,
    compare_populations,
    comparison_limits,
    difference_table,
    shipped_graph,
    style_sensitivity,
    value_table,
)

SEED = 9
SHARES = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 2.0)
SEARCHES = BootstrapConfig(bootstraps=8, rows=2000, seed=SEED)
PERMUTATIONS = 199
SPLITS = 400


def tables():
    """Raw scores of the ten values in the two countries."""
    people = load_ess9()
    return {name: value_table(people[people["country"] == name]) for name in ("BG", "DE")}


def count(comparison: PopulationComparison) -> dict[str, dict[str, int]]:
    """How many numbers got each verdict."""
    table = difference_table(comparison)
    return {kind: rows["verdict"].value_counts().to_dict() for kind, rows in table.groupby("kind")}


def standing(comparisons: list[PopulationComparison]) -> list[list]:
    """The numbers that differ, in the same direction, whatever the share of style: kind, ends, smallest and largest."""
    found = []
    for edges in zip(*(each.associations + each.effects for each in comparisons), strict=True):
        gaps = [edge.differences[0] for edge in edges]
        different = all(gap.verdict in (Verdict.DIFFERENT, Verdict.SLIGHT) for gap in gaps)
        if different and len({gap.value > 0 for gap in gaps}) == 1:
            values = sorted(gap.value for gap in gaps)
            found.append([edges[0].kind, edges[0].source, edges[0].target, round(values[0], 3), round(values[-1], 3)])
    return found


def null_rate(table) -> dict[str, float]:
    """One country cut into random halves: how often anything is called different, at one half of style."""
    false_finds, structures = 0, 0
    for number in range(SPLITS):
        order = numpy_generator(SEED, "split", number).permutation(len(table))
        halves = {name: table.iloc[order[part::2]] for part, name in enumerate("ab")}
        comparison = compare_populations(halves)
        false_finds += any(edge.differences[0].adjusted_p <= 0.05 for edge in comparison.associations)
        structures += (comparison.structures[0].p or 1) <= 0.05
    return {"splits": SPLITS, "any_false_find": false_finds / SPLITS, "structure_rejected": structures / SPLITS}


def main() -> None:
    """Compare, permute, write."""
    started = time.time()
    both, graph = tables(), shipped_graph()
    comparison = compare_populations(both, graph=graph)
    sensitivity = style_sensitivity(both, graph=graph, shares=SHARES)
    cautious = ComparisonConfig(design_effect=1.5)
    results = {
        "recipe": "experiments/populations/germany_bulgaria.py",
        "data": {"ess9": fingerprint_file(locate("ess9_pvq21") / "ess9_pvq21.csv")},
        "versions": library_versions("causal-learn", "numpy", "pandas", "scipy"),
        "seed": SEED,
        "rows": {name: len(table) for name, table in both.items()},
        "config": comparison.config.model_dump(),
        "differences": difference_table(comparison).round(4).to_dict(orient="records"),
        "verdicts": count(comparison),
        "verdicts_holm": count(compare_populations(both, ComparisonConfig(correction="holm"), graph=graph)),
        "verdicts_standardised": count(compare_populations(both, ComparisonConfig(standardised=True), graph=graph)),
        "verdicts_design_effect_1.5": count(compare_populations(both, cautious, graph=graph)),
        "verdicts_margin_0.2": count(compare_populations(both, ComparisonConfig(margin=0.2), graph=graph)),
        "verdicts_by_style_share": {str(share): count(each) for share, each in sensitivity.comparisons},
        "refused_style_shares": {str(share): reason for share, reason in sensitivity.refused},
        "standing_up_to_style_share_0.9": standing([each for share, each in sensitivity.comparisons if share <= 0.9]),
        "structure": {"degrees": comparison.structures[0].degrees, "t_squared": comparison.structures[0].t_squared,
                      "p": comparison.structures[0].p},
        "median_detectable": {
            kind: round(median(edge.differences[0].detectable for edge in edges), 3)
            for kind, edges in (("association", comparison.associations), ("effect", comparison.effects))
        },
        "null_halves": {name: null_rate(table) for name, table in both.items()},
        "not_shown": comparison_limits(comparison),
    }  # fmt: skip
    with contextlib.redirect_stderr(io.StringIO()):
        gaps = adjacency_differences(
            Pc(PcConfig(alpha=0.01)), both["BG"], both["DE"], SEARCHES, permutations=PERMUTATIONS, response_style=True
        )
    results["adjacency"] = {
        "first": "BG", "second": "DE", "searches": SEARCHES.bootstraps, "permutations": PERMUTATIONS,
        "pairs": [f"{g.first} {g.second} {g.value:+.3f}: p {g.p:.3f}, adjusted {g.adjusted_p:.3f}, "
                  f"familywise {g.familywise_p:.3f}" for g in gaps],
    }  # fmt: skip
    results["seconds"] = round(time.time() - started)
    write_json(Path(__file__).with_suffix(".json"), results)


if __name__ == "__main__":
    main()
