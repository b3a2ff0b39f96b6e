"""Rebuild ``couple/instruments/portrait/personas.yaml``: who a model can be asked to be, and how such people answer.

    python experiments/instruments/build_personas.py

It needs the data set ``ess9_pvq21`` (ESS round 9); only weighted group means leave this script. At most five of 21
items missing, centred over each respondent's answered items, post-stratification x population weights.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from couple.data import load_ess9
from couple.foundation import package_file, write_text
from couple.values import ESS_ITEMS, PVQ21
from couple.values.survey import MAX_MISSING_SHARE

FILE = package_file("instruments", "portrait", "personas.yaml")
HEAD = """# Personas: what a model is told that it is, in our own words, and the mean centred scores of such people.
# Human means: European Social Survey, round 9 (2018), 29 countries; aggregates only, made by
# experiments/instruments/build_personas.py. A file of your own has the same form; human may be left out.
"""
AGES = ((20, 39), (40, 59), (60, 79), (80, 120))


def personas(people: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Each persona with the scores of the respondents that it stands for."""
    entries = [
        _entry("female", "gender", "You are a woman.", people[people["gender"].eq(2)]),
        _entry("male", "gender", "You are a man.", people[people["gender"].eq(1)]),
    ]
    for low, high in AGES:
        open_end = high >= 100
        name = f"age_{low}_plus" if open_end else f"age_{low}_{high}"
        text = f"You are {low} years old or older." if open_end else f"You are between {low} and {high} years old."
        entries.append(_entry(name, "age", text, people[people["age"].between(low, high)]))
    return entries


def scored(survey: pd.DataFrame) -> pd.DataFrame:
    """Respondents with few enough items missing: centred scores, weight, gender, age."""
    missing = survey[list(ESS_ITEMS)].isna().sum(axis=1)
    kept = survey[missing.le(MAX_MISSING_SHARE * PVQ21.items)]
    centred = kept[list(PVQ21.key)].sub(kept["mean_rating"], axis=0)
    weight = kept["post_stratification_weight"] * kept["population_weight"]
    return centred.assign(weight=weight, gender=kept["gender"], age=kept["age"])


def _entry(name: str, attribute: str, text: str, group: pd.DataFrame) -> Mapping[str, Any]:
    means = {
        value: round(float((group[value] * group["weight"]).sum() / group["weight"][group[value].notna()].sum()), 4)
        for value in PVQ21.key
    }
    return {"name": name, "attribute": attribute, "text": text, "respondents": len(group), "human": means}


def main() -> None:
    """Write the file."""
    import yaml

    content = {"source": "European Social Survey, round 9 (2018)", "personas": personas(scored(load_ess9()))}
    write_text(FILE, HEAD + yaml.safe_dump(content, sort_keys=False, width=110))


if __name__ == "__main__":
    main()
