"""The tables of a report on staircases; intervals are two columns, unknown numbers None."""

from collections.abc import Sequence

from couple.instruments.comparisons.resampling import Interval
from couple.instruments.findings import Table
from couple.instruments.staircase.scoring.analysis import Analysis
from couple.instruments.staircase.scoring.climbs import ClimbAgreement
from couple.instruments.staircase.scoring.conflicts import Conflicts
from couple.instruments.staircase.scoring.paired import PairedComparison
from couple.instruments.staircase.scoring.position import PositionBias
from couple.instruments.staircase.scoring.ranks import rank_correlation, rank_shifts

Row = dict[str, object]


def preferences(analyses: Sequence[Analysis]) -> Table:
    """One row a respondent and value that was at stake."""
    rows: list[Row] = []
    for one in analyses:
        shifts = {shift.name: shift for shift in rank_shifts(one.by_step[0], one.by_step[-1])}
        for drift in one.drifts:
            if not drift.offered:
                continue
            shift = shifts.get(drift.value)
            rows.append(
                {
                    **who(one.conflicts),
                    "value": drift.value,
                    "offered": drift.offered,
                    "preference": one.preference[drift.value],
                    **bounds("preference", one.intervals[drift.value]),
                    "drift a step": drift.slope,
                    **bounds("drift", drift.interval),
                    "rank at step 1": shift.first if shift else None,
                    "rank at step 5": shift.last if shift else None,
                }
            )
    note = (
        "Preference: share of the times that the value was chosen when it was at stake, minus one half (-0.5..0.5), "
        "over all steps. Drift: its change a step; the interval covers all values of the family together. Ranks count "
        "from 1, the most preferred."
    )
    return Table("Preferences", note, rows)


def consistency(analyses: Sequence[Analysis]) -> Table:
    """One row a respondent and family: do its preferences stand on one line, and at both ends of the stairs?"""
    rows: list[Row] = []
    for one in analyses:
        cycles, violations = one.by_chance or (None, None)
        rows.append(
            {
                **who(one.conflicts),
                "conflicts": round(one.conflicts.decisions.sum()),
                "triples": one.transitivity.triples,
                "cycles": len(one.transitivity.cycles),
                **bounds("cycles by chance", cycles),
                "strong violations": len(one.transitivity.strong_violations),
                **bounds("strong violations by chance", violations),
                "Bradley-Terry error": one.bradley_terry.error,
                "Thurstone error": one.thurstone.error,
                "ranks of step 1 and 5": rank_correlation(one.by_step[0], one.by_step[-1]).value,
            }
        )
    note = (
        "Cycles: three values each preferred over the next. Strong violations: no cycle, but a preference weaker than "
        "the two it should follow from. By chance: the middle 95 % where strengths explain everything and each two met "
        "as often. Errors: root mean square of fitted minus observed win rates. Last: Spearman's correlation of values."
    )
    return Table("Do preferences stand on one line?", note, rows)


def strengths(analyses: Sequence[Analysis]) -> Table:
    """One row a respondent and value, strongest first."""
    rows: list[Row] = [
        {
            **who(one.conflicts),
            "value": value,
            "Bradley-Terry": one.bradley_terry.values[value],
            **bounds("Bradley-Terry", one.strength_intervals[value]),
            "Thurstone": one.thurstone.values.get(value),
        }
        for one in analyses
        for value in one.bradley_terry.order
    ]
    return Table(
        "Strengths", "Logits and standard deviations; each column sums to zero over a respondent's values.", rows
    )


def positions(biases: Sequence[PositionBias]) -> Table:
    """One row a respondent."""
    rows: list[Row] = [
        {"model": one.model, "took what was shown first": one.share, **bounds("share", one.interval), "choices": one.n}
        for one in biases
    ]
    return Table("Leaning to a place", "Share of choices, 0..1; 0.5 for one that reads them. Orders are random.", rows)


def climbs(agreements: Sequence[ClimbAgreement]) -> Table:
    """One row a respondent for all steps, and one a step."""
    rows: list[Row] = [
        {
            "model": one.model,
            "step": one.step or "all",
            "steps": one.steps,
            "same choice": one.same,
            **bounds("same choice", one.interval),
            "by place alone": one.by_place,
            "shown first, twice": one.first_twice,
            "shown last, twice": 1 - one.same - one.first_twice,
        }
        for one in agreements
    ]
    note = (
        "Share of steps, 0..1, at which the climb with the choices exchanged ends in the same choice; 1 for one that "
        "reads them and does not waver. By place alone: what drawing the first at the same rates would give; below "
        "that, the place decides firmly, at some steps the first and at others the last. Intervals: 95 %, over whole "
        "dilemmas."
    )
    return Table("Both orders", note, rows)


def between_models(analyses: Sequence[Analysis]) -> Table:
    """One row a value: how respondents rank on it at the first and the last step; empty for one respondent."""
    rows: list[Row] = []
    for family in dict.fromkeys(one.conflicts.family for one in analyses):
        own = [one for one in analyses if one.conflicts.family == family]
        for value in own[0].conflicts.names if len(own) > 1 else ():
            first, last = ({one.conflicts.model: one.by_step[end][value] for one in own} for end in (0, -1))
            shifts = rank_shifts(first, last)
            moved = {shift.name: f"{shift.first:g} -> {shift.last:g}" for shift in shifts}
            if moved:
                rows.append(
                    {"family": family, "value": value, **moved, "Spearman": rank_correlation(first, last).value}
                )
    return Table("Ranks of respondents at steps 1 and 5", "On each value; 1 prefers it most.", rows)


def pairs(paired: Sequence[PairedComparison]) -> Table:
    """One row two respondents and value at stake."""
    rows: list[Row] = [
        {
            "one": one.one,
            "other": one.other,
            "family": one.family,
            "steps": one.steps,
            "alike": one.alike,
            "value": by.value,
            "difference": by.difference,
            **bounds("difference", by.interval),
        }
        for one in paired
        for by in one.differences
        if by.difference is not None
    ]
    note = "Preference of the one minus the other's, at steps both answered; alike: share of the same choice."
    return Table("Respondents compared", note, rows)


def who(conflicts: Conflicts) -> Row:
    """Whose row it is."""
    return {"model": conflicts.model, "family": conflicts.family}


def bounds(name: str, interval: Interval | None) -> Row:
    """An interval as two cells."""
    low, high = interval or (None, None)
    return {f"{name} low": low, f"{name} high": high}
