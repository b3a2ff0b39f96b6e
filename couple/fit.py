"""Parameterise a graph into a structural causal model: ``python -m couple.fit graph=graph.json data=CSV``."""

from couple.entry import Settings, serve


def fit(settings: Settings) -> None:
    """Fit the mechanisms of every node and write the model into the run folder."""
    from couple.foundation import BirthCertificate, RunFolder, build_config, library_versions, numpy_generator
    from couple.graph import RESPONSE_STYLE, EvidenceConfig, load_evidence, load_graph
    from couple.scm import FitConfig, fit_scm, save_scm

    config = build_config(FitConfig, {key: settings[key] for key in FitConfig.model_fields}, where="")
    graph = load_graph(config.graph)
    columns = [node for node in graph.nodes if node != RESPONSE_STYLE]
    source = EvidenceConfig(data=config.data, columns=tuple(columns), response_style=RESPONSE_STYLE in graph.nodes)
    evidence = load_evidence(source)
    table = evidence.table
    if evidence.complete:
        table = evidence.complete(table, numpy_generator(config.seed, "response style"))
    model = fit_scm(graph, table, mechanism=config.mechanism)
    run = RunFolder.create("fit", settings, output=settings["output"])
    certificate = BirthCertificate(
        kind="structural causal model",
        recipe="python -m couple.fit",
        data={evidence.name: evidence.fingerprint},
        data_licence="that of the data it was fitted on",
        config={"mechanism": config.mechanism, "rows": len(table)},
        seed=config.seed,
        versions=library_versions("torch", "pyro-ppl", "pandas"),
    )
    save_scm(model, run.path, certificate)
    run.note("artefacts", data=evidence.fingerprint)
    run.finish()
    for edge in graph.edges:
        print(f"{edge.source} -> {edge.target}   direct effect {model.direct_effect(edge.source, edge.target):+.3f}")
    print(f"\n{len(table):,} rows, {len(graph.nodes)} nodes, {len(graph.edges)} edges\ncausal model: {run.path}")


def main() -> None:
    """The command."""
    serve("fit", fit)


if __name__ == "__main__":
    main()
