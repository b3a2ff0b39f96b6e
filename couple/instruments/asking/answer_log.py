"""Answers on disk, one JSON line each, under the hash of what was asked: asked again, they are there already.

A line is written whole and flushed before the next question goes out. After a kill at any moment the log opens again:
what was torn is cut away (and will be asked once more), nothing that was finished is lost or doubled.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from couple.foundation import append_json_line, fingerprint_bytes, write_text

Record = dict[str, Any]


def content_id(parts: Mapping[str, Any]) -> str:
    """16 hex digits that depend on every part of a question and on nothing else; the order of the keys is nothing."""
    return fingerprint_bytes(json.dumps(parts, sort_keys=True, ensure_ascii=False, allow_nan=False).encode())


class AnswerLog:
    """``records`` by ``id``, in the order they were answered; ``torn`` counts lines that could not be read."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.records: dict[str, Record] = {}
        self.torn = 0
        if self.path.exists():
            self._open_again()

    @staticmethod
    def read(path: str | Path) -> dict[str, Record]:
        """The records of a log that another process may be writing: nothing on disk is mended."""
        return {record["id"]: record for record in _records(Path(path)) if record is not None}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self.records

    def add(self, record: Mapping[str, Any]) -> None:
        """Write one record, which has an ``id``, to disk. An ``id`` that is there already is left as it is."""
        if record["id"] not in self.records:
            append_json_line(self.path, record)
            self.records[record["id"]] = dict(record)

    def _open_again(self) -> None:
        for record in _records(self.path):
            if record is None:
                self.torn += 1
            else:
                self.records.setdefault(record["id"], record)
        kept = [json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n" for record in self.records.values()]
        if (mended := "".join(kept)).encode() != self.path.read_bytes():
            write_text(self.path, mended)


def _records(path: Path) -> Iterator[Record | None]:
    """Each line's record, None for a torn one."""
    # A kill may have torn a letter of several bytes; only "\n" ends a record, texts may hold other line ends.
    for line in filter(None, path.read_bytes().decode("utf-8", errors="replace").split("\n")):
        yield _record(line)


def _record(line: str) -> Record | None:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        return None
    return record if isinstance(record, dict) and "id" in record else None
