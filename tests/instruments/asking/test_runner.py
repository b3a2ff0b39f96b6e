import pytest

from couple.instruments import build_instrument
from couple.instruments.asking.answer_log import AnswerLog
from couple.instruments.asking.presentation import REVERSED
from couple.instruments.asking.runner import administer
from couple.instruments.portrait.presenting import reply_presentations
from couple.instruments.pvq.presenting import portrait_presentations
from couple.instruments.recorded.ratings import ratings_of


@pytest.fixture(scope="module")
def instrument():
    return build_instrument({"name": "pvq"})


@pytest.fixture(scope="module")
def texts(instrument):
    return {item.id: item.text for item in instrument.questionnaire.items}


PRIORITIES = {
    "self_direction": 4.9,
    "stimulation": 4.5,
    "hedonism": 4.1,
    "achievement": 3.7,
    "power": 3.3,
    "benevolence": 2.9,
    "universalism": 2.5,
    "security": 1.9,
    "conformity": 1.5,
    "tradition": 1.1,
}


def test_every_portrait_stands_in_its_prompts(texts):
    shown = portrait_presentations(list(texts.items()))
    assert len(shown) == 80 and all(texts[one.item] in one.prompt.user for one in shown)


def test_a_known_person_is_recovered_through_prompts_parser_and_scorer(instrument, simulate, tmp_path):
    simulated = simulate(instrument, PRIORITIES, noise=0.1)
    ratings = instrument.ask(simulated, log=tmp_path / "answers.jsonl", seed=0)
    assert (simulated.asked, ratings.irregularities) == (80, ())
    scores = {score.dimension: score.centred_mean for score in instrument.score(ratings) if score.family == "pvq"}
    order = sorted(scores, key=lambda value: -scores[value])
    assert sum(abs(order.index(value) - place) for place, value in enumerate(PRIORITIES)) <= 4
    assert order[0] in ("self_direction", "stimulation") and order[-1] in ("tradition", "conformity")


def test_asking_in_both_orders_cancels_a_leaning_towards_what_stands_first(instrument, simulate, tmp_path):
    flat = dict.fromkeys(PRIORITIES, 3)
    straight = instrument.ask(simulate(instrument, flat, noise=0.1), log=tmp_path / "straight.jsonl", seed=0)
    leaning = instrument.ask(simulate(instrument, flat, noise=0.1, lean=1.0), log=tmp_path / "leaning.jsonl", seed=0)
    first = [rated["v1"] for rated in leaning.usable["simulated"].values()]
    last = [rated["v1" + REVERSED] for rated in leaning.usable["simulated"].values()]
    assert sum(first) / 40 - sum(last) / 40 > 1.5
    assert abs(mean(leaning) - mean(straight)) < 0.2


def mean(ratings):
    means = list(ratings.item_means["simulated"].values())
    return sum(means) / len(means)


def test_refusals_are_kept_as_given_and_counted_not_averaged(instrument, simulate, tmp_path):
    simulated = simulate(instrument, PRIORITIES, refuses=("p01", "p02"))
    ratings = instrument.ask(simulated, log=tmp_path / "answers.jsonl", seed=0)
    (one,) = ratings.irregularities
    assert (one.kind, one.count, one.example) == ("declines to answer", 4, "p01")
    assert "p01" not in ratings.item_means["simulated"]
    kept = [record for record in AnswerLog(tmp_path / "answers.jsonl").records.values() if record["item"] == "p01"]
    assert [record["text"] for record in kept] == ["I would rather not say."] * 2


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(instrument, texts, simulate, tmp_path):
    shown = portrait_presentations(list(texts.items())[:10])
    simulated = simulate(instrument, PRIORITIES)
    administer(shown, simulated, log=tmp_path / "whole.jsonl", seed=5)
    whole = (tmp_path / "whole.jsonl").read_bytes()
    lines = whole.splitlines(keepends=True)
    (tmp_path / "torn.jsonl").write_bytes(b"".join(lines[:5]) + lines[5][:10])  # inside the first batch of eight
    before = simulated.asked
    records = administer(shown, simulated, log=tmp_path / "torn.jsonl", seed=5)
    assert simulated.asked - before == 15
    assert (tmp_path / "torn.jsonl").read_bytes() == whole
    assert [record["item"] for record in records] == [one.item for one in shown]
    administer(shown, simulated, log=tmp_path / "torn.jsonl", seed=5)
    assert simulated.asked - before == 15


def test_another_seed_or_respondent_is_asked_anew(instrument, texts, simulate, tmp_path):
    shown = portrait_presentations(list(texts.items())[:2])
    simulated = simulate(instrument, PRIORITIES)
    administer(shown, simulated, log=tmp_path / "log.jsonl", seed=5)
    administer(shown, simulated, log=tmp_path / "log.jsonl", seed=6)
    simulated.fingerprint = "other"
    records = administer(shown, simulated, log=tmp_path / "log.jsonl", seed=5)
    assert (simulated.asked, len(records)) == (12, 4)
    assert len(ratings_of(records, items=["p01", "p02"], asked="a test").usable["simulated"]) == 2


def test_value_portrait_items_come_in_three_wordings_and_two_orders():
    row = {"portrait_id": "7", "option_id": "1", "title": "A title", "text": "What happened.", "response": "Do that."}
    shown = reply_presentations([row, row | {"option_id": "2", "title": ""}])
    assert [one.version for one in shown[:6]] == ["v1", "v1_reversed", "v2", "v2_reversed", "v3", "v3_reversed"]
    assert {one.item for one in shown} == {"7/1", "7/2"}
    assert len({one.prompt for one in shown}) == 12
    for one in shown:
        assert "What happened." in one.prompt.user and "Do that." in one.prompt.user
        assert ("A title" in one.prompt.user) == (one.item == "7/1")
        ascending = one.prompt.user.index('"not like me at all"') < one.prompt.user.index('"very much like me"')
        assert ascending == one.version.endswith(REVERSED)


def test_value_portrait_is_recovered_from_a_simulated_rater(portrait_folder, simulate, tmp_path):
    """End to end on the real items: who rates the replies tagged with power high scores highest on power."""
    instrument = build_instrument({"name": "portrait", "limit": 260})
    simulated = simulate(instrument, {"power": 5}, lean=0.5)
    ratings = instrument.ask(simulated, log=tmp_path / "answers.jsonl", seed=0)
    assert simulated.asked == 260 * 6
    scores = [score for score in instrument.score(ratings) if score.family == "pvq"]
    assert max(scores, key=lambda score: score.centred_mean).dimension == "Power"
    assert {one.kind: one.count for one in ratings.irregularities} == {"item without a row": 260}
