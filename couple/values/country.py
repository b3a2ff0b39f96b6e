"""The priorities of countries, from the human values scale of the European Social Survey.

``tables/ess_countries.json`` says for each country the year, the source and how its means were computed; the recipe
``experiments/profiles/build_country_table.py`` rebuilds it. It holds aggregates only, no respondent's answers.
"""

from dataclasses import dataclass
from functools import cache

from couple.foundation import UserError, nearest_name, package_file, read_json
from couple.values.frozen import FrozenMapping
from couple.values.profile import ValueProfile
from couple.values.scale import priority_from_centred
from couple.values.system import load_system


@dataclass(frozen=True)
class CountryMeans:
    """Mean scores of a country's residents on the answer scale, 6 = very much like me.

    ``raw`` lies in 1..6 and ``centred`` is relative to each respondent's mean over all items. ``source`` names the
    entry of the table's ``sources`` that says how they were computed; ``respondents`` is None where that is unknown.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    year: int
    source: str
    respondents: int | None
    raw: FrozenMapping[float]
    centred: FrozenMapping[float]


@cache
def country_table() -> FrozenMapping[CountryMeans]:
    """Every country with means, by its ISO 3166 code of two letters (``XK`` for Kosovo)."""
    table = read_json(package_file("values", "tables", "ess_countries.json"), what="country table")
    return FrozenMapping(
        {
            code: CountryMeans(
                code=code,
                name=entry["name"],
                aliases=tuple(entry["aliases"]),
                year=entry["year"],
                source=entry["source"],
                respondents=entry["respondents"],
                raw=FrozenMapping(entry["raw"]),
                centred=FrozenMapping(entry["centred"]),
            )
            for code, entry in table["countries"].items()
        }
    )


def find_country(country: str) -> CountryMeans:
    """The means of ``country``: its code (``DE``) or English name (``Germany``), in any case.

    Raises ``UserError`` with the nearest name when we have no means for it.
    """
    known = {
        name.casefold(): means
        for means in country_table().values()
        for name in (means.code, means.name, *means.aliases)
    }
    wanted = country.strip().casefold()
    if wanted in known:
        return known[wanted]
    near = nearest_name(wanted, [name for name in known if len(name) > 2]) if len(wanted) > 2 else None
    hint = f"did you mean {known[near].name} ({known[near].code})? " if near else ""
    remedy = f"{hint}known: {', '.join(country_table())}"
    raise UserError(f"country: {country[:80]}", "the table of ESS country means does not hold it", remedy)


def country_profile(country: str) -> ValueProfile:
    """The ten priorities of ``country`` (see ``find_country``): ``3 + centred mean``, see ``priority_from_centred``."""
    centred = find_country(country).centred
    return ValueProfile(
        load_system("schwartz10"), {name: priority_from_centred(score) for name, score in centred.items()}
    )
