"""Compare methods: ``python -m couple.benchmark methods=[raw,value_prompt] profiles=[security_first] limit=5``."""

from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.decoder import DecoderConfig
    from couple.evaluation.answering import Plan
    from couple.evaluation.questions import Questions

LIMITS = [
    "The judge is a trained reader of texts, not a person; its agreement with human labels is stated above.",
    "Intervals resample questions, not decoders, judges or profiles; with under some 20 questions they are too narrow.",
    "MAE rewards a lucky topic: contrast and sign agreement show how far answers move when the target moves.",
    "Generations are those asked of the decoder; candidates that couple decodes inside its loop are not among them, "
    "the seconds they take are.",
    "Fluency and relevance of the answers are not measured here; read some in results.parquet.",
]


def benchmark(settings: Settings) -> None:
    """Answer, judge, compare; write ``results.parquet``, ``results.md`` and ``report.html``."""
    from couple.decoder import DecoderConfig, load_decoder
    from couple.evaluation.answering import answer_all
    from couple.evaluation.comparison import compare
    from couple.evaluation.judge import KIND, load_judge
    from couple.evaluation.judging import judge_all
    from couple.evaluation.questions import load_questions
    from couple.evaluation.results import answer_rows, judge_quality, render_markdown, table_rows, write_parquet
    from couple.foundation import BirthCertificate, RunFolder, build_config, package_file, write_text
    from couple.report.table_page import render_table_page

    earlier = RunFolder.resume("benchmark", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    questions = load_questions(settings["questions"], limit=settings["limit"])
    decoder_config = build_config(DecoderConfig, settings["decoder"], where="decoder")
    plan = plan_of(settings, questions, decoder_config)
    reference = settings["reference"] or plan.contestants[0].name
    decoder = load_decoder(decoder_config)
    system = next(iter(plan.targets.values())).system
    judge = load_judge(system)
    certificate = BirthCertificate.load(package_file("evaluation", "artefacts", "judge"), kind=KIND)
    run = earlier or RunFolder.create("benchmark", settings, output=settings["output"])
    print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
    run.note("artefacts", decoder=decoder.fingerprint, judge=judge.fingerprint)
    records = answer_all(plan, decoder, run.path / "answers.jsonl")
    judged = judge_all(records, plan.targets, judge, run.path / "readings.jsonl")

    rows = answer_rows(judged, decoder=decoder.name, judge=judge.fingerprint, seed=plan.seed)
    write_parquet(run.path / "results.parquet", rows)
    summaries = compare(judged, reference=reference, seed=plan.seed, resamples=settings["resamples"])
    table = table_rows(summaries, reference=reference)
    facts = {
        "decoder": decoder.name,
        "judge": judge.fingerprint,
        "judge's agreement with people": judge_quality(certificate.metrics, system.name),
        "questions": f"{len(plan.questions)} from {settings['questions']}",
        "profiles": ", ".join(plan.targets),
        "value system": system.title,
        "brackets": f"95 % intervals, {settings['resamples']} resamples of questions, seed {plan.seed}",
    }
    facts |= {f"left out {place}": reason for place, reason in enumerate(questions.skipped, start=1)}
    title = "Methods compared"
    write_text(run.path / "results.md", render_markdown(title, table, facts, LIMITS))
    write_text(run.path / "report.html", render_table_page(title, table, facts, LIMITS))
    run.finish()
    print(f"report: {run.path / 'report.html'}")


def plan_of(settings: Settings, questions: "Questions", decoder: "DecoderConfig") -> "Plan":
    """What the settings ask for. Raises ``UserError`` for what cannot be asked."""
    from couple.baselines import build_method
    from couple.evaluation.answering import Contestant, Plan
    from couple.foundation import UserError
    from couple.values import load_profile

    names, profiles = _names(settings, "methods"), _names(settings, "profiles")
    options = _options(settings)
    if strange := [name for name in options if name not in names]:
        raise UserError(f"options.{strange[0]}", "it is none of the methods of this run", f"add it to methods={names}")
    if settings["reference"] not in (None, *names):
        found = f"it is none of the methods {', '.join(names)}"
        raise UserError(f"reference={settings['reference']}", found, f"name one of them, e.g. reference={names[0]}")
    built = {name: build_method(name, options.get(name, {})) for name in names}
    targets = {profile: load_profile(profile) for profile in profiles}
    systems = sorted({target.system.name for target in targets.values()})
    if len(systems) > 1:
        raise UserError(f"profiles={profiles}", f"they follow {' and '.join(systems)}", "compare one system at a time")
    return Plan(
        [Contestant(name, method, config.model_dump()) for name, (method, config) in built.items()],
        targets,
        questions.texts,
        seed=settings["seed"],
        max_new_tokens=decoder.max_new_tokens,
        block=decoder.batch_size,
    )


def _options(settings: Settings) -> dict[str, dict[str, Any]]:
    """Settings by method; what is typed as ``options.METHOD.KEY=VALUE`` arrives under the name ``METHOD.KEY``."""
    from couple.foundation import UserError

    options: dict[str, dict[str, Any]] = {}
    for name, value in (settings["options"] or {}).items():
        method, dot, key = name.partition(".")
        if not dot and not isinstance(value, dict):
            raise UserError(f"options.{name}={value}", "it names no setting", f"type options.{name}.KEY={value}")
        options.setdefault(method, {}).update({key: value} if dot else value)
    return options


def _names(settings: Settings, key: str) -> list[str]:
    from couple.foundation import UserError

    given = settings[key]
    if not isinstance(given, list) or not given:
        raise UserError(f"{key}={given}", "it is not a list of names", f"type {key}=[one,two] in quotes")
    if len(set(given)) < len(given):
        raise UserError(f"{key}={given}", "a name stands twice", "keep one of them")
    return [str(name) for name in given]


def main() -> None:
    """``couple benchmark``."""
    serve("benchmark", benchmark)


if __name__ == "__main__":
    main()
