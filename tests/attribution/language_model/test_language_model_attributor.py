"""The attributor through a scripted server; ``test_local_chat`` runs it with a real model."""

import json

import pytest

from couple.attribution import Attributor, Utterance
from couple.attribution.language_model import (
    Criteria,
    LanguageModelAttributionConfig,
    load_language_model_attributor,
    measure_level_probabilities,
)
from couple.attribution.protocol import EMPTY_TEXT
from couple.foundation import UserError, build_config

LEVELS = {"safety": 4, "freedom": 2, "joy": 1}


@pytest.fixture
def said(script):
    return type(script.say({}))


def attributor(script, trio, **settings):
    return load_language_model_attributor(LanguageModelAttributionConfig(**settings), trio, script.chat())


def rate_by_length(said, request):
    """Safety is the number of times that the text says "safe", plus two: a rater that reads."""
    text = json.loads(request["messages"][1]["content"].split("text: ")[1].split("\n")[0])
    return said(json.dumps({"safety": min(2 + text.count("safe"), 5), "freedom": 1 if "ban" in text else 2, "joy": 2}))


def test_levels_become_an_attribution(script, trio, said):
    script.say = lambda request: said(json.dumps(LEVELS))
    reader = attributor(script, trio)
    assert isinstance(reader, Attributor) and reader.system == trio
    (found,) = reader.attribute([Utterance("Stay at home.")])
    assert dict(found.scores) == {"safety": 4.0, "freedom": 2.0, "joy": 1.0}
    assert dict(found.present) == {"safety": 1, "freedom": 0, "joy": 0}
    assert dict(found.probabilities) == {} and found.concepts == () and found.reason is None


def test_order_is_kept_and_empty_texts_are_not_asked_about(script, trio, said):
    script.say = lambda request: rate_by_length(said, request)
    texts = ["safe", "", "safe safe", " \n", "none"]
    found = attributor(script, trio).attribute([Utterance(text) for text in texts])
    assert [one.scores.get("safety") for one in found] == [3, None, 4, None, 2]
    assert found[1] == found[3] == EMPTY_TEXT and len(script.requests) == 3
    assert attributor(script, trio).attribute([]) == []


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (
            {"content": '{"safety": 7, "freedom": 2, "joy": 1}'},
            "safety: input should be 1, 2, 3, 4 or 5; after one repair",
        ),
        ({"content": '{"safety": 4', "finish": "length"}, "cut off after 512 tokens; after one repair: cut off"),
        ({"content": None, "refusal": "No."}, "the model refused: No."),
        ({"content": "fine"}, "not valid"),
    ],
)
def test_what_the_model_did_not_say_is_unknown(script, trio, said, reply, reason):
    script.say = lambda request: said(**reply)
    (found,) = attributor(script, trio).attribute([Utterance("Stay at home.")], concepts=True)
    assert found.scores == found.probabilities == found.present == {} and found.concepts == ()
    assert reason in found.reason


def test_a_repaired_reply_counts(script, trio, said):
    script.in_turn(said("four"), said(json.dumps(LEVELS)))
    reader = attributor(script, trio)
    (reading,) = reader.read([Utterance("Stay at home.")])
    assert reading.levels == LEVELS and reading.repaired


def test_a_long_text_is_read_in_pieces_and_none_is_left_out(script, trio, said):
    script.say = lambda request: rate_by_length(said, request)
    text = "word " * 100 + "safe safe " + "word " * 100 + "ban it " + "word " * 100
    (found,) = attributor(script, trio, longest_piece=200).attribute([Utterance(text)])
    asked = [request["messages"][1]["content"] for request in script.requests]
    assert len(asked) >= 8 and sum(one.count("word") for one in asked) == 300
    assert dict(found.scores) == {"safety": 4, "freedom": 1, "joy": 2}  # the furthest from absent
    script.say = lambda request: said("?") if "ban" in str(request["messages"]) else rate_by_length(said, request)
    (found,) = attributor(script, trio, longest_piece=200).attribute([Utterance(text)])
    assert found.scores == {} and "piece " in found.reason


def test_concepts_are_in_the_text_and_are_missed_when_deleted(script, trio, said):
    text = "We want safe streets, 🙂 and also a safe home. " + "Nothing else here. " * 10 + "It is safe."
    quotes = [
        {"value": "safety", "phrase": "safe home"},
        {"value": "safety", "phrase": "Safe streets"},  # not word for word
        {"value": "safety", "phrase": "and also"},  # nothing falls without it
        {"value": "joy", "phrase": "🙂"},  # joy is not present
        {"value": "safety", "phrase": "It is safe"},
        {"value": "safety", "phrase": "safe home"},
    ]

    def say(request):
        if len(request["messages"]) == 2:
            return rate_by_length(said, request)
        return said(json.dumps({"concepts": quotes}))

    script.say = say
    reader = attributor(script, trio, longest_piece=200)
    (plain,), (found,) = reader.attribute([Utterance(text)]), reader.attribute([Utterance(text)], concepts=True)
    assert plain.scores == found.scores and plain.present == found.present
    assert [one.phrase for one in found.concepts] == ["safe home", "It is safe"]
    for one in found.concepts:
        assert text[one.start : one.end] == one.phrase and one.weight == 0.25


def test_probabilities_are_stated_only_for_the_rater_they_were_measured_for(script, trio, said, tmp_path):
    script.say = lambda request: said(json.dumps(LEVELS))
    bare = attributor(script, trio)
    path = tmp_path / "probabilities.json"
    measure_level_probabilities([1, 2, 4], [False, False, True], rater=bare.rater.fingerprint).save(path)
    measured = attributor(script, trio, probabilities=str(path))
    (found,) = measured.attribute([Utterance("Stay at home.")])
    assert found.probabilities["safety"] > found.probabilities["freedom"] > 0
    assert measured.fingerprint != bare.fingerprint
    with pytest.raises(UserError, match="measured for the rater"):
        attributor(script, trio, probabilities=str(path), max_new_tokens=100)


def test_the_fingerprint_follows_what_the_model_is_told(script, trio, tmp_path):
    criteria = Criteria.from_definitions(trio)
    other = criteria.rewritten({"joy": criteria.values["safety"]})
    other.save(tmp_path / "criteria.yaml")
    criteria.save(tmp_path / "same.yaml")
    plain = attributor(script, trio).fingerprint
    assert attributor(script, trio, criteria=str(tmp_path / "same.yaml")).fingerprint == plain
    assert attributor(script, trio, cache=str(tmp_path / "cache")).fingerprint == plain
    assert attributor(script, trio, criteria=str(tmp_path / "criteria.yaml")).fingerprint != plain
    assert attributor(script, trio, longest_piece=999).fingerprint != plain


def test_permuting_the_values_of_a_system_changes_nothing(script, trio, said):
    script.say = lambda request: rate_by_length(said, request)
    turned = trio.model_copy(update={"values": trio.values[::-1]})
    found = [attributor(script, one) for one in (trio, turned)]
    assert found[0].fingerprint == found[1].fingerprint
    ours, theirs = (one.attribute([Utterance("safe safe")]) for one in found)
    assert ours == theirs and list(theirs[0].scores) == list(turned.names)
    first, second = script.requests
    assert first == second


def test_the_cache_answers_a_second_run(script, trio, said, tmp_path):
    script.say = lambda request: rate_by_length(said, request)
    texts = [Utterance("safe"), Utterance("ban"), Utterance("safe")]
    first = attributor(script, trio, cache=str(tmp_path)).attribute(texts)
    assert len(script.requests) == 2
    assert attributor(script, trio, cache=str(tmp_path)).attribute(texts) == first
    assert len(script.requests) == 2


def test_a_server_is_configured_or_not(trio):
    nothing = {"base_url": None, "model": None, "key_from": "OPENAI_API_KEY", "timeout": 120.0, "parallel": 4}
    assert build_config(LanguageModelAttributionConfig, {"server": nothing}, where="attribution").server is None
    some = {**nothing, "base_url": "http://localhost:1/v1", "model": "m"}
    assert build_config(LanguageModelAttributionConfig, {"server": some}, where="attribution").server.model == "m"
    with pytest.raises(UserError, match=r"server\.model"):
        build_config(LanguageModelAttributionConfig, {"server": {**some, "model": None}}, where="attribution")
    with pytest.raises(UserError, match=r"did you mean attribution\.criteria"):
        build_config(LanguageModelAttributionConfig, {"criterias": "x"}, where="attribution")


def test_wrong_criteria_are_found_before_any_model_is_loaded(trio, tmp_path):
    config = LanguageModelAttributionConfig(model="no/such_model_anywhere", criteria=str(tmp_path / "none.yaml"))
    with pytest.raises(UserError, match="there is no such file"):
        load_language_model_attributor(config, trio)
