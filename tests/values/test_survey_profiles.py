"""The fifteen profiles of benchmarks: complete, floored as said, found by name, and rebuilt by their recipe."""

import importlib.util
import json
from math import floor
from pathlib import Path

import pytest

from couple.foundation import UserError, package_file
from couple.values import PVQ21, find_country, load_profile, load_system
from couple.values.survey_profiles import group_means, survey_profile_names

RECIPE = Path(__file__).parents[2] / "experiments" / "profiles" / "build_benchmark_profiles.py"
TABLE = package_file("values", "tables", "ess9_profiles.json")
COUNTRIES = ("cz", "de", "nl", "gb", "fi", "ee", "fr", "es", "pl", "bg")
CLUSTERS = tuple(f"ess9_cluster_{number}" for number in range(1, 6))


def test_ten_countries_and_five_clusters_in_two_grains():
    assert tuple(group_means()) == (*(f"ess9_{code}" for code in COUNTRIES), *CLUSTERS)
    assert len(set(survey_profile_names())) == 30


def test_the_means_of_countries_are_those_of_the_country_table():
    for code in COUNTRIES:
        group, country = group_means()[f"ess9_{code}"], find_country(code)
        assert (group.description, group.respondents, group.share) == (country.name, country.respondents, None)
        assert group.raw == pytest.approx(dict(country.raw), abs=2e-4)
        assert group.centred == pytest.approx(dict(country.centred), abs=2e-4)


def test_clusters_share_the_people_out_the_largest_first():
    shares = [group_means()[name].share for name in CLUSTERS]
    assert sum(shares) == pytest.approx(1, abs=3e-4) and shares == sorted(shares, reverse=True)
    assert sum(group_means()[name].respondents for name in CLUSTERS) == 45_342
    for name in CLUSTERS:
        centred = group_means()[name].centred
        assert sum(len(PVQ21.key[value]) * score for value, score in centred.items()) == pytest.approx(0, abs=0.01)
        assert "more than others" in group_means()[name].description


def test_floored_and_fine():
    for name, group in group_means().items():
        floored, fine = load_profile(name), load_profile(f"{name}_fine")
        assert floored.names == fine.names == load_system("schwartz10").names
        for value, mean in group.raw.items():
            assert floored.priorities[value] == min(5, floor(mean))
            assert fine.priorities[value] == min(5, mean)


def test_two_countries_differ_by_as_little_as_nothing_when_floored():
    """A finding about the paper's protocol, not a mistake of ours."""
    assert load_profile("ess9_de") == load_profile("ess9_nl")
    assert load_profile("ess9_de_fine") != load_profile("ess9_nl_fine")
    profiles = {load_profile(name) for name in group_means()}
    assert len(profiles) == 14


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UserError, match=r"did you mean ess9_cluster_\d\? shipped: achiever.*, and ess9_cz to ess9_"):
        load_profile("ess9_cluster_6")


def test_the_recipe_rebuilds_the_table(data_folder):
    data_folder("ess9_pvq21")
    spec = importlib.util.spec_from_file_location("build_benchmark_profiles", RECIPE)
    assert spec is not None and spec.loader is not None
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    assert recipe.build() == json.loads(TABLE.read_text(encoding="utf-8"))
