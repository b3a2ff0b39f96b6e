"""Learn a causal graph over values from data, with edge confidence: ``python -m couple.discover data=ess9``."""

from couple.entry import Settings, serve


def discover(settings: Settings) -> None:
    """Search bootstrap samples of the data, draw the consensus, and write graph.json, graph.graphml and report.html."""
    from couple.foundation import RunFolder, build_config, fingerprint_file, write_text
    from couple.graph import (
        RESPONSE_STYLE,
        BootstrapConfig,
        EvidenceConfig,
        bootstrap_edges,
        build_algorithm,
        consensus_graph,
        frequency_table,
        load_constraints,
        load_evidence,
        search_facts,
        search_limits,
        value_circle,
    )
    from couple.report import render_graph_page

    def chosen(*keys: str) -> Settings:
        return {key: settings[key] for key in keys}

    algorithm = build_algorithm(settings["algorithm"])
    bootstrap = build_config(BootstrapConfig, chosen("bootstraps", "rows", "threshold", "seed"), where="")
    source = build_config(EvidenceConfig, chosen("data", "columns", "response_style"), where="")
    given = load_constraints(settings["constraints"]) if settings["constraints"] else None
    evidence = load_evidence(source, given)
    run = RunFolder.create("discover", settings, output=settings["output"])
    frequencies = bootstrap_edges(
        algorithm, evidence.table, evidence.constraints, bootstrap, complete=evidence.complete
    )
    graph = consensus_graph(frequencies, evidence.constraints, threshold=bootstrap.threshold)
    graph.save_json(run.path / "graph.json")
    graph.save_graphml(run.path / "graph.graphml")
    frequency_table(frequencies).to_csv(run.path / "edge_frequencies.csv", index=False)
    facts = search_facts(algorithm.name, evidence, frequencies, threshold=bootstrap.threshold)
    drawn = {**graph.to_json(), "style_node": RESPONSE_STYLE if evidence.style else None}
    page = render_graph_page(drawn, facts, search_limits(evidence), circle=value_circle(graph))
    write_text(run.path / "report.html", page)
    run.note("artefacts", data=evidence.fingerprint, graph=fingerprint_file(run.path / "graph.json"))
    run.finish()

    for edge in sorted(graph.edges, key=lambda edge: -(edge.confidence or 0)):
        if edge.confidence is not None and edge.adjacency is not None:
            print(f"{edge.source} -> {edge.target}   confidence {edge.confidence:.2f}, joined {edge.adjacency:.2f}")
    for what, count in frequencies.violations:
        print(f"background knowledge violated in {count} of {frequencies.searches} searches: {what}")
    print(f"\ngraph:  {run.path / 'graph.json'}\nreport: {run.path / 'report.html'}")


def main() -> None:
    """The command."""
    serve("discover", discover)


if __name__ == "__main__":
    main()
