"""The value structure of language models under many personas, side by side with that of people.

People: ESS round 9, differences within countries. Models: Gemma-2B-it and Llama-3-8B answering ValueBench as one of 250
to 400 personas (Kang et al. 2025), not steered. The same ten values, scores divided by their standard deviations.

Run from the checkout with $COUPLE_DATA set (about a minute):  python experiments/populations/personas.py
Writes personas.json beside this file: aggregates only.
"""

import contextlib
import io
import time
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

from couple.data import PERSONA_RECORDINGS, load_ess9, load_persona_answers, locate, schwartz_scores
from couple.foundation import UserError, fingerprint_file, library_versions, numpy_generator, write_json
from couple.graph import (
    BootstrapConfig,
    ComparisonConfig,
    Pc,
    PcConfig,
    compare_populations,
    lay_side_by_side,
    population_graph,
    screen_table,
    value_table,
)

SEED = 9
ROWS = 250  # as many personas as the smallest wide recording has, for people and models alike
WIDE = ("gemma_wide", "llama_wide", "llama_chinese_wide")
CEILING = 0.9


def most_common(table) -> dict[str, float]:
    """For each column, the share of rows with its most common score."""
    return {name: round(float(column.value_counts(normalize=True).iloc[0]), 3) for name, column in table.items()}


def searched(name: str, table, *, response_style: bool):
    """A hundred searches of 250 rows, or the reason why there is no graph."""
    config = BootstrapConfig(bootstraps=100, rows=ROWS, threshold=0.5, seed=SEED)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            return population_graph(Pc(PcConfig(alpha=0.01)), name, table, config, response_style=response_style)
    except UserError as error:
        return error.found


def edges_of(found) -> list | str:
    """Edges with confidence and adjacency, or the reason."""
    if isinstance(found, str):
        return found
    known = [edge for edge in found.graph.edges if edge.confidence is not None]
    return [f"{e.source} -> {e.target} {e.confidence:.2f} (joined {e.adjacency:.2f})" for e in known]


def halves_agree(table) -> float:
    """Mean rank correlation of the associations of two random halves: what noise alone leaves of perfect agreement."""
    found = []
    for number in range(100):
        order = numpy_generator(SEED, "halves", number).permutation(len(table))[:ROWS]
        halves = {name: table.iloc[order[part::2]] for part, name in enumerate("ab")}
        comparison = compare_populations(halves, ComparisonConfig(style_share=0, standardised=True))
        found.append(lay_side_by_side(comparison, "a", "b", permutations=1).rank.value)
    return round(sum(found) / len(found), 3)


def compared(tables, graphs, share: float) -> dict:
    """People beside each model, and the models beside one another, at one share of style."""
    found = {}
    for first, second in combinations(tables, 2):
        try:
            pair = {name: tables[name] for name in (first, second)}
            comparison = compare_populations(pair, ComparisonConfig(style_share=share, standardised=True))
        except UserError as error:
            found[f"{first} {second}"] = error.found
            continue
        drawn = (graphs[first].graph, graphs[second].graph)
        agreement = lay_side_by_side(comparison, first, second, graphs=drawn, seed=SEED)
        differ = sum(edge.differences[0].adjusted_p <= 0.05 for edge in comparison.associations)
        found[f"{first} {second}"] = {**rounded(asdict(agreement)), "pairs_that_differ": differ}
    return found


def rounded(record: dict) -> dict:
    """Four digits are enough to read; p-values are no smaller than 0.0001 here."""
    return {key: rounded(value) if isinstance(value, dict) else round(value, 4) if isinstance(value, float) else value
            for key, value in record.items()}  # fmt: skip


def main() -> None:
    """Load, search, lay side by side, write."""
    started = time.time()
    scores = {name: schwartz_scores(load_persona_answers(name)) for name in WIDE}
    tables = {"people": value_table(load_ess9()), **scores}
    unit = {name: table / table.std() for name, table in tables.items()}
    plain = {name: searched(name, table, response_style=False) for name, table in unit.items()}
    styled = {name: searched(name, table, response_style=True) for name, table in unit.items()}
    varying = [value for value in tables["people"] if all(most_common(t)[value] <= CEILING for t in scores.values())]
    trimmed = {name: table[varying] for name, table in tables.items()}
    narrow = {}
    for name in ("gemma", "llama"):
        answers = load_persona_answers(name)
        try:
            narrow[name] = {"rows": len(answers), "edges": edges_of(searched(name, screen_table(answers),
                            response_style=False)), "most_common": most_common(answers)}  # fmt: skip
        except UserError as error:
            narrow[name] = {"rows": len(answers), "refused": error.found, "remedy": error.remedy}
    associations = compare_populations(tables, ComparisonConfig(style_share=0, standardised=True)).associations
    folder = locate("valuecausalgraph")
    results = {
        "recipe": "experiments/populations/personas.py",
        "data": {"ess9": fingerprint_file(locate("ess9_pvq21") / "ess9_pvq21.csv"),
                 **{name: fingerprint_file(folder / file) for name, file in PERSONA_RECORDINGS.items()}},
        "versions": library_versions("causal-learn", "numpy", "pandas", "scipy"),
        "seed": SEED,
        "rows": {name: len(table) for name, table in tables.items()},
        "rows_of_a_search": ROWS,
        "most_common_score": {name: most_common(table) for name, table in scores.items()},
        "graphs_without_style": {name: edges_of(found) for name, found in plain.items()},
        "graphs_with_style": {name: edges_of(found) for name, found in styled.items()},
        "rank_correlation_of_halves": {name: halves_agree(table) for name, table in tables.items()},
        "agreement_without_style": compared(tables, plain, 0.0),
        "agreement_with_half_of_style": compared(tables, plain, 0.5),
        "values_below_ceiling": varying,
        "agreement_without_style_below_ceiling": compared(trimmed, plain, 0.0) if len(varying) < 10 else None,
        "associations_without_style": [
            f"{edge.source} {edge.target}: " + ", ".join(f"{e.population} {e.value:+.3f}" for e in edge.estimates)
            for edge in associations
        ],
        "narrow": narrow,
        "seconds": round(time.time() - started),
    }  # fmt: skip
    write_json(Path(__file__).with_suffix(".json"), results)


if __name__ == "__main__":
    main()
