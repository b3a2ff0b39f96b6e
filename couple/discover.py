"""Learn a causal graph over values from data, with edge confidence: ``python -m couple.discover data=ess9``."""

from couple.entry import Settings, serve


def discover(settings: Settings) -> None:
    """Search bootstrap samples of the data, draw the consensus, and write the graph, its exports and a report."""
    import sys
    from pathlib import Path

    from couple.foundation import (
        RunFolder,
        build_config,
        fingerprint_file,
        numpy_generator,
        write_json,
        write_text,
    )
    from couple.graph import (
        RESPONSE_STYLE,
        SURVEYS,
        BootstrapConfig,
        ComparisonConfig,
        CostConfig,
        EvidenceConfig,
        PopulationsConfig,
        ancestor_table,
        bootstrap_edges,
        build_algorithms,
        compare_populations,
        comparison_limits,
        consensus_graph,
        difference_table,
        edge_lines,
        estimate_cost,
        frequency_table,
        heterogeneity_table,
        load_constraints,
        load_evidence,
        population_tables,
        refuse_cost,
        search_facts,
        search_limits,
        to_dagitty,
        to_dot,
        to_mermaid,
        value_circle,
    )
    from couple.report import discovery_sections, population_section, render_graph_page

    def chosen(*keys: str) -> Settings:
        return {key: settings[key] for key in keys}

    algorithms = build_algorithms(settings["algorithm"])
    bootstrap = build_config(BootstrapConfig, chosen(*BootstrapConfig.model_fields), where="")
    cost = build_config(CostConfig, chosen(*CostConfig.model_fields), where="")
    by = settings["by"]
    excluded = [*settings["exclude"], *([by] if by and settings["data"] not in SURVEYS else [])]
    source = build_config(EvidenceConfig, {**chosen(*EvidenceConfig.model_fields), "exclude": excluded}, where="")
    populations = None
    if by:
        asked = chosen("data", "by", "populations", "columns")
        populations = population_tables(build_config(PopulationsConfig, asked, where=""))
    given = load_constraints(settings["constraints"]) if settings["constraints"] else None
    evidence = load_evidence(source, given)
    searching = (algorithms, evidence.table, evidence.constraints, bootstrap)
    estimate = estimate_cost(*searching, complete=evidence.complete)
    refuse_cost(estimate, cost, what=f"run {bootstrap.bootstraps} searches")
    print(f"{bootstrap.bootstraps} searches will take {estimate}", file=sys.stderr)
    resumed = settings["output"] and (Path(settings["output"]).expanduser() / "searches.jsonl").is_file()
    if resumed:
        run = RunFolder.resume("discover", settings["output"])
    else:
        run = RunFolder.create("discover", settings, output=settings["output"])
    frequencies = bootstrap_edges(*searching, complete=evidence.complete, journal=run.path / "searches.jsonl")
    graph = consensus_graph(frequencies, evidence.constraints, threshold=bootstrap.threshold)
    graph.save_json(run.path / "graph.json")
    graph.save_graphml(run.path / "graph.graphml")
    frequency_table(frequencies).to_csv(run.path / "edge_frequencies.csv", index=False)
    ancestor_table(frequencies).to_csv(run.path / "ancestors.csv", index=False)
    for suffix, text in (("dot", to_dot(graph)), ("mmd", to_mermaid(graph)), ("dagitty.txt", to_dagitty(graph))):
        write_text(run.path / f"graph.{suffix}", text)
    facts = search_facts(algorithms, evidence, frequencies, bootstrap)
    table = evidence.table
    if evidence.complete:
        table = evidence.complete(table, numpy_generator(bootstrap.seed, "fit"))
    sections = discovery_sections(
        graph, frequencies, table, rules=evidence.constraints, examined=settings["examine"], seed=bootstrap.seed
    )
    limits = search_limits(algorithms, evidence)
    if populations:
        share = ComparisonConfig().style_share if evidence.style else 0.0
        comparison = compare_populations(populations, ComparisonConfig(style_share=share), graph=graph)
        differences = difference_table(comparison)
        differences.to_csv(run.path / "differences.csv", index=False)
        heterogeneity_table(comparison).to_csv(run.path / "heterogeneity.csv", index=False)
        sections = sections.model_copy(update={"populations": population_section(differences)})
        limits += comparison_limits(comparison)
    drawn = {**graph.to_json(), "style_node": RESPONSE_STYLE if evidence.style else None}
    if sections.model:
        for edge in drawn["edges"]:
            i, j = (sections.model.nodes.index(edge[end]) for end in ("target", "source"))
            edge["weight"] = sections.model.weight[i][j]
    page = render_graph_page(drawn, facts, limits, circle=value_circle(graph), sections=sections)
    write_text(run.path / "report.html", page)
    report = {"graph": drawn, "facts": facts, "sections": sections.model_dump(mode="json"), "limits": limits}
    write_json(run.path / "report.json", report)
    run.note("artefacts", data=evidence.fingerprint, graph=fingerprint_file(run.path / "graph.json"))
    run.finish()

    print("\n".join(edge_lines(graph, frequencies)))
    print(f"\ngraph:  {run.path / 'graph.json'}\nreport: {run.path / 'report.html'}")


def main() -> None:
    """The command."""
    serve("discover", discover)


if __name__ == "__main__":
    main()
