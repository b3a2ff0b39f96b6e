"""Who learns from which labelled arguments: the attributors, or the judge of their results.

A result may not be judged by what produced it. Every conclusion has exactly one role, fixed by its key, so that no
row, no conclusion and no question is shared. On the third part no weight is trained: attributors calibrate how their
logits are read on it, the judge does not see it, and results are reported on its questions.
"""

import pandas as pd

from couple.data.touche23 import Split, conclusion_key, load_arguments


def attributor_arguments() -> pd.DataFrame:
    """Four in five conclusions of the training split: what the attributors' networks learn from."""
    return _select("training", judge=False)


def judge_arguments() -> pd.DataFrame:
    """A fifth of the training conclusions, half of validation, all of Zhihu: what the judge learns from."""
    parts = [_select(split, judge=True) for split in ("training", "validation", "validation-zhihu")]
    return pd.concat(parts, ignore_index=True)


def report_arguments() -> pd.DataFrame:
    """The other half of validation: attributors calibrate on it, and the judge, which never saw it, reports on it."""
    return _select("validation", judge=False)


def _select(split: Split, *, judge: bool) -> pd.DataFrame:
    arguments = load_arguments(split)
    chosen = [_is_judges(conclusion, split) == judge for conclusion in arguments["conclusion"]]
    return arguments.loc[chosen].reset_index(drop=True)


def _is_judges(conclusion: str, split: Split) -> bool:
    number = int(conclusion_key(conclusion), 16)
    return split == "validation-zhihu" or number % (5 if split == "training" else 2) == 0
