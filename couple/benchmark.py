"""Compare methods: ``python -m couple.benchmark methods=[raw,value_prompt] profiles=[security_first] limit=5``."""

from typing import TYPE_CHECKING

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.decoder import DecoderConfig
    from couple.decoder.protocol import Decoder
    from couple.evaluation.asking.answering import Plan
    from couple.evaluation.asking.casebook import Casebook
    from couple.evaluation.asking.planning import Benchmark
    from couple.foundation import RunFolder


def benchmark(settings: Settings) -> None:
    """Ask, judge, compare; write ``results.parquet``, ``results.md`` and ``report.html``."""
    from couple.decoder import DecoderConfig
    from couple.decoder.threads import settle_threads
    from couple.evaluation.asking.answering import WHOLE, Plan, answer_all, collect
    from couple.evaluation.asking.casebook import system_of
    from couple.evaluation.asking.planning import nested, read_benchmark, read_part
    from couple.evaluation.judges.further_judges import further_judges
    from couple.evaluation.outcome.writing import write_results
    from couple.foundation import RunFolder, build_config

    part = read_part(settings["part"])
    earlier = RunFolder.resume("benchmark", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    decoding = build_config(DecoderConfig, settings["decoder"], where="decoder")
    asked = read_benchmark(settings, adapter=decoding.adapter)
    book = _casebook(asked)
    plan = Plan(
        asked.contestants,
        book.cases,
        seed=asked.config.seed,
        max_new_tokens=decoding.max_new_tokens,
        block=decoding.batch_size,
    )
    if settings["dry_run"]:
        _say(asked, book, plan)
        return
    decoder = _decoder(settings["server"], decoding)
    run = earlier or RunFolder.create("benchmark", settings, output=settings["output"])
    print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
    _same_cases(run, plan, decoder.fingerprint)
    settle_threads(run, decoding.threads)
    try:
        answer_all(plan, decoder, run.path / "answers", part=part or WHOLE)
        answers, missing = collect(plan, decoder.fingerprint, run.path / "answers")
        if missing:
            print(f"{missing} of {plan.size} answers belong to other parts; when all are done: resume={run.path}")
            return
        judges = further_judges(system_of(asked.config.profiles), nested(settings["language_model_judge"]) or None)
        found = write_results(
            run.path, asked, book, answers, decoder, judges,
            max_new_tokens=plan.max_new_tokens, created=run.record["started"],
        )  # fmt: skip
    except KeyboardInterrupt:
        run.finish("interrupted")
        print(f"\ninterrupted; finished answers are kept. Go on: python -m couple.benchmark resume={run.path}")
        raise
    run.note("artefacts", **found)
    run.finish()
    print(f"report: {run.path / 'report.html'}")


def _casebook(asked: "Benchmark") -> "Casebook":
    import sys

    from couple.evaluation.asking.casebook import make_cases
    from couple.evaluation.asking.questions import load_questions

    config = asked.config
    questions = load_questions(config.questions, limit=config.limit)
    for line in questions.skipped:
        print(f"left out: {line}", file=sys.stderr)
    return make_cases(
        questions.texts,
        config.profiles,
        values_per_question=config.values_per_question,
        profiles_per_question=config.profiles_per_question,
        variants=config.variants,
    )


def _decoder(server: Settings, local: "DecoderConfig") -> "Decoder":
    """The local model, or the one behind a server where ``server`` names one."""
    from couple.decoder import ServerDecoder, ServerDecoderConfig, load_decoder
    from couple.foundation import build_config

    if server["base_url"]:
        return ServerDecoder(build_config(ServerDecoderConfig, server, where="server"))
    return load_decoder(local)


def _same_cases(run: "RunFolder", plan: "Plan", decoder: str) -> None:
    """Note what the plan asks; a run that goes on must ask the same."""
    from couple.foundation import UserError, fingerprint_bytes

    names = [name for block in plan.blocks(decoder) for name in block.cases]
    cases = fingerprint_bytes("\n".join(names).encode())
    before = run.record["artefacts"].get("cases", cases)
    if before != cases:
        found = "its questions, profiles or decoder have changed since it began"
        raise UserError(f"resume={run.path}", found, "put them back, or begin a new run")
    run.note("artefacts", decoder=decoder, cases=cases)


def _say(asked: "Benchmark", book: "Casebook", plan: "Plan") -> None:
    topics = len({case.topic for case in book.cases})
    print(f"{len(book.cases):,} cases: {topics:,} questions under {', '.join(asked.config.profiles)}")
    for reason, count in book.left_out.items():
        print(f"left out {count:,}: {reason}")
    print(f"{len(plan.contestants)} methods: {', '.join(one.name for one in plan.contestants)}")
    print(f"{plan.size:,} answers of at most {plan.max_new_tokens} tokens; nothing was asked")


def main() -> None:
    """``couple benchmark``."""
    serve("benchmark", benchmark)


if __name__ == "__main__":
    main()
