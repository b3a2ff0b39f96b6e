"""Questions with opposed targets, and the human arguments about them: what every measurement here starts from."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy
import pandas as pd

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.data import conclusion_key, labelled_answers, load_arguments, opinion_question, report_arguments
from couple.evaluation.asking.opposed import OpposedValues, opposed_values
from couple.foundation import append_json_line, child_seed, read_json_lines
from couple.values import load_mapping, load_system

SYSTEM = load_system("schwartz10")
TOKENS, SEED = 40, 0
KNOWN = Path("outputs") / "opposed_questions.jsonl"


def questions(limit: int) -> list[OpposedValues]:
    """The debates in the order of their keys, validation first, each with the conflicting values that matter most.

    Reading the unlabelled ones takes minutes, so what was found is kept in outputs/.
    """
    known = read_json_lines(KNOWN) if KNOWN.is_file() else []
    debates = [
        group
        for frame in (report_arguments(), load_arguments("test"))
        for _, group in frame.groupby(frame["conclusion"].map(conclusion_key))
    ]
    for group in debates[len(known) : limit]:
        question = opinion_question(str(group["conclusion"].iloc[0]))
        known.append(asdict(opposed_values(question, relevance(group), SYSTEM)))
        append_json_line(KNOWN, known[-1])
    return [OpposedValues(**row) for row in known[:limit]]


def relevance(arguments: pd.DataFrame) -> dict[str, float]:
    """The share of human arguments that express each value, by annotators, or by ``accurate`` where there are none."""
    groups = load_mapping("schwartz20", SYSTEM.name).groups
    if "security_personal" in arguments:
        return {v: float(arguments[list(groups[v])].any(axis=1).mean()) for v in SYSTEM.names}
    reader = load_attributor(AttributionConfig(detector="accurate"), SYSTEM)
    found = reader.attribute([Utterance(premise) for premise in arguments["premise"].head(8)])
    return {v: float(numpy.mean([one.probabilities[v] for one in found])) for v in SYSTEM.names}


def human_pairs() -> list[dict[str, Any]]:
    """Arguments to the same question with opposed labels: one of each kind, for every conflicting pair of values."""
    frame = labelled_answers("validation")
    frame = frame[frame["identifier"].isin(report_arguments()["identifier"])]
    groups = load_mapping("schwartz20", SYSTEM.name).groups
    has = {v: frame[list(groups[v])].any(axis=1) for v in SYSTEM.names}
    rows = []
    for question, part in frame.groupby("question"):
        for up, down in sorted(tuple(sorted(pair)) for pair in SYSTEM.conflicting):
            first = part[has[up][part.index] & ~has[down][part.index]]["answer"]
            second = part[has[down][part.index] & ~has[up][part.index]]["answer"]
            if len(first) and len(second):
                pick = child_seed(SEED, str(question), up, down)
                texts = first.iloc[pick % len(first)], second.iloc[pick % len(second)]
                opposed = asdict(OpposedValues(str(question), up, down))
                rows.append({**opposed, "first": texts[0], "second": texts[1]})
    return rows


def human_answer(question: str) -> str:
    """One human argument about the question, stance first, by the seed."""
    for frame in (labelled_answers("validation"), labelled_answers("test")):
        said = frame[frame["question"] == question]["answer"]
        if len(said):
            return str(said.iloc[child_seed(SEED, question) % len(said)])
    raise ValueError(f"nobody answered {question}")
