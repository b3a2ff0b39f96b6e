"""Tables and forest plots of personas: do a model's groups differ from one another as groups of people do?"""

from collections.abc import Mapping, Sequence

from couple.instruments.findings import ForestPlot, ForestRow, Table
from couple.instruments.portrait.personas import GroupDifference, Persona, group_differences
from couple.instruments.portrait.steering_report import SEED, item_differences
from couple.instruments.portrait.uncertainty import score_intervals
from couple.instruments.profile_findings import Profiles
from couple.instruments.recorded.ratings import ItemMeans
from couple.values import ValueSystem

UNIT = "difference of centred scores, in points of the 1..6 scale"
MOST_DRAWN = 6
Compared = Mapping[str, Sequence[GroupDifference]]
"""Plain respondent -> its personas' differences."""


def compare_personas(
    variants: Mapping[str, Mapping[str, str]], profiles: Profiles, personas: Sequence[Persona]
) -> dict[str, list[GroupDifference]]:
    """Every respondent that answered as two personas of one attribute or more."""
    found = {
        plain: group_differences({persona: profiles[name] for persona, name in names.items()}, personas)
        for plain, names in variants.items()
    }
    return {plain: differences for plain, differences in found.items() if differences}


def persona_tables(compared: Compared, system: ValueSystem) -> list[Table]:
    """A summary a pair of personas, and every value's difference beside people's."""
    summary, values = [], []
    for model, differences in compared.items():
        for one in differences:
            ours, peoples = one.sizes
            head = {"respondent": model, "pair": pair_name(one)}
            summary.append(
                head
                | {
                    "rank agreement with people": one.agreement.value,
                    "mean difference, model": ours,
                    "mean difference, people": peoples,
                }
            )
            for value, moved in one.model.items():
                people = one.people.get(value) if one.people else None
                excess = None if moved is None or people is None else moved - people
                label = system.value(value).label
                values.append(head | {"value": label, "model": moved, "people": people, "model minus people": excess})
    note = "Rank agreement: Spearman, -1..1, over the values. Mean difference: of absolute differences; the model's is"
    return [
        Table("Personas beside people", f"{note} larger where it exaggerates. Numbers: {UNIT}.", summary),
        Table("Personas, value by value", f"First persona minus second. Numbers: {UNIT}.", values),
    ]


def persona_plots(
    compared: Compared, means: ItemMeans, scales: Mapping[str, frozenset[str]], system: ValueSystem
) -> list[ForestPlot]:
    """The first pairs, value by value, with intervals over texts; people's difference stands behind each."""
    plots: list[ForestPlot] = []
    for model, differences in compared.items():
        for one in differences:
            first, second = (means[f"{model} [{persona.name}]"] for persona in (one.one, one.other))
            intervals = score_intervals(item_differences(first, second), scales, seed=SEED)
            rows = [
                ForestRow(system.value(value).label, moved, intervals.get(value), _people(one, value))
                for value, moved in one.model.items()
            ]
            caption = (
                "First persona minus second, 95 % intervals over texts (bootstrap); behind: the same among people."
            )
            plots.append(ForestPlot(f"{model}: {pair_name(one)}", caption, UNIT, rows))
    return plots[:MOST_DRAWN]


def pair_name(difference: GroupDifference) -> str:
    """``female minus male``."""
    return f"{difference.one.name} minus {difference.other.name}"


def _people(difference: GroupDifference, value: str) -> str:
    people = (difference.people or {}).get(value)
    return "people unknown" if people is None else f"people {people:+.2f}"
