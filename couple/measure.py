"""Measure the values of a model: ``python -m couple.measure instrument=portrait ratings=FILE compat=released``."""

from typing import TYPE_CHECKING

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.foundation import RunFolder
    from couple.instruments import Instrument, Ratings, Respondent


def measure(settings: Settings) -> None:
    """Read or ask for answers, score them, and write ``scores.csv``, ``irregularities.csv`` and ``report.html``."""
    from couple.foundation import RunFolder
    from couple.instruments import build_instrument

    earlier = RunFolder.resume("measure", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    chosen = dict(settings["instrument"])
    if settings["compat"]:
        chosen["compat"] = settings["compat"]
    instrument = build_instrument(chosen)
    # what can go wrong goes wrong before there is a run folder
    recorded = instrument.recorded(settings["ratings"]) if settings["ratings"] else None
    respondent = _respondent(settings) if recorded is None else None
    run = earlier or RunFolder.create("measure", settings, output=settings["output"])
    if respondent is not None:
        print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
        run.note("artefacts", respondent=respondent.fingerprint)
        recorded = instrument.ask(respondent, log=run.path / "answers.jsonl", seed=settings["seed"])
    assert recorded is not None
    _write(instrument, recorded, run)


def _respondent(settings: Settings) -> "Respondent":
    from couple.decoder import DecoderConfig, ServerDecoder, ServerDecoderConfig, load_decoder
    from couple.foundation import build_config
    from couple.instruments import find_respondent

    manner = find_respondent(settings["respondent"])
    if settings["server"]["base_url"]:
        return manner(ServerDecoder(build_config(ServerDecoderConfig, settings["server"], where="server")))
    return manner(load_decoder(build_config(DecoderConfig, settings["decoder"], where="decoder")))


def _write(instrument: "Instrument", ratings: "Ratings", run: "RunFolder") -> None:
    from couple.foundation import write_text
    from couple.instruments import irregularities_csv, order_sensitivity, scores_csv, wording_sensitivity
    from couple.report.table_page import render_table_page

    scores = instrument.score(ratings)
    write_text(run.path / "scores.csv", scores_csv(scores))
    write_text(run.path / "irregularities.csv", irregularities_csv(ratings.irregularities))
    rows: dict[str, dict[str, object]] = {}
    for score in scores:
        if score.family == "pvq":
            row = rows.setdefault(score.model, {"model": score.model})
            row[score.dimension.replace("_", " ")] = score.centred_mean
    for model, row in rows.items():
        row["order sensitivity"] = order_sensitivity(ratings, model).value
        row["wording sensitivity"] = wording_sensitivity(ratings, model).value
    facts = {
        "respondents": str(len(rows)),
        "ratings used": f"{ratings.count:,}",
        "numbers": "mean rating of a value's items minus the respondent's own mean, in points of the 1..6 scale",
        "sensitivity": "share of items whose rating changes with the order of the options, or with the wording",
        "everything else": "scores.csv (means, standard deviations, other families), irregularities.csv",
    }
    for kind, handling in {one.kind: one.handling for one in ratings.irregularities}.items():
        counts = [f"{one.respondent} {one.count:,}" for one in ratings.irregularities if one.kind == kind]
        facts[kind] = f"{handling} ({', '.join(counts)})"
    page = render_table_page(instrument.title, list(rows.values()), facts, list(instrument.limits))
    write_text(run.path / "report.html", page)
    run.finish()
    irregular = sum(one.count for one in ratings.irregularities)
    print(f"{instrument.title}: {len(rows)} respondents scored from {ratings.count:,} ratings")
    print(f"irregular answers: {irregular:,}" + (", see irregularities.csv" if irregular else ""))
    print(f"report: {run.path / 'report.html'}")


def main() -> None:
    """``couple measure``."""
    serve("measure", measure)


if __name__ == "__main__":
    main()
