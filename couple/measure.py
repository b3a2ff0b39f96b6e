"""Measure the values of a model: ``python -m couple.measure instrument=portrait ratings=FILE compat=released``."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.foundation import RunFolder
    from couple.instruments import Findings, Instrument
    from couple.instruments.asking.throughput import Timed


def measure(settings: Settings) -> None:
    """Read or ask for answers, score them, and write ``scores.csv``, ``irregularities.csv`` and ``report.html``."""
    from couple.foundation import RunFolder
    from couple.instruments import build_instrument
    from couple.instruments.asking.from_settings import respondent_from, respondents_under
    from couple.instruments.asking.throughput import Timed
    from couple.instruments.beside_target import beside_target
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
    respondent = respondent_from(settings, instrument) if recorded is None else None
    asked = [Timed(respondent)] if respondent else []
    if asked and isinstance(instrument, ComparesRespondents):
        asked += [Timed(other) for other in respondents_under(instrument.profiles, settings)]
        instrument.invite(asked[1:])
    run = earlier or RunFolder.create("measure", settings, output=settings["output"])
    if asked:
        print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
        run.note("artefacts", respondent=asked[0].fingerprint)
        recorded = instrument.ask(asked[0], log=run.path / "answers.jsonl", seed=settings["seed"])
    assert recorded is not None
    findings = instrument.findings(recorded)
    if respondent and settings["target"]:
        findings = beside_target(findings, respondent, settings["target"])
    _write(instrument, replace(findings, facts={**findings.facts, **_speed(asked, settings, run)}), run)


def _speed(asked: "Sequence[Timed]", settings: Settings, run: "RunFolder") -> dict[str, str]:
    """How fast each respondent was; noted in ``run.json`` too. A server is not asked again for comparison's sake."""
    if not asked:
        return {}
    compare = settings.get("one_by_one", False) and not settings["server"]["base_url"]
    known = {one.name: told for one in asked if (told := one.throughput(compare=compare))}
    run.note("throughput", **{name: asdict(told) for name, told in known.items()})
    return {f"speed of {name}": str(told) for name, told in known.items()}


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
