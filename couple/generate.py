"""The main job. ``python -m couple.generate target=profile.yaml``; ``--help`` shows more."""

from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from couple.counterfactual import CounterfactualLoop, Question
    from couple.foundation import RunFolder

LIMITS = [
    "Priorities are read by trained readers of texts, not by people. The in-loop reader chose among the candidates, so"
    " its numbers flatter the result; the independent judge shares neither encoder nor training rows with it.",
    "The judge reads words without their order, so it is a weaker reader than the in-loop one. Both over-read neutral"
    " text that is no argument.",
    "Neither reader can tell that an answer contradicts a value (level 1): absence is read as 2.",
    "The value graph was learned from survey answers of people in 29 European countries (ESS round 9, 2018). That an"
    " answer's priorities follow the same structure is an assumption, not a finding.",
    "The graph's directions rest on causal sufficiency and linear-Gaussian mechanisms; edge confidence is the share of"
    " bootstrap searches that drew the edge, not the probability that it is true.",
    "Token noise has a posterior, and each candidate is one draw from it: other seeds give other answers.",
    "A small decoder writes what its training arguments would say. Truth, quality and harm are not measured.",
]


def generate(settings: Settings) -> None:
    """Answer every question as the model would have, had its priorities been the target's, and write the report."""
    from couple.foundation import RunFolder, UserError

    if settings["resume"]:
        run = RunFolder.resume("generate", settings["resume"])
        settings = run.record["config"]  # an interrupted run goes on as it was begun
        questions = _saved_questions(run)
    else:
        run, questions = None, _asked_questions(settings)
    _check(settings)
    if settings["dry_run"]:
        print(f"everything is in place: {len(questions)} question{'s'[: len(questions) != 1]}, nothing was answered")
        return
    if run is None:
        run = RunFolder.create("generate", settings, output=settings["output"])
        _save_questions(run, questions)
    print(f"run folder: {run.path}")
    try:
        _answer_all(settings, run, questions)
    except KeyboardInterrupt:
        run.finish("interrupted")
        print(f"\ninterrupted; finished answers are kept. Go on: python -m couple.generate resume={run.path}")
        raise
    except UserError:
        run.finish("stopped")
        raise
    _write_report(settings, run)
    run.finish()


def _check(settings: Settings) -> None:
    """Refuse what can be refused before the run folder is made and anything is loaded."""
    from couple.counterfactual.assembly import LoopConfig, adapter_folder
    from couple.foundation.embedded_model import EMBEDDED, resolve_model

    config = LoopConfig.read(settings)
    adapter_folder(config.decoder.adapter)
    if config.decoder.model != EMBEDDED:
        resolve_model(config.decoder.model)


def _asked_questions(settings: Settings) -> "list[Question]":
    """The questions with their targets; lines that cannot be used are named on standard error."""
    import sys

    from couple.foundation import UserError, build_config
    from couple.values import load_profile

    if not settings["target"]:
        found = "no target was given"
        raise UserError("run couple.generate", found, "type target=profile.yaml, a shipped profile, or target=observed")
    target = settings["target"] if isinstance(settings["target"], dict) else str(settings["target"])
    shared = None if target == "observed" else load_profile(target)
    # imported only here: a mistake in the profile is told at once, before torch is loaded
    from couple.counterfactual.assembly import RunConfig
    from couple.counterfactual.questions import Question, read_questions

    build_config(RunConfig, {key: settings[key] for key in RunConfig.model_fields}, where="")
    questions, skipped = read_questions(settings["questions"])
    for line in skipped:
        print(f"left out: line {line.line}: {line.reason}", file=sys.stderr)
    return [
        Question(q.text, q.observed, q.target or shared, q.line)
        for q in (questions[: settings["limit"]] if settings["limit"] else questions)
    ]


def _save_questions(run: "RunFolder", questions: "list[Question]") -> None:
    """Keep the questions with their resolved targets, so that a resumed run does not depend on the user's files."""
    from couple.foundation import write_json

    rows: list[Any] = [
        {
            "question": q.text,
            "observed": q.observed,
            "target": q.target.to_mapping() if q.target else None,
            "line": q.line,
        }
        for q in questions
    ]
    write_json(run.path / "questions.json", rows)


def _saved_questions(run: "RunFolder") -> "list[Question]":
    from couple.counterfactual.questions import Question
    from couple.foundation import read_json
    from couple.values import load_profile

    rows = read_json(run.path / "questions.json", what="saved questions")
    return [
        Question(row["question"], row["observed"], load_profile(row["target"]) if row["target"] else None, row["line"])
        for row in rows
    ]


def _answer_all(settings: Settings, run: "RunFolder", questions: "list[Question]") -> None:
    from couple.counterfactual.assembly import LoopConfig, assemble
    from couple.counterfactual.observe import observe
    from couple.counterfactual.record import record_of
    from couple.decoder.server import ServerDecoderConfig
    from couple.decoder.threads import settle_threads
    from couple.evaluation.judges.independent import IndependentReader
    from couple.foundation import Progress, append_json_line, build_config, read_json_lines

    config = LoopConfig.read(settings)
    asked = settings["observer"]
    server = build_config(ServerDecoderConfig, asked, where="observer") if asked["base_url"] else None
    settle_threads(run, config.decoder.threads)
    answers = run.path / "responses.jsonl"
    done = len(read_json_lines(answers, drop_broken_end=True)) if answers.exists() else 0
    with Progress("loading", 1) as progress:
        assembly = assemble(config)
        reader = IndependentReader() if settings["judge"] else None
        _same_artefacts(run, assembly.artefacts, done)
        run.note("artefacts", **assembly.artefacts)
        progress.advance(assembly.observer.name)
    block = config.decoder.batch_size
    questions = _fitting(assembly.loop, run, questions)
    with Progress("answering", len(questions), done=done) as progress:
        # observed answers are asked in blocks that depend on the questions alone, so that a resumed run repeats them
        for start in range(done - done % block, len(questions) if done < len(questions) else 0, block):
            batch = questions[start : start + block]
            observed = observe(assembly, batch, config.decoder, server, settings["seed"])
            for place, (question, said) in enumerate(zip(batch, observed, strict=True), start):
                if place < done:
                    continue
                result = assembly.loop.answer(question.text, said.text, question.target, seed=settings["seed"])
                record = record_of(
                    result, source=said.source, budget=config.counterfactual.candidates, seed=settings["seed"]
                )
                if reader:
                    record["independent"] = reader.read(result.target, question.text, said.text, result.best.text)
                append_json_line(answers, record)
                progress.advance(question.text[:40])


def _same_artefacts(run: "RunFolder", found: "Mapping[str, str]", done: int) -> None:
    """Refuse to go on with other weights than the finished answers were made with."""
    from couple.foundation import UserError

    before = run.record["artefacts"]
    changed = [name for name, fingerprint in found.items() if done and before.get(name) != fingerprint]
    if changed:
        found_now = f"{', '.join(changed)} changed since its first {done} answers were made"
        raise UserError(f"resume={run.path}", found_now, "start anew with output=NEW, or bring back the former files")


def _fitting(loop: "CounterfactualLoop", run: "RunFolder", questions: "list[Question]") -> "list[Question]":
    """The questions that fit the model's context; the others are named on standard error and in ``run.json``."""
    import sys

    from couple.foundation import UserError

    obstacles = {question.line: loop.obstacle(question.text, question.observed) for question in questions}
    for line, reason in obstacles.items():
        if reason:
            print(f"left out: line {line}: {reason}", file=sys.stderr)
            run.note("left_out", **{f"line {line}": reason})
    fitting = [question for question in questions if not obstacles[question.line]]
    if not fitting:
        found = f"line {questions[0].line}: {obstacles[questions[0].line]}"
        raise UserError("answer the questions", found, "shorten them, or use a model with more context")
    return fitting


def _write_report(settings: Settings, run: "RunFolder") -> None:
    from couple.counterfactual.assembly import LoopConfig
    from couple.foundation import build_config, read_json_lines
    from couple.graph import load_graph, shipped_graph
    from couple.report import ReportConfig, build_document, summarise, terminal_table, write_report
    from couple.scm import find_scm
    from couple.values import load_system

    records = read_json_lines(run.path / "responses.jsonl")
    config = LoopConfig.read(settings)
    guidance = config.counterfactual.guidance
    graph = shipped_graph() if config.graph.reference == "ess9" else load_graph(config.graph.reference)
    scm, drawn = find_scm(config.scm.reference), graph.to_json()
    for edge in drawn["edges"]:
        if {edge["source"], edge["target"]} <= set(scm.nodes):
            edge["weight"] = scm.direct_effect(edge["source"], edge["target"])
    facts = {
        "target": str(settings["target"]),
        "decoder": config.decoder.model,
        "adapter": config.decoder.adapter,
        "candidates": str(config.counterfactual.candidates),
        "guidance": f"weight {guidance.weight:g}, spread {guidance.spread:g}",
        "seed": str(settings["seed"]),
        "version": run.record["version"],
    }
    chosen = build_config(ReportConfig, settings["report"], where="report")
    document = build_document(
        records,
        load_system(records[0]["target"]["system"]),
        drawn,
        summarise(records),
        facts,
        LIMITS,
        title=chosen.title,
        created=run.record["started"],
    )
    written = write_report(document, run.path, chosen)
    print(terminal_table(records))
    print(f"\nanswers: {run.path / 'responses.jsonl'}")
    print(f"report:  {written[1] if len(written) > 1 else written[0]}")


def main() -> None:
    """Run the verb with this process's arguments."""
    serve("generate", generate)


if __name__ == "__main__":
    main()
