"""All that one respondent's conflicts in one family show, computed once for tables and pictures."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float

from couple.instruments.comparisons.pairwise import Strengths
from couple.instruments.comparisons.resampling import Interval, percentile_interval, strength_intervals
from couple.instruments.comparisons.strengths import bradley_terry, thurstone
from couple.instruments.comparisons.transitivity import Transitivity, chance_counts, transitivity
from couple.instruments.staircase.dilemmas.dilemma import STEPS
from couple.instruments.staircase.scoring.conflicts import Conflicts
from couple.instruments.staircase.scoring.drift import Drift, drifts
from couple.instruments.staircase.scoring.preference import drawn_wins, preference, preference_intervals

Known = dict[str, float | None]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Of ``conflicts``.

    Attributes:
        preference: of each value over all steps, with its interval.
        by_step: the same at steps 1 to 5.
        drifts: slopes over the steps.
        bradley_terry, thurstone: strengths, the first with intervals.
        transitivity: what the triples show.
        by_chance: 95 % ranges of (cycles, strong violations) in worlds that strengths explain; None without strengths.
    """

    conflicts: Conflicts
    preference: Known
    intervals: dict[str, Interval | None]
    by_step: list[Known]
    step_intervals: list[dict[str, Interval | None]]
    drifts: list[Drift]
    bradley_terry: Strengths
    strength_intervals: dict[str, Interval | None]
    thurstone: Strengths
    transitivity: Transitivity
    by_chance: tuple[Interval | None, Interval | None] | None


def analyse(conflicts: Conflicts, *, seed: int, draws: int, prior: float) -> Analysis:
    """See ``Analysis``; ``prior`` wins are added to both sides of every two values before strengths are fitted."""
    names, overall, decided = conflicts.names, conflicts.overall, conflicts.all_decisions
    drawn = drawn_wins(conflicts, seed=seed, draws=draws)
    overall_intervals, step_intervals = preference_intervals(drawn)
    fit = partial(bradley_terry, prior=prior)
    strengths = fit(decided)
    # a fit takes milliseconds, and a fifth of the draws still tells an interval from a point
    fits = max(draws // 5, 100)
    bounds = strength_intervals(names, conflicts.decisions.sum(axis=1), fit, seed=seed, draws=fits)
    return Analysis(
        conflicts,
        known(names, preference(overall.wins)),
        dict(zip(names, overall_intervals, strict=True)),
        [known(names, preference(conflicts.at(step).wins)) for step in STEPS],
        [dict(zip(names, intervals, strict=True)) for intervals in step_intervals],
        drifts(conflicts, drawn),
        strengths,
        dict(bounds),
        thurstone(decided, prior=prior),
        transitivity(decided),
        _by_chance(conflicts, strengths, seed=seed) if strengths.values else None,
    )


def _by_chance(conflicts: Conflicts, strengths: Strengths, *, seed: int) -> tuple[Interval | None, Interval | None]:
    counts = np.array(chance_counts(conflicts.all_decisions, strengths, seed=seed), dtype=float)
    return percentile_interval(counts[:, 0]), percentile_interval(counts[:, 1])


def known(names: tuple[str, ...], numbers: Float[np.ndarray, " n"]) -> Known:
    """Name -> number, None for NaN."""
    return {name: None if np.isnan(one) else float(one) for name, one in zip(names, numbers, strict=True)}
