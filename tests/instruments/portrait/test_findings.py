"""What is reported of recorded ratings, regular and irregular, and of settings that cannot be."""

import csv

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.report.instrument_page import render_instrument_page
from couple.values import load_system


@pytest.fixture(scope="module")
def instrument(portrait_folder):
    return build_instrument({"name": "portrait"})


def record(path, instrument, rating_of, *extra):
    """A ratings file: ``rating_of``: respondent -> item -> rating in both of two versions."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["model", "portrait_id", "option_id", "v1", "v1_reversed"])
        for model, rate in rating_of.items():
            writer.writerows([model, *item.split("/"), rate(item), rate(item)] for item in instrument.key.items)
        writer.writerows(extra)
    return instrument.recorded(path)


def test_variants_on_file_are_reported_like_those_just_asked(instrument, tmp_path):
    power = instrument.key.scales["pvq"]["Power"]
    ratings = record(
        tmp_path / "ratings.csv",
        instrument,
        {
            "m": lambda item: 2 + int(item[-1]) % 3,
            "m [power]": lambda item: 2 + int(item[-1]) % 3 + (item in power),
            "m [female]": lambda item: 2 + int(item[-1]) % 3,
            "m [male]": lambda item: 2 + int(item[-1]) % 3 + (item in power),
        },
    )
    found = instrument.findings(ratings)
    tables = {table.title: table.rows for table in found.tables}
    (row,) = tables["Steering: what moved"]
    # every power item rose by 1, and 64 of the 221 items that make the level are power's
    assert row["Power"] == pytest.approx(1 - 64 / 221)
    assert row["Tradition"] < 0
    assert found.facts["mean shift of steered values"] == f"m {1 - 64 / 221:+.2f}"
    by_value = {row["value"]: row for row in tables["Personas, value by value"]}
    assert by_value["Power"]["model"] == pytest.approx(-(1 - 64 / 221))
    assert by_value["Power"]["people"] < 0  # women hold power lower
    # variants are shown, but they are no further respondents: no averages over them
    assert len(tables["Value profiles"]) == 4
    assert "Which values stand high" not in tables and "Reliability" not in tables
    assert "on average" not in found.headline


def test_several_respondents_have_averages_and_reliability(instrument, tmp_path):
    rating_of = {name: lambda item, shift=shift: 1 + (int(item[-1]) + shift) % 6 for shift, name in enumerate("abc")}
    found = instrument.findings(record(tmp_path / "ratings.csv", instrument, rating_of))
    tables = {table.title: table.rows for table in found.tables}
    assert len(tables["Which values stand high"]) == 10
    assert {row["dimension"] for row in tables["Reliability"]} >= {"Power", "Extraversion"}
    assert "highest on average" in found.headline


def test_irregular_answers_are_named_counted_and_never_averaged_in(instrument, tmp_path):
    first, second, third = instrument.key.items[:3]
    ratings = record(
        tmp_path / "ratings.csv",
        instrument,
        {"flat": lambda _: 4, "gaps": lambda item: {first: "", second: 9, third: 2.5}.get(item, 1 + int(item[-1]))},
        ["gaps", "999", "9", 1, 1],
        ["gaps", *instrument.key.items[3].split("/"), 6, 6],
        ["flat", *first.split("/"), 4, 4],
    )
    kinds = {(one.respondent, one.kind): one.count for one in ratings.irregularities}
    assert kinds == {
        ("flat", "every rating is 4"): 1040,
        ("flat", "row repeated word for word"): 1,
        ("gaps", "missing rating"): 2,
        ("gaps", "rating not on the scale 1..6"): 4,
        ("gaps", "unknown item"): 1,
        ("gaps", "row that contradicts an earlier one"): 1,
        ("gaps", "item without a row"): 1,
    }
    assert not {first, second, third, instrument.key.items[3]} & set(ratings.item_means["gaps"])
    found = instrument.findings(ratings)
    flat = found.tables[0].rows[0]
    assert flat["model"] == "flat" and flat["variance"] == 0
    assert all(flat[name.replace("_", " ")] == 0 for name in load_system("schwartz10").names)
    page = render_instrument_page(instrument.title, found).partition('<section id="irregularities">')[2]
    assert all(f"{one.respondent} ({one.count:,})" in page and one.kind in page for one in ratings.irregularities)
    assert found.facts["reliability"].startswith("unknown")
    alone = record(tmp_path / "flat.csv", instrument, {"flat": lambda _: 4})
    assert "highest" not in instrument.findings(alone).headline


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"steer": ["powr"]}, "did you mean power"),
        ({"steer": "some"}, r"instrument\.steer"),
        ({"personas": ["femal"]}, "did you mean female"),
        ({"persona_file": "nowhere.yaml"}, "no such file"),
        ({"human_ratings": "ratings.csv"}, "give both files, or neither"),
        ({"limit": 0}, r"instrument\.limit"),
    ],
)
def test_settings_that_cannot_be_are_a_users_mistake(settings, found):
    with pytest.raises(UserError, match=found):
        build_instrument({"name": "portrait", **settings})


def test_all_values_can_be_steered_at_once_and_each_only_once():
    everything = build_instrument({"name": "portrait", "steer": "all"})
    assert [one.name for one in everything.variants] == list(load_system("schwartz10").names)
    twice = build_instrument({"name": "portrait", "steer": ["power", "power"], "personas": ["male", "male"]})
    assert [one.name for one in twice.variants] == ["power", "male"]


def test_tags_can_come_from_ones_own_raters(instrument, tmp_path):
    """Ten raters whose power score is their rating of the first item and the reverse of their rating of the second."""
    first, second = instrument.key.items[:2]
    rows = ["portrait_id,option_id,participant,rating"]
    for person in range(10):
        rating = 1 + person % 6
        rows += [
            f"{','.join(first.split('/'))},p{person},{rating}",
            f"{','.join(second.split('/'))},p{person},{7 - rating}",
        ]
    (tmp_path / "ratings.csv").write_text("\n".join([*rows, "1,1,p0,8"]))
    people = [
        "participant,pvq_Power,pvq_Tradition",
        *(f"p{person},{person % 6},{(person * 7) % 5}" for person in range(10)),
    ]
    (tmp_path / "values.csv").write_text("\n".join(people))
    own = build_instrument(
        {
            "name": "portrait",
            "human_ratings": str(tmp_path / "ratings.csv"),
            "human_values": str(tmp_path / "values.csv"),
        }
    )
    assert dict(own.key.scales["pvq"]) == {"Power": {first}, "Tradition": frozenset()}
    ratings = record(tmp_path / "models.csv", own, {"m": lambda item: 6 if item == first else 2})
    found = own.findings(ratings)
    assert [(one.dimension, one.n) for one in found.scores] == [("Power", 1), ("Tradition", 0)]
    assert found.files["tags.csv"].count("\n") == 1 + 2 * 2
    assert any(one.respondent == "participant p0" and one.kind == "unknown item" for one in found.irregularities)
