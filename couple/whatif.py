"""Counterfactual rows: ``python -m couple.whatif scm=DIR observed=people.csv do.power=5``."""

from couple.entry import Settings, serve


def whatif(settings: Settings) -> None:
    """Write each observed row as it would have been, had the named columns been intervened on."""
    import sys

    from couple.foundation import RunFolder, UserError, build_config
    from couple.scm import WhatIfConfig, find_scm, read_intervention, stream_counterfactuals

    config = build_config(WhatIfConfig, {key: settings[key] for key in WhatIfConfig.model_fields}, where="")
    model = find_scm(config.scm)
    do = read_intervention(config, model.nodes)
    outside = model.outside_support(do)
    if outside and config.strict:
        raise UserError("strict=true", "; ".join(outside), "choose a value in that range, or leave strict out")
    run = RunFolder.create("whatif", settings, output=settings["output"])
    answer = run.path / "counterfactuals.csv"
    try:
        done = stream_counterfactuals(model, config.observed, do, answer, seed=config.seed, strict=config.strict)
    except UserError:
        run.discard()
        raise
    run.note("artefacts", scm=model.fingerprint)
    run.finish()

    for phrase in outside:
        print(f"warning: {phrase}; the answer extrapolates", file=sys.stderr)
    for node, count in done.outside.items():
        low, high = model.support(node) or (0.0, 0.0)
        print(
            f"warning: {count:,} rows left {low:g} to {high:g} in {node}, the range it was fitted on", file=sys.stderr
        )
    for node in model.nodes:
        role = "set" if node in do else "followed"
        if node in do or node in done.mean_change:
            print(f"{node:<20} {role:<9} mean change {done.mean_change.get(node, 0.0):+.3f}")
    for node, count in done.switched.items():
        print(f"{node:<20} {'set' if node in do else 'followed':<9} another category in {count:,} rows")
    print(f"\n{done.rows:,} rows: {answer}")


def main() -> None:
    """The command."""
    serve("whatif", whatif)


if __name__ == "__main__":
    main()
