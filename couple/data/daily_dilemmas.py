"""DailyDilemmas (Chiu et al. 2025): 1,360 everyday dilemmas, each a situation with a choice between two actions."""

import pandas as pd

from couple.data.location import locate
from couple.foundation import UserError


def load_daily_dilemmas() -> pd.DataFrame:
    """One row a dilemma, in the order of the file: ``identifier``, ``situation`` (a phrase) and ``dilemma`` (the text).

    Raises ``UserError`` when the data set is not there or lacks a column.
    """
    path = locate("daily_dilemmas") / "dilemma.csv"
    names = {"idx": "identifier", "basic_situation": "situation", "dilemma_situation": "dilemma"}
    try:
        raw = pd.read_csv(path, usecols=list(names), dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UserError(f"read {path}", str(error).splitlines()[0], "fetch the data set again") from None
    return pd.DataFrame({name: raw[column].str.strip() for column, name in names.items()})
