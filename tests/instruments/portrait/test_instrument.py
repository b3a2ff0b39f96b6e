import time

import pytest

from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.recorded.csv_table import read_rows

NUMBERS = ("centred_mean", "mean", "sd", "n")


def scores_of(folder, **settings):
    instrument = build_instrument({"name": "portrait", **settings})
    scores = instrument.score(instrument.recorded(folder / "llm_ratings_long.csv"))
    return {(one.model, one.family, one.dimension): [getattr(one, name) for name in NUMBERS] for one in scores}


def test_the_released_scores_come_out_exactly_and_fast(portrait_folder):
    started = time.perf_counter()
    scores = scores_of(portrait_folder, compat="released")
    assert time.perf_counter() - started < 5
    assert len(scores) == 34 * 19
    published = read_rows(portrait_folder / "published_scores.csv", what="scores")
    assert len(published) == 17 * 19
    for row in published:
        expected = [float(row[name]) for name in NUMBERS]
        assert scores[row["model"], row["family"], row["dimension"]] == pytest.approx(expected, abs=1e-9)


def test_without_compat_only_the_two_models_that_lost_an_item_differ(portrait_folder):
    plain, released = scores_of(portrait_folder), scores_of(portrait_folder, compat="released")
    assert plain.keys() == released.keys()
    apart = {place: [abs(a - b) for a, b in zip(plain[place], released[place], strict=True)] for place in plain}
    differing = {place: gaps for place, gaps in apart.items() if max(gaps) > 1e-12}
    assert {place[0] for place in differing} == {"gemini-2.0-flash-thinking-exp-01-21", "llama-3.1-8b-instruct"}
    assert max(max(gaps[:3]) for gaps in differing.values()) == pytest.approx(0.048, abs=0.0005)


def test_the_gaps_of_the_real_ratings_are_counted(portrait_folder):
    instrument = build_instrument({"name": "portrait"})
    found = instrument.recorded(portrait_folder / "llm_ratings_long.csv").irregularities
    assert {one.kind for one in found} == {"missing rating"}
    missing = {one.respondent: one.count for one in found}
    assert missing.pop("gemini-flash-1.5") == 4 * 520  # four of its six versions were never released
    assert sum(missing.values()) == 208
    assert (missing["llama-3.1-8b-instruct"], missing["o1-mini-2024-09-12"]) == (55, 40)


def test_an_unknown_instrument_key_or_release_is_a_users_mistake():
    with pytest.raises(UserError, match="did you mean instrument=portrait"):
        build_instrument({"name": "portait"})
    with pytest.raises(UserError, match=r"did you mean instrument\.compat"):
        build_instrument({"name": "portrait", "compta": "released"})
    with pytest.raises(UserError, match=r"instrument\.compat"):
        build_instrument({"name": "portrait", "compat": "relaesed"})
    with pytest.raises(UserError, match=r"instrument\.compat"):
        build_instrument({"name": "pvq", "compat": "released"})
