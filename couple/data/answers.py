"""Labelled arguments as answers to opinion questions: what the decoder and the concept space learn from."""

import pandas as pd

from couple.data.questions import opinion_question
from couple.data.touche23 import Split, load_arguments


def labelled_answers(split: Split) -> pd.DataFrame:
    """Touché23 arguments with ``question`` and ``answer`` columns beside their own.

    The answer states the stance and then the premise as a sentence: "Yes. ..." in favour of the conclusion, "No. ..."
    against it.
    """
    arguments = load_arguments(split)
    question = arguments["conclusion"].map(opinion_question)
    stance = arguments["stance"].gt(0).map(lambda agrees: "Yes. " if agrees else "No. ")
    return arguments.assign(question=question, answer=stance + arguments["premise"].map(_sentence))


def _sentence(premise: str) -> str:
    text = premise.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
