"""Fifteen profiles computed from the European Social Survey, for benchmarks: ten countries and five clusters of people.

``tables/ess9_profiles.json`` holds their means and how they were computed; the recipe
``experiments/profiles/build_benchmark_profiles.py`` rebuilds it. Each comes in two grains. ``ess9_de`` is as the COUPLE
paper has it (Guo et al. 2025): the mean on the answer scale 1..6, floored, at most 5. ``ess9_de_fine`` keeps the
decimals: the mean itself, at most 5. Neither takes out that people find most values important, so floored profiles of
countries are nearly alike; ``country: DE`` does (see ``couple.values.scale``).
"""

from dataclasses import dataclass
from functools import cache
from math import floor

from couple.foundation import package_file, read_json
from couple.values.frozen import FrozenMapping
from couple.values.profile import ValueProfile
from couple.values.scale import HIGHEST
from couple.values.system import load_system

FINE = "_fine"


@dataclass(frozen=True)
class GroupMeans:
    """Mean scores of a group of respondents, weighted, on the answer scale: 6 = very much like me.

    ``raw`` lies in 1..6 and ``centred`` is relative to each respondent's mean over all items. ``share`` is a cluster's
    part of all clustered respondents by weight, 0..1, and None for a country.
    """

    description: str
    respondents: int
    share: float | None
    raw: FrozenMapping[float]
    centred: FrozenMapping[float]


@cache
def group_means() -> FrozenMapping[GroupMeans]:
    """The fifteen groups by name: ``ess9_cz`` to ``ess9_bg``, then ``ess9_cluster_1``, the largest, to ``_5``."""
    table = read_json(package_file("values", "tables", "ess9_profiles.json"), what="table of survey profiles")
    return FrozenMapping(
        {
            name: GroupMeans(
                description=entry["description"],
                respondents=entry["respondents"],
                share=entry["share"],
                raw=FrozenMapping(entry["raw"]),
                centred=FrozenMapping(entry["centred"]),
            )
            for name, entry in table["profiles"].items()
        }
    )


def survey_profile_names() -> tuple[str, ...]:
    """The thirty names of profiles: fifteen floored ones, then the same with decimals."""
    return (*group_means(), *(f"{name}{FINE}" for name in group_means()))


def survey_group_profile(name: str) -> ValueProfile:
    """The ten priorities of ``ess9_de``, floored, or of ``ess9_de_fine``, with decimals.

    Raises ``KeyError`` for a name that is none of ``survey_profile_names()``.
    """
    raw = group_means()[name.removesuffix(FINE)].raw
    means = raw if name.endswith(FINE) else {value: float(floor(mean)) for value, mean in raw.items()}
    return ValueProfile(load_system("schwartz10"), {value: min(HIGHEST, mean) for value, mean in means.items()})
