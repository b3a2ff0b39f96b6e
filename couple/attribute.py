"""Read value priorities and concepts out of texts: ``python -m couple.attribute texts=answers.jsonl``."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.entry import Settings, serve

if TYPE_CHECKING:
    from couple.attribution import Attribution
    from couple.attribution.text_file import Entry

SHARD = 256  # records are written, and an interrupted run goes on, in whole shards: same texts, same bytes
NAMED = 20  # lines that are named on the terminal; all are in the output


def attribute(settings: Settings) -> None:
    """Attribute every line of ``texts`` and write ``attributions.jsonl``."""
    from couple.attribution import AttributionConfig, load_attributor
    from couple.attribution.text_file import read_texts
    from couple.foundation import Progress, RunFolder, UserError, append_json_line, build_config, fingerprint_file
    from couple.values import load_system

    earlier = RunFolder.resume("attribute", settings["resume"]) if settings["resume"] else None
    if earlier:
        settings = earlier.record["config"]  # an interrupted run goes on as it was begun
    if not settings["texts"]:
        raise UserError("run couple.attribute", "texts was not given", "type texts=FILE (see --help)")
    entries = read_texts(settings["texts"])
    config = build_config(AttributionConfig, settings["attribution"], where="attribution")
    attributor = load_attributor(config, load_system(settings["system"]))
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
        for first in range(done, len(entries), SHARD):
            shard = entries[first : first + SHARD]
            readable = [entry.utterance for entry in shard]
            for entry, found in zip(shard, attributor.attribute(readable, concepts=settings["concepts"]), strict=True):
                append_json_line(target, record(entry, found))
            progress.advance(steps=len(shard))
    unread = sum(entry.problem is not None or entry.utterance.empty for entry in entries)
    run.note("counts", texts=len(entries), without_scores=unread)
    run.finish()
    print(f"{len(entries) - unread} of {len(entries)} texts attributed in {settings['system']}: {target}")


def record(entry: "Entry", found: "Attribution") -> dict[str, Any]:
    """One line of ``attributions.jsonl``; everything unknown is null, and ``reason`` says why."""
    reason = entry.problem or found.reason
    return {
        "line": entry.line,
        "id": entry.utterance.identifier,
        "scores": None if reason else _rounded(found.scores.items()),
        "probabilities": None if reason else _rounded(found.probabilities.items()),
        "present": None if reason else dict(found.present),
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
        "reason": reason,
    }


def _rounded(numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    return {name: round(number, 6) for name, number in numbers}


def _warn(entries: Sequence["Entry"]) -> None:
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
