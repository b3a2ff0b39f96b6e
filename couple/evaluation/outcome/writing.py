"""The files of a benchmark: ``results.parquet`` with a row an answer, ``results.md`` and ``report.html``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from couple.decoder import LocalDecoder
from couple.evaluation.asking.answering import Answer
from couple.evaluation.asking.casebook import Casebook
from couple.evaluation.asking.planning import OURS, Benchmark
from couple.evaluation.measures.fluency import surprises
from couple.evaluation.measures.texts import read_texts
from couple.evaluation.outcome.answer_rows import answer_rows, write_parquet
from couple.evaluation.outcome.benchmark_report import benchmark_document
from couple.evaluation.outcome.verdicts import judge_results
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import write_text
from couple.report.benchmark_markdown import render_benchmark_markdown
from couple.report.benchmark_page import render_benchmark_page

if TYPE_CHECKING:
    from couple.attribution import Attributor
    from couple.decoder.protocol import Decoder

LIMITS = [
    "The judges are trained readers of texts, not people, and both read word vectors: their agreement with human labels"
    " is stated beside each table.",
    "Neither judge gives a level below 2, since neither can tell that a text contradicts a value: a target of 1 costs"
    " at least a point.",
    "Intervals resample questions, not decoders, judges, profiles or seeds; with under some 20 questions they are too"
    " narrow.",
    "MAE rewards a lucky topic: contrast, sign agreement and dose response show how far answers move when targets do.",
    "How relevant a value is to a question was estimated from human arguments about it, or about the nearest matters;"
    " for dilemmas from their text alone, which is hardly better than taking the values that are argued with most.",
    "The best baseline is chosen on the same answers it is then compared on, and p values are corrected within a"
    " measure, not across measures.",
    "Whether an answer is true, helpful or harmless is not measured; read some in results.parquet.",
]


def write_results(
    folder: Path,
    asked: Benchmark,
    book: Casebook,
    answers: Sequence[Answer],
    decoder: "Decoder",
    judges: "Mapping[str, Attributor]",
    *,
    max_new_tokens: int,
    created: str,
) -> dict[str, str]:
    """Let the judges read, compare, and write the three files into ``folder``; returns the judges' fingerprints.

    ``folder/readings`` keeps what was read, so that nothing is read twice. ``created`` is when the answers were begun.
    """
    readings = folder / "readings"
    readings.mkdir(exist_ok=True)
    nats = None
    if isinstance(decoder, LocalDecoder):
        nats = surprises(answers, decoder.language_model, readings / "fluency.jsonl")
    texts = read_texts(answers, StaticEmbeddings.load(), nats)
    found = judge_results(asked, answers, judges, readings, texts=texts)
    config = asked.config
    document = benchmark_document(
        found,
        ours=OURS,
        title="Methods compared",
        created=created,
        run=_facts(asked, book, answers, f"{decoder.name}, at most {max_new_tokens} tokens an answer"),
        limits=LIMITS,
        seed=config.seed,
        resamples=config.resamples,
    )
    fingerprints = {name: judge.fingerprint for name, judge in judges.items()}
    rows = answer_rows(
        {one.name: one.judged for one in found},
        decoder=decoder.fingerprint,
        fingerprints=fingerprints,
        seed=config.seed,
        texts=texts,
    )
    write_parquet(folder / "results.parquet", rows)
    write_text(folder / "results.md", render_benchmark_markdown(document))
    write_text(folder / "report.html", render_benchmark_page(document))
    return {f"{name} judge": fingerprint for name, fingerprint in fingerprints.items()}


def _facts(asked: Benchmark, book: Casebook, answers: Sequence[Answer], decoder: str) -> dict[str, str]:
    """About the run, in reading order."""
    config = asked.config
    sources = Counter(relevance.source for relevance in book.relevance.values())
    facts = {
        "decoder": decoder,
        "questions": f"{len({answer.case.topic for answer in answers})} from {config.questions}",
        "targets": f"{', '.join(config.profiles)}; at most {config.values_per_question or 'all'} values a question",
        "variants": ", ".join(config.variants),
        "relevance of values": ", ".join(f"{source} {count}" for source, count in sources.items()),
        "peak memory": _peak(answers),
        "brackets": f"95 % intervals, {config.resamples} resamples of questions, seed {config.seed}",
    }
    left_out = enumerate(book.left_out.items(), 1)
    return facts | {f"left out {place}": f"{count} times {why}" for place, (why, count) in left_out}


def _peak(answers: Sequence[Answer]) -> str:
    """Of the largest process that answered: methods that share a process share its memory."""
    known = [answer.record["peak_memory_mb"] for answer in answers if answer.record["peak_memory_mb"] is not None]
    return f"{max(known):,} MB in the largest process, which may have run several methods" if known else "unknown"
