"""Parameterise a graph into a structural causal model: ``python -m couple.fit graph=graph.json data=CSV``."""

from couple.entry import Settings, serve


def fit(settings: Settings) -> None:
    """Fit the mechanisms of every node and write the model into the run folder."""
    from couple.foundation import BirthCertificate, RunFolder, build_config, library_versions, numpy_generator
    from couple.graph import RESPONSE_STYLE, EvidenceConfig, load_evidence, load_graph
    from couple.scm import NUMERIC, FitConfig, fit_scm, known_mechanism, save_scm

    config = build_config(FitConfig, {key: settings[key] for key in FitConfig.model_fields}, where="")
    mechanism = known_mechanism(config.mechanism)
    graph = load_graph(config.graph)
    columns = tuple(node for node in graph.nodes if node != RESPONSE_STYLE)
    codes = config.categorical if config.categorical is not None or mechanism not in NUMERIC else ()
    codes = columns if codes is None and mechanism == "categorical" else codes
    style = RESPONSE_STYLE in graph.nodes
    evidence = load_evidence(EvidenceConfig(data=config.data, columns=columns, categorical=codes, response_style=style))
    table = evidence.table
    if evidence.complete:
        table = evidence.complete(table, numpy_generator(config.seed, "response style"))
    model = fit_scm(graph, table, mechanism=mechanism)
    run = RunFolder.create("fit", settings, output=settings["output"])
    certificate = BirthCertificate(
        kind="structural causal model",
        recipe="python -m couple.fit",
        data={evidence.name: evidence.fingerprint},
        data_licence="that of the data it was fitted on",
        config={"mechanism": model.mechanism, "rows": len(table)},
        seed=config.seed,
        versions=library_versions("torch", "pyro-ppl", "pandas"),
    )
    save_scm(model, run.path, certificate)
    run.note("artefacts", data=evidence.fingerprint, scm=model.fingerprint)
    run.finish()
    for edge in graph.edges:
        print(f"{edge.source} -> {edge.target}   {model.edge_words(edge.source, edge.target)}")
    counts = f"{len(table):,} rows, {len(graph.nodes)} nodes, {len(graph.edges)} edges"
    print(f"\n{counts}, mechanism={model.mechanism}\ncausal model: {run.path}")


def main() -> None:
    """The command."""
    serve("fit", fit)


if __name__ == "__main__":
    main()
