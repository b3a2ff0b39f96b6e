"""Compare methods: ``python -m couple.benchmark methods=[raw,value_prompt] profiles=[security_first] limit=5``."""

from typing import TYPE_CHECKING

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.decoder.protocol import Decoder
    from couple.evaluation.asking.answering import Answer, Plan
    from couple.evaluation.asking.casebook import Casebook
    from couple.evaluation.asking.planning import Benchmark
    from couple.foundation import RunFolder

LIMITS = [
    "The judges are trained readers of texts, not people, and both read word vectors: their agreement with human labels"
    " is stated beside each table.",
    "Intervals resample questions, not decoders, judges, profiles or seeds; with under some 20 questions they are too"
    " narrow.",
    "MAE rewards a lucky topic: contrast, sign agreement and dose response show how far answers move when targets do.",
    "How relevant a value is to a question was estimated from human arguments about it, or about the nearest matters;"
    " for dilemmas from their text alone, which is hardly better than taking the values that are argued with most.",
    "The best baseline is chosen on the same answers it is then compared on, and p values are corrected within a"
    " measure, not across measures.",
    "Whether an answer is true, helpful or harmless is not measured; read some in results.parquet.",
]


def benchmark(settings: Settings) -> None:
    """Ask, judge, compare; write ``results.parquet``, ``results.md`` and ``report.html``."""
    from couple.decoder import DecoderConfig
    from couple.evaluation.asking.answering import WHOLE, Plan, answer_all, collect
    from couple.evaluation.asking.planning import read_benchmark, read_part
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
    decoder = _decoder(settings)
    run = earlier or RunFolder.create("benchmark", settings, output=settings["output"])
    print(f"run folder: {run.path} (after an interrupt go on with resume={run.path})")
    _same_cases(run, plan, decoder.fingerprint)
    answer_all(plan, decoder, run.path / "answers", part=part or WHOLE)
    answers, missing = collect(plan, decoder.fingerprint, run.path / "answers")
    if missing:
        print(f"{missing} of {plan.size} answers belong to other parts; when all are done: resume={run.path}")
        return
    _write(run, settings, asked, book, answers, decoder)
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


def _decoder(settings: Settings) -> "Decoder":
    """The local model, or the one behind a server where ``server`` names one."""
    from couple.decoder import DecoderConfig, ServerDecoder, ServerDecoderConfig, load_decoder
    from couple.foundation import build_config

    if settings["server"]["base_url"]:
        return ServerDecoder(build_config(ServerDecoderConfig, settings["server"], where="server"))
    return load_decoder(build_config(DecoderConfig, settings["decoder"], where="decoder"))


def _write(
    run: "RunFolder",
    settings: Settings,
    asked: "Benchmark",
    book: "Casebook",
    answers: "list[Answer]",
    decoder: "Decoder",
) -> None:
    """Let the judges read, compare, and write the three files."""
    from collections import Counter

    from couple.decoder import LocalDecoder
    from couple.evaluation.asking.planning import OURS, nested
    from couple.evaluation.judges.further_judges import further_judges
    from couple.evaluation.measures.fluency import surprises
    from couple.evaluation.measures.texts import read_texts
    from couple.evaluation.outcome.answer_rows import answer_rows, write_parquet
    from couple.evaluation.outcome.benchmark_report import benchmark_document
    from couple.evaluation.outcome.verdicts import judge_results, system_of_answers
    from couple.evaluation.static_embeddings import StaticEmbeddings
    from couple.foundation import write_text
    from couple.report.benchmark_markdown import render_benchmark_markdown
    from couple.report.benchmark_page import render_benchmark_page

    system, config = system_of_answers(answers), asked.config
    judges = further_judges(system, nested(settings["language_model_judge"]) or None)
    readings = run.path / "readings"
    readings.mkdir(exist_ok=True)
    nats = None
    if isinstance(decoder, LocalDecoder):
        nats = surprises(answers, decoder.language_model, readings / "fluency.jsonl")
    texts = read_texts(answers, StaticEmbeddings.load(), nats)
    found = judge_results(asked, answers, judges, readings, texts=texts)
    fingerprints = {name: judge.fingerprint for name, judge in judges.items()}
    run.note("artefacts", **{f"{name} judge": fingerprint for name, fingerprint in fingerprints.items()})
    sources = Counter(relevance.source for relevance in book.relevance.values())
    facts = {
        "decoder": f"{decoder.name}, at most {settings['decoder']['max_new_tokens']} tokens an answer",
        "questions": f"{len({answer.case.topic for answer in answers})} from {config.questions}",
        "targets": f"{', '.join(config.profiles)}; at most {config.values_per_question or 'all'} values a question",
        "variants": ", ".join(config.variants),
        "relevance of values": ", ".join(f"{source} {count}" for source, count in sources.items()),
        "brackets": f"95 % intervals, {config.resamples} resamples of questions, seed {config.seed}",
    }
    facts |= {
        f"left out {place}": f"{count} times {why}" for place, (why, count) in enumerate(book.left_out.items(), 1)
    }
    document = benchmark_document(
        found,
        ours=OURS,
        title="Methods compared",
        created=run.record["started"],
        run=facts,
        limits=LIMITS,
        seed=config.seed,
        resamples=config.resamples,
    )
    rows = answer_rows(
        {one.name: one.judged for one in found},
        decoder=decoder.fingerprint,
        fingerprints=fingerprints,
        seed=config.seed,
        texts=texts,
    )
    write_parquet(run.path / "results.parquet", rows)
    write_text(run.path / "results.md", render_benchmark_markdown(document))
    write_text(run.path / "report.html", render_benchmark_page(document))


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
