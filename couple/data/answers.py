"""Labelled arguments as answers to opinion questions: what the decoder and the concept space learn from."""

import pandas as pd

from couple.data.questions import opinion_question
from couple.data.roles import attributor_arguments
from couple.data.touche23 import Split, conclusion_key, load_arguments
from couple.foundation import child_seed


def labelled_answers(split: Split) -> pd.DataFrame:
    """Touché23 arguments of one split with ``question`` and ``answer`` columns beside their own, see ``as_answers``."""
    return as_answers(load_arguments(split))


def training_answers() -> pd.DataFrame:
    """What a decoder learns from: the attributors' part of the training split, no row or question of the judge's."""
    return as_answers(attributor_arguments())


def as_answers(arguments: pd.DataFrame) -> pd.DataFrame:
    """Arguments with ``question`` and ``answer`` columns beside their own.

    The answer states the stance and then the premise as a sentence: "Yes. ..." in favour of the conclusion, "No. ..."
    against it.
    """
    question = arguments["conclusion"].map(opinion_question)
    stance = arguments["stance"].gt(0).map(lambda agrees: "Yes. " if agrees else "No. ")
    return arguments.assign(question=question, answer=stance + arguments["premise"].map(_sentence))


def hold_out_topics(answers: pd.DataFrame, share: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers to learn from, and those of about a ``share`` of all conclusions, whole, to measure on.

    The conclusion's key decides, not a seed, so that every training holds out the same topics. ``share`` is 0..1.
    """
    chosen = [child_seed(0, "topic", conclusion_key(text)) < share * 2**63 for text in answers["conclusion"]]
    others = [not is_chosen for is_chosen in chosen]
    return answers.loc[others].reset_index(drop=True), answers.loc[chosen].reset_index(drop=True)


def _sentence(premise: str) -> str:
    text = premise.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
