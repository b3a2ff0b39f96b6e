"""Further files of a run on staircases: every preference at every step, and every win rate."""

from collections.abc import Sequence
from itertools import combinations

from couple.instruments.recorded.csv_table import format_rows
from couple.instruments.staircase.dilemmas.dilemma import STEPS
from couple.instruments.staircase.reporting.tables import Row, bounds, who
from couple.instruments.staircase.scoring.analysis import Analysis
from couple.instruments.staircase.scoring.conflicts import Conflicts


def preferences_csv(analyses: Sequence[Analysis]) -> str:
    """``preferences.csv``: every value at every step, with how often it was chosen and offered."""
    rows: list[Row] = []
    for one in analyses:
        for step in STEPS:
            wins = one.conflicts.at(step).wins
            for place, value in enumerate(one.conflicts.names):
                rows.append(
                    {
                        **who(one.conflicts),
                        "step": step,
                        "value": value,
                        "chosen": int(wins[place].sum()),
                        "offered": int(wins[place].sum() + wins[:, place].sum()),
                        "preference": one.by_step[step - 1][value],
                        **bounds("preference", one.step_intervals[step - 1][value]),
                    }
                )
    header = [
        "model",
        "family",
        "step",
        "value",
        "chosen",
        "offered",
        "preference",
        "preference low",
        "preference high",
    ]
    return format_rows(header, rows)


def win_rates_csv(groups: Sequence[Conflicts]) -> str:
    """``win_rates.csv``: how often one value won against another, at each step and overall, where they met."""
    rows: list[Row] = []
    for one in groups:
        for step, met in [(str(step), one.at(step)) for step in STEPS] + [("all", one.overall)]:
            for i, j in combinations(range(len(one.names)), 2):
                if met.meetings[i, j]:
                    rows.append(
                        {
                            **who(one),
                            "step": step,
                            "one": one.names[i],
                            "other": one.names[j],
                            "met": int(met.meetings[i, j]),
                            "rate": float(met.rates[i, j]),
                        }
                    )
    return format_rows(["model", "family", "step", "one", "other", "met", "rate"], rows)
