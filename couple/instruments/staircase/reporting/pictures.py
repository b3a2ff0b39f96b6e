"""Pictures of one respondent's way up: preferences at each step, and who wins against whom."""

from couple.instruments.findings import DriftPlot, ForestRow, WinRates
from couple.instruments.staircase.dilemmas.dilemma import STEPS, family_system
from couple.instruments.staircase.scoring.analysis import Analysis

UNIT = "preference (share chosen when at stake, minus one half)"


def drift_plot(one: Analysis) -> DriftPlot:
    """A line for each value that was at stake, with 95 % intervals."""
    system = family_system(one.conflicts.family)
    lines: dict[str, list[ForestRow | None]] = {}
    for value in one.conflicts.names:
        if one.preference[value] is None:
            continue
        label = system.value(value).label
        lines[label] = [
            ForestRow(label, estimate, intervals[value]) if (estimate := known[value]) is not None else None
            for known, intervals in zip(one.by_step, one.step_intervals, strict=True)
        ]
    title = f"The way up: {one.conflicts.model}, {one.conflicts.family}"
    caption = "Preference at each step, with 95 % intervals over dilemmas. Gaps: the value was not at stake."
    return DriftPlot(title, caption, UNIT, [f"step {step}" for step in STEPS], lines)


def win_rate_plot(one: Analysis) -> WinRates:
    """The matrix of all steps, the strongest values first."""
    system, names = family_system(one.conflicts.family), list(one.conflicts.names)
    order = sorted(
        (name for name in names if one.preference[name] is not None),
        key=lambda name: -one.bradley_terry.values.get(name, 0.0),
    )
    rates = one.conflicts.overall.rows()
    title = f"Who wins against whom: {one.conflicts.model}, {one.conflicts.family}"
    return WinRates(
        title,
        "How often the row's value was chosen over the column's, all steps together.",
        [system.value(name).label for name in order],
        [[rates[names.index(row)][names.index(column)] for column in order] for row in order],
    )
