"""Rebuild ``couple/values/tables/ess9_profiles.json``: the fifteen profiles that benchmarks ask for.

    python experiments/profiles/build_benchmark_profiles.py

It needs the data set ``ess9_pvq21`` (respondents of ESS round 9; only their means leave this script). The COUPLE paper
(Guo et al. 2025) asks for ten countries and five clusters of ESS respondents. Of its countries four are in the survey:
Czechia, Germany, the Netherlands and the United Kingdom. Six more are chosen by the map, one where none of these lies:
Finland (north), Estonia (Baltic), France (west), Spain (south-west), Poland (east), Bulgaria (south-east).

Clusters are of priorities, so they are found on centred scores. On raw scores k-means splits people by how high they
rate anything (two of five clusters rate everything high, or low), and the split depends on the seed.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sklearn.cluster import KMeans

from couple.data import load_ess9
from couple.foundation import child_seed, package_file, write_json
from couple.values import ESS_ITEMS, PVQ21, find_country, load_system
from couple.values.survey import MAX_MISSING_SHARE

TABLE = package_file("values", "tables", "ess9_profiles.json")
COUNTRIES = ("CZ", "DE", "NL", "GB", "FI", "EE", "FR", "ES", "PL", "BG")
CLUSTERS, STARTS, SEED = 5, 20, 0
VALUES = load_system("schwartz10").names


def respondents() -> pd.DataFrame:
    """Who answered enough items, with ``weight`` (post-stratification x population) and ``complete``."""
    survey = load_ess9()
    missing = survey[list(ESS_ITEMS)].isna().sum(axis=1)
    weight = survey["post_stratification_weight"] * survey["population_weight"]
    return survey.assign(weight=weight, complete=missing.eq(0))[missing.le(MAX_MISSING_SHARE * PVQ21.items)]


def centred(people: pd.DataFrame) -> pd.DataFrame:
    """Each value's score minus the same person's mean over all items."""
    return people[list(VALUES)].sub(people["mean_rating"], axis=0)


def weighted_means(scores: pd.DataFrame, weight: pd.Series) -> pd.Series:
    """The mean of each column over those who have a score in it."""
    return scores.mul(weight, axis=0).sum() / scores.notna().mul(weight, axis=0).sum()


def cluster(people: pd.DataFrame) -> list[pd.DataFrame]:
    """The people of each cluster, the largest (by weight) first."""
    means = KMeans(
        CLUSTERS, n_init=STARTS, max_iter=1000, tol=0, random_state=child_seed(SEED, "value clusters") % 2**32
    )
    labels = means.fit_predict(centred(people).to_numpy(), sample_weight=people["weight"].to_numpy())
    found = [people[labels == number] for number in range(CLUSTERS)]
    return sorted(found, key=lambda members: -members["weight"].sum())


def describe(members: pd.DataFrame, everybody: pd.DataFrame) -> str:
    """The two values that a cluster puts furthest above all respondents, in their standard deviations, and below."""
    means = weighted_means(centred(everybody), everybody["weight"])
    spread = weighted_means((centred(everybody) - means) ** 2, everybody["weight"]) ** 0.5
    apart = ((weighted_means(centred(members), members["weight"]) - means) / spread).sort_values()
    above, below = apart.index[:-3:-1], apart.index[:2]
    return f"more than others {' and '.join(above)}, less {' and '.join(below)}".replace("_", "-")


def entry(people: pd.DataFrame, description: str, share: float | None) -> dict[str, Any]:
    """What the table says of one profile; ``share`` is of the weight of all clustered respondents."""

    def rounded(means: pd.Series) -> Mapping[str, float]:
        return {value: round(float(means[value]), 4) for value in VALUES}

    return {
        "description": description,
        "respondents": len(people),
        "share": share if share is None else round(share, 4),
        "raw": rounded(weighted_means(people[list(VALUES)], people["weight"])),
        "centred": rounded(weighted_means(centred(people), people["weight"])),
    }


def build() -> dict[str, Any]:
    """The whole table."""
    everybody = respondents()
    complete = everybody[everybody["complete"]]
    profiles = {
        f"ess9_{code.lower()}": entry(everybody[everybody["country"] == code], find_country(code).name, None)
        for code in COUNTRIES
    }
    for number, members in enumerate(cluster(complete), start=1):
        share = float(members["weight"].sum() / complete["weight"].sum())
        profiles[f"ess9_cluster_{number}"] = entry(members, describe(members, complete), share)
    return {
        "title": "Fifteen profiles of the European Social Survey, round 9 (2018): ten countries, five clusters",
        "scale": "raw: 1 (not like me at all) to 6 (very much like me); centred: minus the respondent's mean rating",
        "recipe": "experiments/profiles/build_benchmark_profiles.py",
        "source": {
            "data": "European Social Survey, round 9 (2018), ESS ERIC; human values scale (PVQ-21), 29 countries",
            "scores": "codes reversed (7 - x), at most five of 21 items missing, mean of a value's answered items",
            "weights": "post-stratification x population weights",
            "clusters": f"k-means on centred scores of respondents without missing items, {CLUSTERS} clusters, "
            f"best of {STARTS} starts, seed {SEED}; the largest first; share is of the weighted respondents",
            "respondents": len(everybody),
            "clustered": len(complete),
        },
        "profiles": profiles,
    }


if __name__ == "__main__":
    write_json(TABLE, build())
    print(f"wrote {TABLE}")
