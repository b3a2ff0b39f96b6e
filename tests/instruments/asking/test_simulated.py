"""A person whose priorities are known: how likely each answer is, exactly, and what the instruments make of them."""

import math
import subprocess
import sys

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.asking.answer_key import RatingKey
from couple.instruments.asking.answer_scale import OPTIONS
from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
from couple.instruments.beside_target import agreement
from couple.instruments.pvq.presenting import portrait_presentations
from couple.measure import measure
from couple.values import ValueProfile, load_profile, load_system

TEN = load_system("schwartz10")
KEY = RatingKey(TEN, {"safe": ["security"], "both": ["security", "power"], "none": []})
FULL = ("achiever", "caring", "freedom_first", "germany", "security_first", "traditional")  # profiles of all ten values


def person(priorities, key=KEY, **config):
    profile = ValueProfile(TEN, priorities) if isinstance(priorities, dict) else load_profile(priorities)
    return SimulatedPerson(profile, key, SimulatedPersonConfig(**config), name="p")


def shown(item):
    """Downwards and upwards."""
    return portrait_presentations([(item, "Somebody.")])


def likely(somebody, presentation):
    return dict(zip(presentation.options, somebody.probabilities(presentation), strict=True))


@pytest.mark.parametrize(("item", "meant"), [("safe", 5.0), ("both", 3.5), ("none", 3.5)])
def test_ratings_are_normal_about_what_is_meant(item, meant):
    down, up = shown(item)
    found = likely(person({"security": 4.5, "power": 1.5}, noise=0.8), down)
    bell = {option: math.exp(-((rating - meant) ** 2) / 1.6) for option, rating in OPTIONS.items()}
    assert found == pytest.approx({option: height / sum(bell.values()) for option, height in bell.items()})
    assert likely(person({"security": 4.5, "power": 1.5}, noise=0.8), up) == pytest.approx(found)


def test_a_lean_moves_what_is_meant_towards_the_answer_shown_first_by_so_many_points():
    down, up = shown("safe")
    leaning = person({"security": 3.0}, lean=0.7)
    assert likely(leaning, down) == pytest.approx(likely(person({"security": 3.7}), down))
    assert likely(leaning, up) == pytest.approx(likely(person({"security": 2.3}), up))


def test_answers_depend_on_seed_and_presentation_and_not_on_the_batch():
    somebody, presentations = person("caring"), shown("safe") + shown("both") + shown("none")
    whole = somebody.answer(presentations, seed=1)
    assert [somebody.answer([one], seed=1)[0] for one in reversed(presentations)] == whole[::-1]
    drawn = {tuple(somebody.answer(presentations, seed=seed)) for seed in range(5)}
    assert len(drawn) == 5


def test_the_fingerprint_covers_all_that_answers_depend_on():
    others = [
        person("caring"),
        person("achiever"),
        person("caring", lean=1),
        person("caring", noise=2),
        person("caring", RatingKey(TEN, {"safe": ["power"]})),
    ]
    assert len({one.fingerprint for one in others}) == 5
    assert person("caring").fingerprint == others[0].fingerprint


def test_profiles_in_other_systems_are_converted_or_refused():
    twenty = ValueProfile(load_system("schwartz20"), {"benevolence_caring": 5, "benevolence_dependability": 4})
    assert SimulatedPerson(twenty, KEY, SimulatedPersonConfig(), name="p").planted == {"benevolence": 4.5}
    moral = ValueProfile(load_system("moral_foundations6"), {"care": 5})
    with pytest.raises(UserError, match=r"(?s)values of moral_foundations6.* give a profile with system: schwartz10"):
        SimulatedPerson(moral, KEY, SimulatedPersonConfig(), name="p")


def recovered(settings, profile, tmp_path, **config):
    """Spearman of the planted priorities and the measured scores of the same values."""
    instrument = build_instrument(settings)
    somebody = person(profile, instrument.answer_key(), **config)
    answers = instrument.ask(somebody, log=tmp_path / "answers.jsonl", seed=0)
    scores = {one.dimension.lower(): one.centred_mean for one in instrument.score(answers) if one.family == "pvq"}
    return agreement(somebody.planted, scores)["Spearman"].value


# the thresholds lie below the lowest of 20 seeds in experiments/instruments/simulated_person.md
@pytest.mark.parametrize("profile", FULL)
def test_forty_portraits_give_back_a_profile_in_spite_of_a_lean(profile, tmp_path):
    assert recovered({"name": "pvq"}, profile, tmp_path, lean=1.0) >= 0.75


def test_a_hundred_replies_give_back_a_profile_in_spite_of_a_lean(portrait_folder, tmp_path):
    assert recovered({"name": "portrait", "limit": 100}, "security_first", tmp_path, lean=1.0) >= 0.9


SETTINGS = {
    "instrument": {"name": "pvq"},
    "ratings": None,
    "compat": None,
    "respondent": "simulated_person",
    "target": "security_first",
    "simulated": {"lean": 0.5, "noise": 1.0},
    "server": {"base_url": None, "model": None},
    "seed": 3,
    "resume": None,
}


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """What the command prints, and then which heavy libraries it has loaded; and its run folder."""
    run = tmp_path_factory.mktemp("typed") / "run"
    code = (
        "import sys; from couple.measure import main\n"
        "main(); print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    words = ["instrument=pvq", "respondent=simulated_person", "target=security_first", "simulated.lean=0.5"]
    command = [sys.executable, "-c", code, *words, f"output={run}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines(), run


def test_the_verb_says_who_answered_and_how_far_the_target_came_back_without_torch(typed):
    (*_, headline, irregular, _, heavy), run = typed
    assert heavy == "[]" and irregular == "irregular answers: 0"
    assert "Beside the target: Spearman 0.9" in headline and headline.endswith("over 10 values")
    page = (run / "report.html").read_text()
    assert "simulated [security_first], a simulated person (noise 1, lean 0.5): no model was asked" in page
    assert "nothing of the values of any model" in page


def test_an_interrupted_run_goes_on_to_the_same_answers(typed):
    _, run = typed
    log = run / "answers.jsonl"
    whole, scores = log.read_bytes(), (run / "scores.csv").read_bytes()
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:13]))  # inside the second batch
    measure({"resume": str(run)})
    assert (log.read_bytes(), (run / "scores.csv").read_bytes()) == (whole, scores)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"target": None}, "type target=security_first"),
        ({"target": "securty_first"}, "did you mean security_first"),
        ({"server": {"base_url": "http://localhost:1/v1", "model": "m"}}, "leave respondent or server.base_url out"),
        ({"instrument": {"name": "adaem"}}, "a person of mere numbers cannot write.* type instrument=pvq"),
        ({"instrument": {"name": "staircase", "generate": 2}}, "write them with a model"),
        ({"simulated": {"noise": 0.0}}, r"simulated\.noise"),
        ({"simulated": {"lena": 1.0}}, r"did you mean simulated\.lean"),
        ({"respondent": "simulated_persn"}, "did you mean respondent=simulated_person"),
    ],
)
def test_what_cannot_be_simulated_is_said_before_there_is_a_run(change, found, tmp_path):
    with pytest.raises(UserError, match=f"(?s){found}"):
        measure(SETTINGS | change | {"output": str(tmp_path / "run")})
    assert not (tmp_path / "run").exists()
