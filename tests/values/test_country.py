"""The country table: complete, consistent, found by code and name, and rebuilt by its recipe."""

import importlib.util
import json
from pathlib import Path

import pytest

from couple.foundation import UserError, package_file
from couple.values import PVQ21, country_profile, country_table, find_country, load_system

RECIPE = Path(__file__).parents[2] / "experiments" / "profiles" / "build_country_table.py"
TABLE = package_file("values", "tables", "ess_countries.json")


def test_every_country_is_complete_and_in_range():
    names = set(load_system("schwartz10").names)
    for code, means in country_table().items():
        assert means.code == code and set(means.raw) == set(means.centred) == names
        assert all(1 <= score <= 6 for score in means.raw.values())
        assert 2002 <= means.year <= 2023 and means.source in {"ess9", "published"}
        assert (means.respondents is not None) == (means.source == "ess9")


def test_centred_means_add_up_to_nothing_over_items():
    for means in country_table().values():
        total = sum(len(PVQ21.key[value]) * score for value, score in means.centred.items())
        assert total / PVQ21.items == pytest.approx(0, abs=0.005)  # missing items leave a little


def test_no_priority_is_cut_and_ranks_survive():
    for code, means in country_table().items():
        priorities = country_profile(code).priorities
        for value, score in means.centred.items():
            assert priorities[value] == pytest.approx(3 + score)
        assert sorted(priorities, key=priorities.__getitem__) == sorted(means.centred, key=means.centred.__getitem__)
        assert max(priorities.values()) - min(priorities.values()) > 0.7, "a profile that carries priorities"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        (" Germany ", "DE"),
        ("czech republic", "CZ"),
        ("UK", "GB"),
        ("Türkiye", "TR"),
        ("Russia", "RU"),
    ],
)
def test_codes_and_names(written, code):
    assert find_country(written).code == code


def test_every_name_finds_its_country():
    for code, means in country_table().items():
        assert {find_country(name).code for name in (code, means.name, *means.aliases)} == {code}


def test_unknown_countries_name_the_nearest():
    with pytest.raises(UserError, match=r"country: Germny\n.*\n.*did you mean Germany \(DE\)\? known: AL, AT"):
        country_profile("Germny")
    with pytest.raises(UserError, match=r"country: JP\n.*does not hold it\n.*known: AL, AT"):
        country_profile("JP")


def test_the_recipe_rebuilds_the_table():
    data = pytest.importorskip("couple.data", reason="the data room is not there")
    for name in ("ess9_pvq21", "ess_country_means"):
        if not data.is_available(name):
            pytest.skip(f"COUPLE_DATA holds no {name}")
    spec = importlib.util.spec_from_file_location("build_country_table", RECIPE)
    assert spec is not None and spec.loader is not None
    recipe = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recipe)
    assert recipe.build() == json.loads(TABLE.read_text(encoding="utf-8"))
