"""End to end on the real items: prompts, answers in words, log, parser, scorer, report, for a person we know."""

from statistics import fmean

import pytest
from scipy.stats import spearmanr

from couple.instruments import build_instrument
from couple.instruments.asking.presentation import REVERSED
from couple.instruments.profile_findings import value_profiles
from couple.values import load_profile

TAGGED = 221  # items that speak for at least one value
HELD = {
    "universalism": 3.9,
    "benevolence": 4.2,
    "conformity": 2.7,
    "tradition": 1.8,
    "security": 3.6,
    "power": 2.1,
    "achievement": 2.4,
    "hedonism": 3.0,
    "stimulation": 3.3,
    "self_direction": 4.5,
}
NOISE = 0.3


class Steerable:
    """A simulated person who holds a value highest where the system text says so."""

    def __init__(self, simulate, instrument):
        self.plain = simulate(instrument, HELD, noise=NOISE)
        self.under = {value: simulate(instrument, HELD | {value: 5.0}, noise=NOISE) for value in HELD}
        self.name, self.fingerprint, self.asked = self.plain.name, self.plain.fingerprint, 0

    def answer(self, shown, *, seed):
        self.asked += len(shown)
        return [self.told(one.prompt.system).answer([one], seed=seed)[0] for one in shown]

    def told(self, system):
        steered = (one for value, one in self.under.items() if f"than {value.replace('_', '-')}, that" in system)
        return next(steered, self.plain)


@pytest.fixture(scope="module")
def instrument(portrait_folder):
    return build_instrument({"name": "portrait"})


@pytest.fixture(scope="module")
def leaning(portrait_folder, simulate, tmp_path_factory):
    """Its answers to all tagged items, which are all that enter the ten values' scores."""
    instrument = build_instrument({"name": "portrait", "limit": TAGGED})
    person = simulate(instrument, HELD, lean=0.5, noise=NOISE)
    return instrument.ask(person, log=tmp_path_factory.mktemp("log") / "answers.jsonl", seed=0)


def test_a_known_profile_is_recovered_through_all_six_versions(instrument, leaning):
    assert frozenset(leaning.item_means["simulated"]) == frozenset().union(*instrument.key.scales["pvq"].values())
    assert leaning.count == TAGGED * 6
    found = value_profiles(instrument.score(leaning))["simulated"]
    assert spearmanr([found[value] for value in HELD], list(HELD.values())).statistic >= 0.9


def test_averaging_both_orders_removes_a_planted_half_point_of_position_bias(instrument, leaning):
    key = instrument.answer_key()
    truth = fmean(key.meant(item, HELD) for item, values in key.speaks_for.items() if values)
    rated = leaning.usable["simulated"].values()
    down = fmean(rating for one in rated for version, rating in one.items() if not version.endswith(REVERSED))
    up = fmean(rating for one in rated for version, rating in one.items() if version.endswith(REVERSED))
    assert down - truth == pytest.approx(0.5, abs=0.06)
    assert up - truth == pytest.approx(-0.5, abs=0.06)
    assert fmean(leaning.item_means["simulated"].values()) - truth == pytest.approx(0, abs=0.03)


def test_steering_is_asked_and_reported_from_one_run(portrait_folder, simulate, tmp_path):
    steered = build_instrument({"name": "portrait", "limit": 60, "steer": ["power", "benevolence"]})
    person = Steerable(simulate, steered)
    ratings = steered.ask(person, log=tmp_path / "answers.jsonl", seed=0)
    assert person.asked == 60 * 6 * 3
    assert list(ratings.usable) == ["simulated", "simulated [power]", "simulated [benevolence]"]
    found = steered.findings(ratings)
    tables = {table.title: table.rows for table in found.tables}
    by_value = {row["steered towards"]: row for row in tables["Steering: what moved"]}
    assert by_value["Power"]["Power"] > 0.5 and by_value["Power"]["Power"] > by_value["Power"]["Tradition"]
    assert {(row["steered towards"], row["measured"]) for row in tables["Steering: does the circle hold?"]} == {
        ("Power", "Universalism"),
        ("Power", "Achievement"),
        ("Benevolence", "Achievement"),
    }
    (plot,) = [picture for picture in found.pictures if picture.title == "Does steering reach its value?"]
    power = next(row for row in plot.rows if row.label == "simulated: Power")
    assert power.estimate == pytest.approx(by_value["Power"]["Power"])
    assert power.interval[0] < power.estimate < power.interval[1] and power.interval[0] > 0
    assert set(found.files) >= {"profiles/simulated.yaml", "profiles/simulated_power.yaml"}
    assert any("does not read it" in limit for limit in found.limits)


def test_an_interrupted_steering_run_goes_on_where_it_stopped(portrait_folder, simulate, tmp_path):
    steered = build_instrument({"name": "portrait", "limit": 10, "steer": ["power"]})
    person = Steerable(simulate, steered)
    whole = steered.ask(person, log=tmp_path / "answers.jsonl", seed=0)
    again = steered.ask(person, log=tmp_path / "answers.jsonl", seed=0)
    assert person.asked == 10 * 6 * 2 and again.usable == whole.usable


def test_personas_are_set_beside_people(portrait_folder, simulate, tmp_path):
    told = build_instrument({"name": "portrait", "limit": 30, "personas": ["female", "male", "DE", "BG"]})
    ratings = told.ask(simulate(told, HELD), log=tmp_path / "answers.jsonl", seed=0)
    found = told.findings(ratings)
    summary = next(table for table in found.tables if table.title == "Personas beside people").rows
    assert [row["pair"] for row in summary] == ["female minus male", "DE minus BG"]
    assert all(row["mean difference, people"] > 0 for row in summary)
    plots = [picture.title for picture in found.pictures if " minus " in picture.title]
    assert plots == ["simulated: female minus male", "simulated: DE minus BG"]
    assert not any(title.startswith("Steering") for title in (table.title for table in found.tables))


def test_measured_profiles_are_targets(instrument, leaning, tmp_path):
    text = instrument.findings(leaning).files["profiles/simulated.yaml"]
    (tmp_path / "profile.yaml").write_text(text)
    profile = load_profile(tmp_path / "profile.yaml")
    scores = value_profiles(instrument.score(leaning))["simulated"]
    assert dict(profile.priorities) == pytest.approx({value: 3 + score for value, score in scores.items()})


def test_refusals_are_named_and_counted_and_their_items_leave_the_scales(instrument, simulate, tmp_path):
    few = build_instrument({"name": "portrait", "limit": 40})
    refuses = few.key.scales["pvq"]["Tradition"]
    ratings = few.ask(simulate(few, HELD, refuses=refuses), log=tmp_path / "answers.jsonl", seed=0)
    refused = {one.kind: one.count for one in ratings.irregularities}["declines to answer"]
    tradition = [score for score in few.score(ratings) if score.dimension == "Tradition"]
    assert refused > 0 and refused % 6 == 0
    assert [(score.n, score.centred_mean) for score in tradition] == [(0, None)]
    found = few.findings(ratings)
    assert found.irregularities == ratings.irregularities
    assert "tradition" not in found.files["profiles/simulated.yaml"]


def test_a_single_respondent_has_intervals_and_no_reliability(instrument, leaning):
    found = instrument.findings(leaning)
    (plot,) = [picture for picture in found.pictures if picture.title == "How sure the profile is"]
    assert len(plot.rows) == 10
    assert all(row.interval[0] <= row.estimate <= row.interval[1] for row in plot.rows)
    assert found.facts["reliability"].startswith("unknown: fewer than 3 respondents")
