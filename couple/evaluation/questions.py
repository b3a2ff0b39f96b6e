"""The questions a benchmark asks: a file of the user's, or debates of Touché23's validation split.

Only the debates from which neither the in-loop attributor nor the judge has learned are asked.
"""

from dataclasses import dataclass

from couple.foundation import UserError

TOUCHE23_VALIDATION = "touche23_validation"


@dataclass(frozen=True, slots=True)
class Questions:
    """``texts`` in order, each once; ``skipped`` says of every line that was left out where it stands and why."""

    texts: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def load_questions(ref: str, *, limit: int | None = None) -> Questions:
    """The questions in ``ref``, at most ``limit`` of them.

    Args:
        ref: ``touche23_validation``, or a questions file as ``couple.generate`` reads it; observed answers and targets
            in it are not used here.
        limit: the first so many; Touché23's come in an order that has nothing to do with their topics.

    Raises:
        UserError: the file cannot be read or holds no usable question, or the limit is not above 0.
    """
    if limit is not None and limit < 1:
        raise UserError(f"limit={limit}", "it leaves no question", "type limit=5, or limit=null for all")
    found = _touche23_validation() if ref == TOUCHE23_VALIDATION else _read_file(ref)
    return Questions(found.texts[:limit], found.skipped)


def _touche23_validation() -> Questions:
    from couple.data import conclusion_key, opinion_question, report_arguments

    conclusions = {conclusion_key(text): text for text in report_arguments()["conclusion"]}
    return Questions(tuple(opinion_question(conclusions[key]) for key in sorted(conclusions)))


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
