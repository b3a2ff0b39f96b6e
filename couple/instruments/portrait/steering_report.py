"""Tables and a forest plot of what steering did: the shift matrix, the theory's signs, shifts by distance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.instruments.findings import ForestPlot, ForestRow, Table
from couple.instruments.portrait.steering import Shifts, mean_rise, mean_shift_by_distance, shift, sign_checks
from couple.instruments.portrait.uncertainty import score_intervals
from couple.instruments.profile_findings import Profiles
from couple.instruments.recorded.ratings import ItemMeans
from couple.values import ValueSystem

SHIFT = "shift of the centred score against the same respondent unsteered, in points of the 1..6 scale"
SEED = 0  # of the bootstrap; findings are a function of the answers alone


@dataclass(frozen=True)
class Steered:
    """One respondent under several values: ``names`` are steered value -> the name its answers are filed under."""

    plain: str
    names: Mapping[str, str]

    def shifts(self, profiles: Profiles) -> Shifts:
        """Steered value -> measured value -> shift."""
        return {value: shift(profiles[name], profiles[self.plain]) for value, name in self.names.items()}


def steered_among(variants: Mapping[str, Mapping[str, str]], system: ValueSystem) -> list[Steered]:
    """Respondents with a variant that is called like a value; the rows come in the circle's order."""
    order = system.circle or system.names
    found = [
        Steered(plain, {value: names[value] for value in order if value in names}) for plain, names in variants.items()
    ]
    return [one for one in found if one.names]


def steering_tables(steered: Sequence[Steered], profiles: Profiles, system: ValueSystem) -> list[Table]:
    """Shift matrix, sign checks and mean shift by distance, for all respondents below each other."""
    matrix, signs, distances = [], [], []
    for one in steered:
        shifts = one.shifts(profiles)
        for value, row in shifts.items():
            cells = {system.value(name).label: moved for name, moved in row.items()}
            matrix.append({"model": one.plain, "steered towards": system.value(value).label, **cells})
        checks = sign_checks(shifts)
        for check in checks:
            signs.append(
                {
                    "model": one.plain,
                    "steered towards": system.value(check.steered).label,
                    "measured": system.value(check.measured).label,
                    "expected": "up" if check.expected > 0 else "down",
                    "shift": check.shift,
                    "as expected": "yes" if check.holds else "no",
                }
            )
        by_distance = mean_shift_by_distance(shifts, system.circle or system.names)
        distances.append({"model": one.plain, **{f"{steps} steps": mean for steps, mean in by_distance.items()}})
    return [
        Table("Steering: what moved", f"Each row one steered value; numbers: {SHIFT}.", matrix),
        Table(
            "Steering: does the circle hold?",
            "Pairs that the theory calls compatible (up) or conflicting (down).",
            signs,
        ),
        Table(
            "Steering: shift by distance on the circle",
            f"0 steps is the steered value itself. Mean {SHIFT}.",
            distances,
        ),
    ]


def steering_facts(steered: Sequence[Steered], profiles: Profiles) -> dict[str, str]:
    """How many signs are as expected, and how much the steered values rose, by respondent."""
    signs, rises = [], []
    for one in steered:
        shifts = one.shifts(profiles)
        checks, rise = sign_checks(shifts), mean_rise(shifts)
        signs.append(f"{one.plain} {sum(check.holds for check in checks)} of {len(checks)}")
        rises.append(f"{one.plain} " + ("unknown" if rise is None else f"{rise:+.2f}"))
    return {"signs as the theory has them": ", ".join(signs), "mean shift of steered values": ", ".join(rises)}


def steering_plot(
    steered: Sequence[Steered],
    profiles: Profiles,
    means: ItemMeans,
    scales: Mapping[str, frozenset[str]],
    system: ValueSystem,
) -> ForestPlot:
    """How far each steered value itself moved, with intervals over texts.

    ``means``: respondent -> item -> mean rating; ``scales``: value -> its tagged items.
    """
    rows = [
        ForestRow(
            f"{one.plain}: {system.value(value).label}",
            shift(profiles[name], profiles[one.plain]).get(value),
            score_intervals(item_differences(means[name], means[one.plain]), scales, seed=SEED).get(value),
        )
        for one in steered
        for value, name in one.names.items()
    ]
    caption = "Shift of the value that the respondent was steered towards; 95 % intervals over texts (bootstrap)."
    return ForestPlot("Does steering reach its value?", caption, SHIFT, rows)


def item_differences(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Rating by ``one`` minus rating by ``other``, for the items that both rated."""
    return {item: rating - other[item] for item, rating in one.items() if item in other}
