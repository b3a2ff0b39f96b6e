"""How often a value is chosen when it is at stake.

    preference_v = (times the chosen option carries v) / (times v is offered) - 1/2          in -1/2 .. +1/2

The paper gives the range and no formula; this one is inferred from its figures. Since the labels of a step differ, it
is the mean of v's pairwise win rates minus one half, each weighted by how often the two met:

    preference_v = sum_w n_vw (rate_vw - 1/2) / sum_w n_vw
"""

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.resampling import DRAWS, Interval, percentile_interval, resampling_weights
from couple.instruments.recorded.scores import DimensionScore, dimension_score
from couple.instruments.staircase.scoring.conflicts import Conflicts

INDIFFERENT = 0.5


def preference(wins: Float[np.ndarray, "*rest n n"]) -> Float[np.ndarray, "*rest n"]:
    """Each value's preference from counts of wins (row over column); NaN where it was never offered."""
    chosen = wins.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        return chosen / (chosen + wins.sum(axis=-2)) - INDIFFERENT


def preference_scores(conflicts: Conflicts) -> list[DimensionScore]:
    """Over all steps: ``mean`` is the share chosen, 0..1, ``centred_mean`` the preference, ``n`` the times offered."""
    wins = conflicts.wins.sum(axis=(0, 1))
    chosen, lost = wins.sum(axis=1).astype(int), wins.sum(axis=0).astype(int)
    return [
        dimension_score(conflicts.model, conflicts.family, name, [1.0] * won + [0.0] * missed, INDIFFERENT)
        for name, won, missed in zip(conflicts.names, chosen.tolist(), lost.tolist(), strict=True)
    ]


def drawn_wins(conflicts: Conflicts, *, seed: int, draws: int = DRAWS) -> Float[np.ndarray, "draws steps n n"]:
    """Wins a step in bootstrap draws of whole dilemmas; the same seed draws the same dilemmas for every respondent."""
    weights = resampling_weights(len(conflicts.dilemmas), seed=seed, draws=draws).astype(float)
    flat = conflicts.wins.reshape(len(conflicts.dilemmas), -1)
    return (weights @ flat).reshape(draws, *conflicts.wins.shape[1:])


def preference_intervals(
    drawn: Float[np.ndarray, "draws steps n n"],
) -> tuple[list[Interval | None], list[list[Interval | None]]]:
    """95 % intervals of each value's preference over all steps, and at each step."""
    overall, by_step = preference(drawn.sum(axis=1)), preference(drawn)
    values, steps = overall.shape[1], by_step.shape[1]
    return (
        [percentile_interval(overall[:, value]) for value in range(values)],
        [[percentile_interval(by_step[:, step, value]) for value in range(values)] for step in range(steps)],
    )
