"""End to end on the real items: prompts, answers in words, log, parser, scorer, report, for a person we know."""

import random
from statistics import fmean

import pytest
from scipy.stats import spearmanr

from couple.instruments import build_instrument
from couple.instruments.asking.answer_scale import OPTIONS
from couple.instruments.asking.presentation import REVERSED
from couple.instruments.profile_findings import value_profiles
from couple.values import load_profile

TAGGED = 221  # items that speak for at least one value
PHRASES = {rating: phrase for phrase, rating in OPTIONS.items()}
HELD = {
    "universalism": 0.9,
    "benevolence": 1.2,
    "conformity": -0.3,
    "tradition": -1.2,
    "security": 0.6,
    "power": -0.9,
    "achievement": -0.6,
    "hedonism": 0.0,
    "stimulation": 0.3,
    "self_direction": 1.5,
}


class Person:
    """Rates a reply by the values it speaks for, and leans towards the option shown first; refuses where told to.

    It reads the prompt alone: which reply it is shown, and whether its system text names a value to hold highest.
    """

    name = fingerprint = "simulated"

    def __init__(self, instrument, held, *, lean=0.0, refuses=()):
        scales = {value.lower(): items for value, items in instrument.key.scales["pvq"].items()}
        self.held, self.lean, self.refuses, self.asked = held, lean, refuses, 0
        self.speaks = {
            row["response"]: [value for value in held if f"{row['portrait_id']}/{row['option_id']}" in scales[value]]
            for row in instrument.items
        }

    def answer(self, shown, *, seed):
        self.asked += len(shown)
        generator = random.Random(seed)
        return [self.one(one, generator) for one in shown]

    def one(self, shown, generator):
        user, system = shown.prompt.user, shown.prompt.system
        reply = next(line for line in user.split("Reply: ", 1)[1].split("\n\n") if line)
        values = next(values for text, values in self.speaks.items() if text.startswith(reply))
        if set(values) & set(self.refuses):
            return "As an AI language model, I have no thoughts of my own."
        held = self.held | {value: 2.0 for value in self.held if f"than {value.replace('_', '-')}, that" in system}
        rating = self.rating(values, held)
        first_is_high = user.index('"very much like me"') < user.index('"not like me at all"')
        rating += self.lean if first_is_high else -self.lean
        rating = int(
            rating + generator.random()
        )  # unbiased rounding: leaning by half a point must show as half a point
        return f'I would say "{PHRASES[min(6, max(1, rating))]}".'

    @staticmethod
    def rating(values, held):
        """What it means to answer, before it leans and rounds."""
        return 3.5 + (fmean(held[value] for value in values) if values else 0.0)


@pytest.fixture(scope="module")
def instrument(portrait_folder):
    return build_instrument({"name": "portrait"})


@pytest.fixture(scope="module")
def leaning(portrait_folder, tmp_path_factory):
    """Its answers to all tagged items, which are all that enter the ten values' scores."""
    instrument = build_instrument({"name": "portrait", "limit": TAGGED})
    person = Person(instrument, HELD, lean=0.5)
    return instrument.ask(person, log=tmp_path_factory.mktemp("log") / "answers.jsonl", seed=0)


def test_a_known_profile_is_recovered_through_all_six_versions(instrument, leaning):
    assert frozenset(leaning.item_means["simulated"]) == frozenset().union(*instrument.key.scales["pvq"].values())
    assert leaning.count == TAGGED * 6
    found = value_profiles(instrument.score(leaning))["simulated"]
    assert spearmanr([found[value] for value in HELD], list(HELD.values())).statistic >= 0.9


def test_averaging_both_orders_removes_a_planted_half_point_of_position_bias(instrument, leaning):
    person = Person(instrument, HELD)
    truth = fmean(person.rating(values, HELD) for values in person.speaks.values() if values)
    rated = leaning.usable["simulated"].values()
    down = fmean(rating for one in rated for version, rating in one.items() if not version.endswith(REVERSED))
    up = fmean(rating for one in rated for version, rating in one.items() if version.endswith(REVERSED))
    assert down - truth == pytest.approx(0.5, abs=0.06)
    assert up - truth == pytest.approx(-0.5, abs=0.06)
    assert fmean(leaning.item_means["simulated"].values()) - truth == pytest.approx(0, abs=0.03)


def test_steering_is_asked_and_reported_from_one_run(portrait_folder, tmp_path):
    steered = build_instrument({"name": "portrait", "limit": 60, "steer": ["power", "benevolence"]})
    person = Person(steered, HELD)
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


def test_an_interrupted_steering_run_goes_on_where_it_stopped(portrait_folder, tmp_path):
    steered = build_instrument({"name": "portrait", "limit": 10, "steer": ["power"]})
    person = Person(steered, HELD)
    whole = steered.ask(person, log=tmp_path / "answers.jsonl", seed=0)
    again = steered.ask(person, log=tmp_path / "answers.jsonl", seed=0)
    assert person.asked == 10 * 6 * 2 and again.usable == whole.usable


def test_personas_are_set_beside_people(portrait_folder, tmp_path):
    told = build_instrument({"name": "portrait", "limit": 30, "personas": ["female", "male", "DE", "BG"]})
    ratings = told.ask(Person(told, HELD), log=tmp_path / "answers.jsonl", seed=0)
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


def test_refusals_are_named_and_counted_and_their_items_leave_the_scales(instrument, tmp_path):
    few = build_instrument({"name": "portrait", "limit": 40})
    ratings = few.ask(Person(few, HELD, refuses=("tradition",)), log=tmp_path / "answers.jsonl", seed=0)
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
