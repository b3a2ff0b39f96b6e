"""Supervised fine-tuning of the paper (Guo et al. 2025, section 4.4) as text, built from human labels alone.

Naive: the question and the values that an answer expresses, with their levels -> the answer. Reasoning: the same
prompt -> first which concepts follow from the values, then the answer. The paper lets a large model write both; here
the values and the concepts are those that annotators marked in the human answer.
"""

from dataclasses import dataclass

import pandas as pd

from couple.data.marks import marked_values
from couple.decoder.prompt import Prompt, value_prompt
from couple.values import ValueSystem

MOST = 5  # of the values that annotators marked most, as the paper targets up to five
_ANSWER = "Answer:\n"


@dataclass(frozen=True)
class Completion:
    """What is asked, the ``reasons`` to give first (perhaps none), and the answer."""

    prompt: Prompt
    reasons: str
    answer: str


def sft_completions(answers: pd.DataFrame, system: ValueSystem, *, reasoning: bool) -> list[Completion]:
    """One completion an answer, in order; ``answers`` are labelled arguments with ``question`` and ``answer``.

    The values with most finer values marked have level 5 ("most important"), the others that were marked level 4
    ("present, not central"). Values that nobody marked are not named: absence is no evidence of a low priority.
    """
    labels = {value.name: value.label for value in system.values}
    completions = []
    marked = marked_values(answers, system)
    for question, answer, values in zip(answers["question"], answers["answer"], marked, strict=True):
        named = {labels[value]: finer for value, finer in list(values.items())[:MOST]}
        most = max((len(finer) for finer in named.values()), default=0)
        levels = {label: 5 if len(finer) == most else 4 for label, finer in named.items()}
        lines = [f"- {label} {levels[label]}: {', '.join(finer)}" for label, finer in named.items()]
        reasons = "\n".join(["Reasons:", *lines, "", _ANSWER]) if reasoning and lines else ""
        completions.append(Completion(value_prompt(question, levels), reasons, answer))
    return completions


def final_answer(text: str) -> str:
    """The answer in what an adapter of reasoning SFT wrote: what follows its reasons, or all where it gave none."""
    return text.rpartition(_ANSWER)[2].strip()
