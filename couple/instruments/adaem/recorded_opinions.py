"""Opinions that somebody recorded: a CSV with one row an answer. They can be compared, nothing new is asked."""

from pathlib import Path

from couple.foundation import UserError, nearest_name
from couple.instruments.adaem.opinions import Form, Opinion, read_opinion
from couple.instruments.recorded.csv_table import read_rows

COLUMNS = "model", "question", "answer"


def read_opinions(path: str | Path, *, form: Form) -> dict[str, dict[str, list[Opinion]]]:
    """The opinions in a CSV: question -> respondent -> its opinions, in the order of the file.

    Args:
        path: a CSV in UTF-8 with the columns model, question and answer; several rows of one model on one question are
            several opinions. Other columns are not read.
        form: in which they were asked for.

    Raises:
        UserError: the file cannot be read, lacks a column, or holds fewer than two respondents.
    """
    rows, asked = read_rows(path, what="recorded opinions"), f"ratings={path}"
    for column in COLUMNS:
        if not rows or column not in rows[0]:
            near = nearest_name(column, rows[0]) if rows else None
            hint = f"rename the column {near} to {column}" if near else f"give it the columns {', '.join(COLUMNS)}"
            raise UserError(asked, f"it has no column {column}" if rows else "it holds no answers", hint)
    found: dict[str, dict[str, list[Opinion]]] = {}
    for row in rows:
        by_respondent = found.setdefault(row["question"], {})
        by_respondent.setdefault(row["model"] or "(no name)", []).append(read_opinion(row["answer"], form=form))
    names = {name for by_respondent in found.values() for name in by_respondent}
    if len(names) < 2:
        raise UserError(asked, f"all answers are from {names.pop()}", "AdAEM compares respondents: record two or more")
    return found
