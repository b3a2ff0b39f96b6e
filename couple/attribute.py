"""Read value priorities and concepts out of texts: ``python -m couple.attribute texts=answers.jsonl``."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.attribution import Attribution
    from couple.attribution.text_file import Entry, TextFile
    from couple.foundation import RunFolder
    from couple.values import ValueSystem

SHARD = 128  # records are written, and an interrupted run goes on, in whole shards: same texts, same bytes
NAMED = 20  # lines that are named on the terminal; all are in the output


def attribute(settings: Settings) -> None:
    """Attribute every line of ``texts``: ``attributions.jsonl``, and a report of all and the first ones in full."""
    from couple.attribution.choice import build_attributor
    from couple.attribution.text_file import TextFile
    from couple.foundation import Progress, RunFolder, UserError, append_json_line, fingerprint_file
    from couple.values import load_system

    earlier = RunFolder.resume("attribute", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    if not settings["texts"]:
        raise UserError("run couple.attribute", "texts was not given", "type texts=FILE (see --help)")
    entries, system = TextFile(settings["texts"]), load_system(settings["system"])
    attributor = build_attributor(settings["attribution"], system)
    facts = {"texts": fingerprint_file(settings["texts"]), "attributor": attributor.fingerprint}
    if earlier and earlier.record["artefacts"] != facts:
        found = "the texts or the attributor are no longer those the run began with"
        raise UserError(f"resume={earlier.path}", found, "start a new run: leave resume out")
    run = earlier or RunFolder.create("attribute", settings, output=settings["output"])
    run.note("artefacts", **facts)
    _warn(entries)
    target = run.path / "attributions.jsonl"
    done = _whole_shards(target)
    with Progress("attributing", total=len(entries), done=done) as progress:
        for shard in _shards(islice(entries, done, None)):
            readable = [entry.utterance for entry in shard]
            for entry, found in zip(shard, attributor.attribute(readable, concepts=settings["concepts"]), strict=True):
                append_json_line(target, record(entry, found))
            progress.advance(steps=len(shard))
    unread = sum(entry.problem is not None or entry.utterance.empty for entry in entries)
    run.note("counts", texts=len(entries), without_scores=unread)
    summary = _report(run, settings, entries, system)
    run.finish()
    print(summary)
    print(f"{len(entries) - unread} of {len(entries)} texts attributed in {settings['system']}: {target}")


def _shards(entries: "Iterator[Entry]") -> "Iterator[list[Entry]]":
    """As many texts at a time as are written, and resumed, together; one text's length does not change them."""
    while shard := list(islice(entries, SHARD)):
        yield shard


def _report(run: "RunFolder", settings: Settings, entries: "TextFile", system: "ValueSystem") -> str:
    """Write the report of all records; returns its table for the terminal."""
    from couple.foundation import read_lines
    from couple.report import attribution_table, build_attribution_document, write_attribution_report

    records = (json.loads(line) for line in read_lines(run.path / "attributions.jsonl", what="attributions"))
    readings = (
        (entry.utterance.text, entry.utterance.question, found) for entry, found in zip(entries, records, strict=True)
    )
    facts = {
        "texts": Path(settings["texts"]).name,
        "attributor": ", ".join(f"{key} {value}" for key, value in settings["attribution"].items() if value),
        "fingerprint": run.record["artefacts"]["attributor"],
    }
    title = f"Values in {Path(settings['texts']).name}"
    document = build_attribution_document(readings, system, facts, title=title, created=run.record["started"])
    write_attribution_report(document, run.path)
    return attribution_table(document)


def record(entry: "Entry", found: "Attribution") -> dict[str, Any]:
    """One line of ``attributions.jsonl``; everything unknown is null, and ``reason`` says why."""
    reason = entry.problem or found.reason
    return {
        "line": entry.line,
        "id": entry.utterance.identifier,
        "scores": None if reason else _rounded(found.scores.items()),
        "probabilities": None if reason else _rounded(found.probabilities.items()) or None,
        "present": None if reason else dict(found.present),
        "label_set": None if reason or found.label_set is None else list(found.label_set),
        "concepts": [
            {
                "value": concept.value,
                "phrase": concept.phrase,
                "start": concept.start,
                "end": concept.end,
                "weight": round(concept.weight, 6),
            }
            for concept in found.concepts
        ],
        "residuals": _rounded(found.residuals.items()),
        "flags": list(found.flags),
        "reason": reason,
    }


def _rounded(numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    return {name: round(number, 6) for name, number in numbers}


def _warn(entries: "TextFile") -> None:
    """Name the lines that cannot be read, and identifiers that stand for several texts."""
    from couple.attribution.text_file import repeated_identifiers

    broken = [entry for entry in entries if entry.problem]
    for entry in broken[:NAMED]:
        print(f"line {entry.line} is kept without scores: {entry.problem}", file=sys.stderr)
    if len(broken) > NAMED:
        print(f"... and {len(broken) - NAMED} more lines (see reason in attributions.jsonl)", file=sys.stderr)
    for identifier, lines in list(repeated_identifiers(entries).items())[:NAMED]:
        print(f"id {identifier!r} stands on lines {', '.join(map(str, lines[:5]))}: all are kept", file=sys.stderr)


def _whole_shards(target: Path) -> int:
    """How many records of an interrupted run are there in whole shards; what comes after them is cut off."""
    if not target.exists():
        return 0
    with target.open("rb+") as handle:
        whole = kept = size = 0
        for number, line in enumerate(handle, start=1):
            size += len(line)
            if number % SHARD == 0 and line.endswith(b"\n"):
                whole, kept = number, size
        handle.truncate(kept)
    return whole


def main() -> None:
    """Run the verb with this process's arguments."""
    serve("attribute", attribute)


if __name__ == "__main__":
    main()
