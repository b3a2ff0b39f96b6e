"""What the shipped value graph says and how far to believe it: effects with intervals, falsification, refutation.

Run from the checkout, with $COUPLE_DATA naming the folder of data sets:  python experiments/value_graph/examine_ess9.py
Writes ess9.json: aggregates only. Response style is latent; five plausible values of it are drawn, and posterior draws
given each are pooled, so that the intervals hold what style leaves open (Mislevy 1991).
"""

import json
from pathlib import Path

import torch

from couple.foundation import library_versions, numpy_generator, torch_generator
from couple.graph import (
    BootstrapConfig,
    Boss,
    BossConfig,
    EvidenceConfig,
    Fci,
    FciConfig,
    Ges,
    GesConfig,
    Pc,
    PcConfig,
    bootstrap_edges,
    falsify_graph,
    load_evidence,
    shipped_graph,
)
from couple.report import discovery_sections
from couple.scm import LinearGaussianPosterior, examine

HERE = Path(__file__).parent
PLAUSIBLE, DRAWS = 5, 1000


def main() -> None:
    """Print and write everything."""
    evidence, graph = load_evidence(EvidenceConfig(data="ess9")), shipped_graph()
    assert evidence.complete is not None
    draws, table, posterior = [], None, None
    for number in range(PLAUSIBLE):
        table = evidence.complete(evidence.table, numpy_generator(9, "fit", number))
        posterior = LinearGaussianPosterior.fit(graph, table)
        draws.append(posterior.draw(DRAWS, torch_generator(9, "effects", number)).total_effects())
    assert table is not None and posterior is not None
    pooled = torch.cat(draws).transpose(1, 2)
    low, high = torch.quantile(pooled, torch.tensor([0.05, 0.95], dtype=torch.float64), dim=0)
    mean = pooled.mean(dim=0)
    effects = {
        f"{source} -> {target}": [round(float(x[i, j]), 3) for x in (mean, low, high)]
        for i, source in enumerate(graph.nodes)
        for j, target in enumerate(graph.nodes)
        if i != j and float(mean[i, j]) != 0
    }
    found = {
        "falsification": {
            rows: falsify_graph(graph, table, max_rows=rows, seed=9).to_json() for rows in (2000, 50_000)
        },
        "examination": examine(posterior.model, table, seed=9).to_json(),
    }
    members = (Pc(PcConfig()), Boss(BossConfig()), Ges(GesConfig()), Fci(FciConfig()))
    config = BootstrapConfig(bootstraps=50, rows=2000, seed=9, workers=None)
    searched = bootstrap_edges(members, evidence.table, evidence.constraints, config, complete=evidence.complete)
    agreement = {
        f"{a.one} and {a.other}": {"same_pairs": round(a.same_pairs, 3), "distance": round(a.distance, 2)}
        for a in searched.agreement
    }
    sections = discovery_sections(graph, searched, table, rules=evidence.constraints, examined=False, seed=9)
    assert sections.theory is not None
    results = {
        "total_effects_mean_low_high": effects,
        "level": 0.9,
        "theory_pairs_joined": [list(row) for row in sections.theory.rows],
        "agreement_of_algorithms": agreement,
        **found,
        "versions": library_versions("causal-learn", "dowhy", "torch", "numpy"),
    }
    (HERE / "ess9.json").write_text(json.dumps(results, indent=1) + "\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
