"""The questions a benchmark asks: debates of Touché23, everyday dilemmas, or a file of the user's.

Only the debates from which neither the in-loop attributor nor the judge has learned are asked. They and the dilemmas
come in the order of a hash of their words, which has nothing to do with their topics: the first so many are a random
sample, and the same one for everybody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from couple.foundation import UserError, nearest_name

TOUCHE23, TOUCHE23_VALIDATION, DAILY_DILEMMAS = "touche23", "touche23_validation", "daily_dilemmas"


@dataclass(frozen=True, slots=True)
class Questions:
    """``texts`` in order, each once; ``skipped`` says of every line that was left out where it stands and why."""

    texts: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def load_questions(ref: str, *, limit: int | None = None) -> Questions:
    """The questions in ``ref``, at most ``limit`` of them.

    Args:
        ref: ``touche23_validation``; ``touche23``, these and the conclusions of the test split, whose labels nobody has
            seen; ``daily_dilemmas``; or a questions file as ``couple.generate`` reads it, where observed answers and
            targets are not used.
        limit: the first so many.

    Raises:
        UserError: the file or data set cannot be read or holds no usable question, or the limit is not above 0.
    """
    if limit is not None and limit < 1:
        raise UserError(f"limit={limit}", "it leaves no question", "type limit=5, or limit=null for all")
    known = _shipped()
    near = nearest_name(ref, known) if ref not in known and not Path(ref).suffix else None
    if near and not Path(ref).expanduser().exists():
        raise UserError(f"questions={ref}", "there is no such file", f"did you mean {near}?")
    found = Questions(known[ref]()) if ref in known else _read_file(ref)
    return Questions(found.texts[:limit], found.skipped)


def _shipped() -> Mapping[str, Callable[[], tuple[str, ...]]]:
    return {TOUCHE23: _touche23, TOUCHE23_VALIDATION: _touche23_validation, DAILY_DILEMMAS: _daily_dilemmas}


def _touche23_validation() -> tuple[str, ...]:
    from couple.data import opinion_question, report_arguments

    return tuple(opinion_question(text) for text in _shuffled(report_arguments()["conclusion"]))


def _touche23() -> tuple[str, ...]:
    from couple.data import load_arguments, opinion_question, report_arguments

    conclusions = [*report_arguments()["conclusion"], *load_arguments("test")["conclusion"]]
    return tuple(opinion_question(text) for text in _shuffled(conclusions))


def _daily_dilemmas() -> tuple[str, ...]:
    from couple.data import load_daily_dilemmas
    from couple.data.questions import dilemma_question

    return tuple(_shuffled(load_daily_dilemmas()["dilemma"].map(dilemma_question)))


def _shuffled(texts: Iterable[str]) -> list[str]:
    """Texts with the same words once, by the hash of these."""
    from couple.data import conclusion_key

    known = {conclusion_key(text): text for text in texts}
    return [known[key] for key in sorted(known)]


def _read_file(path: str) -> Questions:
    from couple.counterfactual import read_questions

    questions, broken = read_questions(path)
    lines: dict[str, int] = {}
    skipped = {one.line: one.reason for one in broken}
    for question in questions:
        if question.text in lines:
            skipped[question.line] = f"it repeats line {lines[question.text]}"
        else:
            lines[question.text] = question.line
    return Questions(tuple(lines), tuple(f"line {line}: {skipped[line]}" for line in sorted(skipped)))
