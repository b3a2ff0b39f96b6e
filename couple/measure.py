"""Measure the values of a model: ``python -m couple.measure instrument=portrait ratings=FILE compat=released``."""

from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.foundation import RunFolder
    from couple.instruments import Findings, Instrument


def measure(settings: Settings) -> None:
    """Read or ask for answers, score them, and write ``scores.csv``, ``irregularities.csv`` and ``report.html``."""
    from couple.foundation import RunFolder
    from couple.instruments import build_instrument
    from couple.instruments.asking.from_settings import respondent_from, respondents_under
    from couple.instruments.instrument import ComparesRespondents

    earlier = RunFolder.resume("measure", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    chosen = dict(settings["instrument"])
    if settings["compat"]:
        chosen["compat"] = settings["compat"]
    instrument = build_instrument(chosen)
    # what can go wrong goes wrong before there is a run folder
    recorded = instrument.recorded(settings["ratings"]) if settings["ratings"] else None
    respondent = respondent_from(settings) if recorded is None else None
    if respondent is not None and isinstance(instrument, ComparesRespondents):
        instrument.invite(respondents_under(instrument.profiles, settings))
    run = earlier or RunFolder.create("measure", settings, output=settings["output"])
    if respondent is not None:
        print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
        run.note("artefacts", respondent=respondent.fingerprint)
        recorded = instrument.ask(respondent, log=run.path / "answers.jsonl", seed=settings["seed"])
    assert recorded is not None
    _write(instrument, instrument.findings(recorded), run)


def _write(instrument: "Instrument[Any]", findings: "Findings", run: "RunFolder") -> None:
    from couple.foundation import write_text
    from couple.instruments import irregularities_csv, scores_csv
    from couple.report.instrument_page import render_instrument_page
    from couple.report.text import printable

    write_text(run.path / "scores.csv", scores_csv(findings.scores))
    write_text(run.path / "irregularities.csv", irregularities_csv(findings.irregularities))
    for name, text in findings.files.items():
        write_text(run.path / name, text)
    write_text(run.path / "report.html", render_instrument_page(instrument.title, findings))
    run.finish()
    irregular = sum(one.count for one in findings.irregularities)
    print(printable(f"{instrument.title}: {findings.headline}"))  # it may name respondents as their file does
    print(f"irregular answers: {irregular:,}" + (", see irregularities.csv" if irregular else ""))
    print(f"report: {run.path / 'report.html'}")


def main() -> None:
    """``couple measure``."""
    serve("measure", measure)


if __name__ == "__main__":
    main()
