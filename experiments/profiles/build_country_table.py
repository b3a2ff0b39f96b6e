"""Rebuild ``couple/values/tables/ess_countries.json``: mean value scores of countries, with the source of each.

    python experiments/profiles/build_country_table.py

It needs the data sets ``ess9_pvq21`` (respondents of ESS round 9; only their means leave this script) and
``ess_country_means`` (published means of rounds 1 to 11). The 29 countries of round 9 are scored here, from the
answers, with post-stratification weights.

The ten other countries have published means only, and these carry a slip: they come out as if answer code 5 had been
reversed to 3 instead of 2 (on round 9, scoring with that slip reproduces them to 0.02 on average, scoring without it to
0.12). A line fitted on the 29 countries where both are known undoes it; its leave-one-country-out error is written into
the table. Newer published rounds of the 29 countries are not used for the same reason.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean, linear_regression

from couple.data import locate
from couple.foundation import package_file, write_json
from couple.values import ESS_ITEMS, PVQ21, score_answers

Means = dict[str, dict[str, float]]
TABLE = package_file("values", "tables", "ess_countries.json")
ROUND_9 = 2018

# The two-letter names of values in the published means.
SHORT = {
    "SD": "self_direction",
    "ST": "stimulation",
    "HE": "hedonism",
    "AC": "achievement",
    "PO": "power",
    "SE": "security",
    "CO": "conformity",
    "TR": "tradition",
    "BE": "benevolence",
    "UN": "universalism",
}
# Code: the name we print, then other names we understand.
NAMES = {
    "AL": ["Albania"],
    "AT": ["Austria"],
    "BE": ["Belgium"],
    "BG": ["Bulgaria"],
    "CH": ["Switzerland"],
    "CY": ["Cyprus"],
    "CZ": ["Czechia", "Czech Republic"],
    "DE": ["Germany"],
    "DK": ["Denmark"],
    "EE": ["Estonia"],
    "ES": ["Spain"],
    "FI": ["Finland"],
    "FR": ["France"],
    "GB": ["United Kingdom", "UK", "Great Britain"],
    "GR": ["Greece", "EL"],
    "HR": ["Croatia"],
    "HU": ["Hungary"],
    "IE": ["Ireland"],
    "IL": ["Israel"],
    "IS": ["Iceland"],
    "IT": ["Italy"],
    "LT": ["Lithuania"],
    "LU": ["Luxembourg"],
    "LV": ["Latvia"],
    "ME": ["Montenegro"],
    "MK": ["North Macedonia"],
    "NL": ["Netherlands", "The Netherlands"],
    "NO": ["Norway"],
    "PL": ["Poland"],
    "PT": ["Portugal"],
    "RO": ["Romania"],
    "RS": ["Serbia"],
    "RU": ["Russia", "Russian Federation"],
    "SE": ["Sweden"],
    "SI": ["Slovenia"],
    "SK": ["Slovakia"],
    "TR": ["Turkey", "Türkiye"],
    "UA": ["Ukraine"],
    "XK": ["Kosovo"],
}


def score_round_9(path: Path) -> tuple[Means, Means, dict[str, int]]:
    """Weighted raw and centred means and the number of scored respondents, by country."""
    raw: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    centred: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    respondents: dict[str, int] = defaultdict(int)
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            answers = [int(float(row[item])) if row[item] else None for item in ESS_ITEMS]
            scores = score_answers(answers, PVQ21, reversed_codes=True)
            if scores is None:
                continue
            country, weight = row["cntry"], float(row["pspwght"])
            respondents[country] += 1
            for value, score in scores.raw.items():
                raw[country][value].append((weight, score))
                centred[country][value].append((weight, scores.centred[value]))
    return _weighted(raw), _weighted(centred), dict(respondents)


def read_published(path: Path) -> dict[int, Means]:
    """The published raw means, by year and country."""
    published: dict[int, Means] = defaultdict(lambda: defaultdict(dict))
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["variable"] in SHORT and row["centered"] == "False":
                published[int(float(row["essround"]))][row["cntry"]][SHORT[row["variable"]]] = float(row["value"])
    return published


def correct(published: Mapping[str, float], line: tuple[float, float]) -> dict[str, float]:
    """Undo the slip: ``intercept + slope * published``."""
    slope, intercept = line
    return {value: intercept + slope * score for value, score in published.items()}


def centre(raw: Mapping[str, float]) -> dict[str, float]:
    """Raw means minus the mean over all 21 items, that is, over values weighted by their number of items."""
    mean_rating = sum(len(PVQ21.key[value]) * score for value, score in raw.items()) / PVQ21.items
    return {value: score - mean_rating for value, score in raw.items()}


def fit_line(ours: Means, published: Means) -> tuple[float, float]:
    """Slope and intercept from published to our raw means, over all countries and values at once."""
    pairs = [(published[country][value], score) for country in ours for value, score in ours[country].items()]
    slope, intercept = linear_regression(*zip(*pairs, strict=True))
    return slope, intercept


def leave_one_out(ours: Means, centred: Means, published: Means) -> list[float]:
    """Absolute errors of corrected centred means, each country corrected by a line that has not seen it."""
    errors = []
    for country in ours:
        line = fit_line({other: means for other, means in ours.items() if other != country}, published)
        guess = centre(correct(published[country], line))
        errors += [abs(guess[value] - score) for value, score in centred[country].items()]
    return errors


def build() -> dict[str, object]:
    """The whole table."""
    raw, centred, respondents = score_round_9(locate("ess9_pvq21") / "ess9_pvq21.csv")
    published = read_published(locate("ess_country_means") / "values_long_tb3.csv")
    line = fit_line(raw, published[ROUND_9])
    errors = leave_one_out(raw, centred, published[ROUND_9])
    countries = {}
    for code, names in NAMES.items():
        scored = code in raw
        year = ROUND_9 if scored else max(year for year in published if code in published[year])
        country_raw = raw[code] if scored else correct(published[year][code], line)
        country_centred = centred[code] if scored else centre(country_raw)
        countries[code] = {
            "name": names[0],
            "aliases": names[1:],
            "year": year,
            "source": "ess9" if scored else "published",
            "respondents": respondents.get(code),
            "raw": {value: round(country_raw[value], 4) for value in SHORT.values()},
            "centred": {value: round(country_centred[value], 4) for value in SHORT.values()},
        }
    return {
        "title": "Mean value scores of countries, human values scale of the European Social Survey (PVQ-21)",
        "scale": "raw: 1 (not like me at all) to 6 (very much like me); centred: minus the respondent's mean rating",
        "recipe": "experiments/profiles/build_country_table.py",
        "sources": {
            "ess9": {
                "data": "European Social Survey, round 9 (2018), ESS ERIC; 29 countries",
                "method": "scored from the answers, codes reversed (7 - x), at most five of 21 items missing, "
                "post-stratification weights",
            },
            "published": {
                "data": "country means of ESS rounds 1 to 11 published by M. Rudnev (ShinyValues); the latest round of "
                "each country that is not in round 9",
                "method": "raw means corrected for a recoding slip: intercept + slope * published; centred over items",
                "slope": round(line[0], 4),
                "intercept": round(line[1], 4),
                "leave_one_out_mean_absolute_error": round(fmean(errors), 4),
                "leave_one_out_largest_error": round(max(errors), 4),
            },
        },
        "countries": countries,
    }


def _weighted(scores: Mapping[str, Mapping[str, list[tuple[float, float]]]]) -> Means:
    return {
        country: {
            value: sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)
            for value, pairs in values.items()
        }
        for country, values in scores.items()
    }


if __name__ == "__main__":
    write_json(TABLE, build())
    print(f"wrote {TABLE}")
