"""The questions of a run: a jsonl or txt file, line by line; a broken line is named and the others are kept."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from couple.attribution import Utterance
from couple.foundation import UserError, nearest_name, package_file, read_text
from couple.values import ValueProfile, load_profile


class QuestionLine(BaseModel):
    """One line of a questions file, as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    observed: str | None = None
    target: str | dict[str, Any] | None = None


@dataclass(frozen=True)
class Question:
    """One question. ``target`` is its own profile, or None for the run's; ``line`` counts from 1."""

    text: str
    observed: str | None
    target: ValueProfile | None
    line: int


@dataclass(frozen=True)
class Skipped:
    """A line that could not be used, and why."""

    line: int
    reason: str


def example_questions() -> Path:
    """The questions that ship with couple."""
    return package_file("counterfactual", "examples", "questions.jsonl")


def read_questions(path: str | Path | None) -> tuple[list[Question], list[Skipped]]:
    """The questions of a file (None: the shipped examples), and the lines that were left out.

    Raises:
        UserError: the file cannot be read, or holds no usable question at all.
    """
    source = Path(path).expanduser() if path else example_questions()
    # splitlines() would also cut at U+2028 and its kin, which may stand inside JSON text
    lines = re.split(r"\r\n|\r|\n", read_text(source, what="questions file"))
    jsonl = source.suffix.lower() in {".jsonl", ".json", ".ndjson"}
    questions: list[Question] = []
    skipped: list[Skipped] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            if jsonl or number == len(lines):
                continue
            skipped.append(Skipped(number, "the line is empty"))
            continue
        try:
            questions.append(_question(line, number, source.parent) if jsonl else _checked(line, None, None, number))
        except UserError as error:
            skipped.append(Skipped(number, f"{error.asked}: {error.found}; {error.remedy}"))
        except ValueError as error:
            skipped.append(Skipped(number, str(error)))
    if not questions:
        first = f"line {skipped[0].line}: {skipped[0].reason}" if skipped else "the file is empty"
        raise UserError(f"questions={source}", f"no usable question; {first}", 'write {"question": "..."} on each line')
    return questions, skipped


def _question(line: str, number: int, folder: Path) -> Question:
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"it is not JSON ({error})") from None
    if not isinstance(raw, Mapping):
        raise ValueError("it is not a JSON object")
    for key in raw:
        if key not in QuestionLine.model_fields:
            near = nearest_name(str(key), QuestionLine.model_fields)
            raise ValueError(f"unknown key {key!r}" + (f", did you mean {near!r}?" if near else ""))
    try:
        parsed = QuestionLine.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'][:1]))}: {first['msg']}") from None
    target = load_profile(parsed.target, relative_to=folder) if parsed.target is not None else None
    return _checked(parsed.question, parsed.observed, target, number)


def _checked(question: str, observed: str | None, target: ValueProfile | None, number: int) -> Question:
    for name, text in (("question", question), ("observed answer", observed)):
        if text is not None and Utterance(text).empty:
            raise ValueError(f"the {name} is empty")
        if text is not None and any("\ud800" <= character <= "\udfff" for character in text):
            raise ValueError(f"the {name} holds half of a surrogate pair, which is no character")
    return Question(question.strip(), observed, target, number)
