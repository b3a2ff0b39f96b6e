"""Countries as respondents: people of the European Social Survey are the runs of their country.

The PVQ-21 of round 9, answers reversed so that 6 is "very much like me". Rows may not be passed on: ratings made here
stay in memory, and only what is estimated from them is written down.
"""

from collections.abc import Collection, Mapping, Sequence

from couple.foundation import UserError, numpy_generator
from couple.instruments.recorded.ratings import Ratings
from couple.values import ESS_ITEMS, PVQ21

PREFIX = "ESS "


def country_key() -> dict[str, tuple[str, ...]]:
    """Value -> the survey's names of its items."""
    return {value: tuple(ESS_ITEMS[number - 1] for number in numbers) for value, numbers in PVQ21.key.items()}


def country_ratings(countries: Sequence[str], *, people: int, seed: int) -> Ratings:
    """Answers of ``people`` drawn from each country (two letters), respondent ``ESS DE`` and so on.

    Drawn without replacement, with chances in proportion to the post-stratification weight; people without one answer
    to an item have a gap there.

    Raises:
        UserError: the survey is not there, has no such country, or the country has fewer people.
    """
    from pandas import notna

    from couple.data.ess9 import load_ess9

    survey = load_ess9()
    usable: dict[str, Mapping[str, Mapping[str, int]]] = {}
    known = sorted(survey["country"].unique())
    for country in countries:
        if country not in known:
            raise UserError(f"country {country}", "ESS round 9 does not hold it", f"known: {', '.join(known)}")
        rows = survey[(survey["country"] == country) & survey[list(ESS_ITEMS)].notna().any(axis=1)]
        if len(rows) < people:
            found = f"{country} has {len(rows):,} people with answers"
            raise UserError(f"{people:,} people of {country}", found, f"ask for at most {len(rows):,}")
        chance = rows["post_stratification_weight"]
        generator = numpy_generator(seed, "people", country)
        drawn = rows.iloc[sorted(generator.choice(len(rows), size=people, replace=False, p=chance / chance.sum()))]
        usable[PREFIX + country] = {
            item: {f"person {k}": int(code) for k, code in enumerate(drawn[item]) if notna(code)} for item in ESS_ITEMS
        }
    return Ratings(usable, ())


def together(one: Ratings, other: Ratings) -> Ratings:
    """The respondents of both."""
    return Ratings({**one.usable, **other.usable}, (*one.irregularities, *other.irregularities))


def joint_key(*keys: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """Value -> its items in all of ``keys``; an item that several name is one item."""
    values = dict.fromkeys(value for key in keys for value in key)
    return {value: tuple(dict.fromkeys(item for key in keys for item in key.get(value, ()))) for value in values}
