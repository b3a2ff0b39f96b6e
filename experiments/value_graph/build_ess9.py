"""Build the shipped value graph and causal model from ESS round 9 (about half a minute on one core).

Run from the checkout, with $COUPLE_DATA naming the folder of data sets:  python experiments/value_graph/build_ess9.py
Writes couple/graph/artefacts/ess9 and couple/scm/artefacts/ess9. Only aggregates leave the data: rows never do.
"""

from itertools import combinations

from couple.foundation import BirthCertificate, fingerprint_file, library_versions, numpy_generator, package_file
from couple.graph import (
    BootstrapConfig,
    EvidenceConfig,
    Pc,
    PcConfig,
    ValueGraph,
    bootstrap_edges,
    consensus_graph,
    load_evidence,
)
from couple.scm import LinearGaussianSCM, save_scm
from couple.values import load_system

SEARCH = PcConfig(alpha=0.01)
BOOTSTRAP = BootstrapConfig(bootstraps=200, rows=2000, threshold=0.5, seed=9)
RECIPE = "experiments/value_graph/build_ess9.py"
LICENCE = "European Social Survey round 9, ESS ERIC, not for commercial use; these are aggregates, no rows"


def theory_pairs(graph: ValueGraph) -> dict[str, str]:
    """How many of Schwartz's compatible and conflicting pairs the graph joins, of how many, and the other pairs."""
    system = load_system("schwartz10")
    joined = {frozenset((edge.source, edge.target)) for edge in graph.edges}
    pairs = {frozenset(pair) for pair in combinations(system.names, 2)}
    groups = {"compatible": system.compatible, "conflicting": system.conflicting}
    groups["neither"] = frozenset(pairs - system.compatible - system.conflicting)
    return {name: f"{len(joined & group)} of {len(group)}" for name, group in groups.items()}


def main() -> None:
    """Search, agree, fit, save, and print what was found."""
    evidence = load_evidence(EvidenceConfig(data="ess9"))
    style, constraints = evidence.style, evidence.constraints
    assert style is not None
    frequencies = bootstrap_edges(Pc(SEARCH), evidence.table, constraints, BOOTSTRAP, complete=style.complete)
    graph = consensus_graph(frequencies, constraints, threshold=BOOTSTRAP.threshold)
    joined = sum(pair.adjacency for pair in frequencies.pairs) - len(constraints.required)
    facts = {
        "respondents": len(evidence.table),
        "value_edges": sum(edge.confidence is not None for edge in graph.edges),
        "mean_edges_per_search": round(joined, 2),
        "violations": dict(frequencies.violations),
        "theory_pairs_joined": theory_pairs(graph),
        "style_variance": style.tau_squared,
        "style_variance_upper_bound": style.upper_bound,
    }
    certificate = BirthCertificate(
        kind="value graph",
        recipe=RECIPE,
        data={evidence.name: evidence.fingerprint},
        data_licence=LICENCE,
        config={"algorithm": SEARCH.model_dump(), **BOOTSTRAP.model_dump()},
        seed=BOOTSTRAP.seed,
        versions=library_versions("causal-learn", "numpy", "pandas", "pyro-ppl", "torch"),
        metrics=facts,
    )
    folder = package_file("graph", "artefacts", "ess9")
    graph.save_json(folder / "graph.json")
    certificate.model_copy(update={"files": {"graph.json": fingerprint_file(folder / "graph.json")}}).save(folder)

    model = LinearGaussianSCM.fit(graph, style.complete(evidence.table, numpy_generator(BOOTSTRAP.seed, "fit")))
    save_scm(model, package_file("scm", "artefacts", "ess9"), certificate.model_copy(update={"metrics": {}}))
    print(facts)
    for edge in graph.edges:
        if edge.confidence is not None:
            effect = model.direct_effect(edge.source, edge.target)
            print(f"{edge.source:>15} -> {edge.target:<15} {edge.confidence:.2f} {edge.adjacency:.2f} {effect:+.2f}")


if __name__ == "__main__":
    main()
