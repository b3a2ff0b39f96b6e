"""Tags from raw human ratings against the correlations and the p values that were published."""

import json
from collections import Counter

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.portrait.higher_order import WEIGHTS, higher_order_scores
from couple.instruments.portrait.human_ratings import HumanRatings, read_human_ratings
from couple.instruments.portrait.key import FAMILIES, NOT_SIGNIFICANT
from couple.instruments.portrait.tags import Correlation, correlate, key_of_tags
from couple.instruments.recorded.csv_table import read_rows

COLLIDING = "P186"  # one name, two people: the second one's own values are not in the release


@pytest.fixture(scope="module")
def items(portrait_folder):
    rows = read_rows(portrait_folder / "items_tagged.csv", what="item table")
    return {f"{row['portrait_id']}/{row['option_id']}": row for row in rows}


@pytest.fixture(scope="module")
def people(portrait_folder, items):
    ratings, values = portrait_folder / "human_ratings_long.csv", portrait_folder / "human_values.csv"
    return read_human_ratings(ratings, values, items=items)


@pytest.fixture(scope="module")
def recomputed(portrait_folder, people):
    """Every correlation, with the release's own higher-order scores: their rounding errors decide ties."""
    released = json.loads((portrait_folder / "value.json").read_text())
    values = {
        name: scores | {("higher_pvq", group): number for group, number in released[name]["higher_pvq"].items()}
        for name, scores in people.values.items()
    }
    return correlate(HumanRatings(people.ratings, values, ()))


@pytest.fixture(scope="module")
def published(items):
    return {
        (item, family, column.removeprefix(prefix)): float(rho)
        for item, row in items.items()
        for family, prefix in FAMILIES.items()
        for column, rho in row.items()
        if column.startswith(prefix)
    }


def test_the_raw_ratings_are_read_whole(people):
    assert sum(map(len, people.ratings.values())) == 24320
    assert (len(people.ratings), len(people.values), len(people.dimensions)) == (520, 569, 19)
    assert people.irregularities == ()


def test_higher_order_scores_are_the_released_ones(portrait_folder):
    released = json.loads((portrait_folder / "value.json").read_text())
    assert len(released) == 569
    worst = max(
        abs(score - person["higher_pvq"][group])
        for person in released.values()
        for group, score in higher_order_scores(person["pvq"]).items()
    )
    assert worst < 1e-12
    assert set(WEIGHTS) == set(released["P321"]["higher_pvq"])


def test_the_coding_sheets_groups_are_others(portrait_folder):
    """Plain means of values and hedonism in openness, as on the PVQ-40's sheet, do not give the released scores."""
    released = json.loads((portrait_folder / "value.json").read_text())
    apart = Counter()
    for person in released.values():
        values, groups = person["pvq"], person["higher_pvq"]
        sheet = {
            "Self_Transcendence": (values["Benevolence"] + values["Universalism"]) / 2,
            "Openness_to_Change": (values["Self_Direction"] + values["Stimulation"] + values["Hedonism"]) / 3,
        }
        apart.update(group for group, score in sheet.items() if abs(score - groups[group]) > 1e-6)
    assert min(apart["Self_Transcendence"], apart["Openness_to_Change"]) > 400


def test_all_correlations_outside_the_colliding_group_are_the_published_ones(people, recomputed, published):
    assert len(published) == 520 * 19
    theirs = {item for item, rated in people.ratings.items() if COLLIDING in rated}
    away = {
        (item, family, name)
        for (item, family, name), rho in published.items()
        if abs(recomputed[item][family, name].rho - rho) > 1e-6
    }
    assert len(away) == 597
    group = {item.split("/")[0] for item, _, _ in away}
    assert len(group) == 8
    assert all(item in theirs for item, _, _ in away)
    elsewhere = [place for place in published if place[0].split("/")[0] not in group]
    assert len(elsewhere) == 9120
    worst = max(
        abs(recomputed[item][family, name].rho - published[item, family, name]) for item, family, name in elsewhere
    )
    assert worst < 1e-6


def test_p_values_are_the_published_ones(portrait_folder, recomputed, published):
    rows = json.loads((portrait_folder / "pvq_correlation_results.json").read_text())
    assert len(rows) == 5200
    compared = 0
    for row in rows:
        item, name = f"{row['portrait_id']}/{row['option_id']}", row["pvq_dimension"]
        assert row["spearman_corr"] == pytest.approx(published[item, "pvq", name], abs=1e-12)
        found = recomputed[item]["pvq", name]
        if abs(found.rho - row["spearman_corr"]) < 1e-9:
            assert found.p == pytest.approx(row["spearman_p_value"], abs=1e-9)
            compared += 1
    assert compared > 4800


def significance(published, recomputed, family):
    """Published rho with its p from Student's t: the number of raters does not depend on whose values they are."""
    from scipy.stats import t

    found = {}
    for (item, of, name), rho in published.items():
        if of == family:
            raters = recomputed[item][family, name].raters
            p = 2 * t.sf(abs(rho) * ((raters - 2) / (1 - rho**2)) ** 0.5, raters - 2)
            found[item, name] = (rho, float(p))
    return found


def test_counts_of_significant_tags_and_the_three_exclusions(published, recomputed):
    tags = {family: significance(published, recomputed, family) for family in FAMILIES}
    counts = {family: sum(abs(rho) >= 0.3 and p < 0.05 for rho, p in found.values()) for family, found in tags.items()}
    assert (counts["pvq"], counts["bfi"]) == (549, 287)
    assert [sum(abs(rho) > 0.3 for rho, _ in found.values()) for found in tags.values()] == [553, 245, 290]
    weak = {
        family: {place for place, (rho, p) in found.items() if rho > 0.3 and p >= 0.05}
        for family, found in tags.items()
    }
    assert weak["pvq"] | weak["bfi"] == NOT_SIGNIFICANT
    assert weak["higher_pvq"] == {("1902/2", "Openness_to_Change")}  # which the release leaves in


def test_a_key_from_the_published_correlations_is_the_released_key(portrait_folder, published, recomputed):
    """Rule and numbers agree: rho > .3 and p < .05 gives the scales with the hard-coded exclusions."""
    instrument = build_instrument({"name": "portrait"})
    rows = {item: {} for item, _, _ in published}
    for family in ("pvq", "bfi"):
        for (item, name), (rho, p) in significance(published, recomputed, family).items():
            rows[item][family, name] = Correlation(rho, p, 46)
    key = key_of_tags(rows, instrument.key.items)
    assert key.items == instrument.key.items
    for family in ("pvq", "bfi"):
        assert dict(key.scales[family]) == dict(instrument.key.scales[family])


def test_a_correlation_by_hand():
    # ranks 1, 2, 3, 4 against 1, 2, 4, 3: rho = 1 - 6 * 2 / (4 * 15) = 0.8
    values = {who: {("pvq", "Power"): score} for who, score in zip("abcd", (0.1, 0.2, 0.9, 0.5), strict=True)}
    ratings = {
        "1/1": dict(zip("abcd", (1, 2, 3, 5), strict=True)),
        "1/2": {"a": 1, "b": 2},
        "1/3": dict.fromkeys("abc", 4),
    }
    found = correlate(HumanRatings(ratings, values, ()))
    assert found["1/1"]["pvq", "Power"].rho == pytest.approx(0.8)
    assert found["1/1"]["pvq", "Power"].p == pytest.approx(0.2)
    assert found["1/2"]["pvq", "Power"] == Correlation(None, None, 2)
    assert found["1/3"]["pvq", "Power"] == Correlation(None, None, 3)  # all rate alike: no correlation, not a zero


def test_a_person_without_a_score_is_left_out_of_that_dimension_only():
    values = {
        who: {("pvq", "Power"): float(place), ("bfi", "Openness"): -float(place)} for place, who in enumerate("abcd")
    }
    del values["d"]["bfi", "Openness"]
    found = correlate(HumanRatings({"1/1": dict(zip("abcd", (1, 2, 3, 4), strict=True))}, values, ()))["1/1"]
    assert (found["pvq", "Power"].raters, found["bfi", "Openness"].raters) == (4, 3)
    assert (found["pvq", "Power"].rho, found["bfi", "Openness"].rho) == (pytest.approx(1), pytest.approx(-1))


def test_tags_are_positive_and_significant():
    rows = {
        "1/1": {("pvq", "Power"): Correlation(0.31, 0.04, 46), ("bfi", "Openness"): Correlation(-0.9, 0.0, 46)},
        "1/2": {("pvq", "Power"): Correlation(0.3, 0.04, 46), ("bfi", "Openness"): Correlation(0.5, 0.06, 20)},
        "1/3": {("pvq", "Power"): Correlation(None, None, 2)},
    }
    key = key_of_tags(rows, ["1/1", "1/2", "1/3"])
    assert key.scales == {"pvq": {"Power": {"1/1"}}, "bfi": {"Openness": frozenset()}}


def write(folder, ratings, values="participant,pvq_Power\na,1\nb,2\nc,3\n"):
    (folder / "ratings.csv").write_text("portrait_id,option_id,participant,rating\n" + ratings)
    (folder / "values.csv").write_text(values)
    return folder / "ratings.csv", folder / "values.csv"


def test_irregular_human_ratings_are_named_counted_and_left_out(tmp_path):
    rows = "1,1,a,6\n1,1,b,9\n1,1,c,3\n1,1,c,3\n1,2,a,2\n1,2,a,4\n7,7,b,1\n1,1,stranger,4\n1,2,b,\n"
    found = read_human_ratings(*write(tmp_path, rows), items=["1/1", "1/2"])
    assert found.ratings == {"1/1": {"a": 6, "c": 3}}
    assert {(one.respondent, one.kind, one.count) for one in found.irregularities} == {
        ("participant a", "row that contradicts an earlier one", 1),
        ("participant b", "missing rating", 1),
        ("participant b", "rating not on the scale 1..6", 1),
        ("participant b", "unknown item", 1),
        ("participant c", "row repeated word for word", 1),
        ("participant stranger", "participant without value scores", 1),
    }


@pytest.mark.parametrize(
    ("ratings", "values", "found"),
    [
        ("1,1,a,6\n", "participant,power\na,1\n", "no column names one of the ten values"),
        ("1,1,a,6\n", "participant,pvq_Powr\na,1\n", "did you mean power"),
        ("1,1,a,6\n", "participant,bfi_Openness\na,1\n", "no column names one of the ten values"),
        ("1,1,a,6\n", "person,pvq_Power\na,1\n", "no column participant"),
        ("1,1,a,6\n", "participant,pvq_Power\na,high\n", "is no number"),
        ("1,1,a,6\n", "participant,pvq_Power\na,1\na,2\n", "a stands twice"),
        ("1,1,z,6\n", "participant,pvq_Power\na,1\n", "nobody in it has value scores"),
        ("8,8,a,6\n", "participant,pvq_Power\na,1\n", "no row names an item"),
        ("", "participant,pvq_Power\na,1\n", "no rows"),
    ],
)
def test_files_that_hold_no_tags_are_refused(tmp_path, ratings, values, found):
    with pytest.raises(UserError, match=found):
        read_human_ratings(*write(tmp_path, ratings, values), items=["1/1"])
