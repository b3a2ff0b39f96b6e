"""Texts as people bring them: JSON Lines or one a line. Nothing is dropped in silence: every line becomes an entry."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from couple.attribution.protocol import Utterance
from couple.foundation import UserError, read_lines

_STANCES = {"in favor of": 1, "in favour of": 1, "against": -1, 1: 1, -1: -1, None: None}


class Line(BaseModel):
    """One object of a .jsonl file; keys other than these are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    text: str
    question: str | None = None
    stance: Literal["in favor of", "in favour of", "against", 1, -1] | None = None
    id: str | int | None = None


@dataclass(frozen=True)
class Entry:
    """Line ``line`` (from 1) of a file: its utterance, or what is wrong with it."""

    line: int
    utterance: Utterance
    problem: str | None = None


class TextFile:
    """The lines of a .jsonl or .txt file as entries, read one at a time: memory does not grow with the file.

    Raises ``UserError`` when the file cannot be read, is of another kind, or holds nothing.
    """

    def __init__(self, path: str | Path) -> None:
        self.path, kind = Path(path).expanduser(), Path(path).suffix.lower()
        if kind not in {".jsonl", ".txt"}:
            found = f"couple cannot tell what is in a {kind or 'file without a suffix'}"
            remedy = 'give a .jsonl file with {"text": "..."} on each line, or a .txt file with one text a line'
            raise UserError(f"texts={path}", found, remedy)
        self._read = _read_json_line if kind == ".jsonl" else _read_plain_line
        self._size = sum(1 for _ in self._lines())
        if self._size == 0:
            raise UserError(f"texts={path}", "the file is empty", "write one text a line")

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Entry]:
        for number, line in enumerate(self._lines(), start=1):
            yield self._read(number, line)

    def _lines(self) -> Iterator[str]:
        """Only a line feed ends a line: other line ends may stand inside a text."""
        return read_lines(self.path, what="texts")


def repeated_identifiers(entries: Iterable[Entry]) -> dict[str, list[int]]:
    """Identifiers that stand on several lines, with the numbers of those lines."""
    lines: dict[str, list[int]] = {}
    for entry in entries:
        if entry.utterance.identifier is not None:
            lines.setdefault(entry.utterance.identifier, []).append(entry.line)
    return {identifier: numbers for identifier, numbers in lines.items() if len(numbers) > 1}


def _read_plain_line(number: int, line: str) -> Entry:
    return Entry(number, Utterance(line.removesuffix("\r")))


def _read_json_line(number: int, line: str) -> Entry:
    try:
        raw = json.loads(line)
        json.dumps(raw, ensure_ascii=False).encode()
        given = Line.model_validate(raw)
    except json.JSONDecodeError as error:
        return Entry(number, Utterance(""), f"not JSON at column {error.colno}: {error.msg}")
    except RecursionError:
        return Entry(number, Utterance(""), "nested too deep")
    except UnicodeEncodeError:
        return Entry(number, Utterance(""), "holds half of a surrogate pair, which is no character")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return Entry(number, Utterance(""), f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}")
    identifier = None if given.id is None else str(given.id)
    return Entry(number, Utterance(given.text, given.question, _STANCES[given.stance], identifier))
