"""Counterfactual rows: ``python -m couple.whatif scm=DIR observed=people.csv do.power=5``."""

from couple.entry import Settings, serve


def whatif(settings: Settings) -> None:
    """Write each observed row as it would have been, had the named columns been set."""
    import sys

    from couple.foundation import RunFolder, UserError, build_config
    from couple.graph import RESPONSE_STYLE, read_table
    from couple.scm import WhatIfConfig, find_scm, read_intervention

    config = build_config(WhatIfConfig, {key: settings[key] for key in WhatIfConfig.model_fields}, where="")
    model = find_scm(config.scm).with_seed(config.seed)
    do = read_intervention(config.do, model.nodes)
    outside = model.outside_support(do)
    if outside and config.strict:
        raise UserError("strict=true", "; ".join(outside), "choose a value in that range, or leave strict out")
    table = read_table(config.observed)
    nodes = [node for node in model.nodes if node != RESPONSE_STYLE or node in table.header]
    observed = table.numbers(nodes)
    after = model.counterfactual(observed, do)
    run = RunFolder.create("whatif", settings, output=settings["output"])
    table.with_numbers(after, observed).write(run.path / "counterfactuals.csv")
    run.note("artefacts", scm=model.fingerprint)
    run.finish()

    for phrase in outside:
        print(f"warning: {phrase}; the answer extrapolates", file=sys.stderr)
    for node in nodes:
        change = (after[node] - observed[node]).to_numpy()
        if node in do or change.any():
            role = "set" if node in do else "followed"
            print(f"{node:<20} {role:<9} mean change {change.mean():+.3f}")
    print(f"\n{len(observed):,} rows: {run.path / 'counterfactuals.csv'}")


def main() -> None:
    """The command."""
    serve("whatif", whatif)


if __name__ == "__main__":
    main()
