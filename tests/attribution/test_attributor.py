import json
import shutil
from dataclasses import replace

import pytest
import torch

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.attribution.attributor import LONG, detector_folder
from couple.attribution.protocol import EMPTY_TEXT
from couple.data import load_neutral_texts
from couple.foundation import UserError, fingerprint_file
from couple.values import load_system

SPEECHES = {
    "security": "We must keep our streets safe, guard our borders and protect families from crime and terror.",
    "self_direction": "Everybody should be free to think and choose for themselves and to explore new ideas.",
    "universalism": "All people deserve equal rights, justice and peace, and we must protect nature and the climate.",
    "achievement": "Hard work and ambition lead to success, so students should compete and excel in their careers.",
    "tradition": "We should honour our religious customs and the heritage that our ancestors handed down to us.",
    "benevolence": "Children need parents who love them and care for them, and friends should help each other.",
}
ODD = ["🙂🙂", "\x07 <b>hi</b>\x00", "日本語のテキスト", "word " * 300, "a", "!!!"]


def readings(attributor, texts, **options):
    return attributor.attribute([Utterance(text) for text in texts], **options)


@pytest.mark.parametrize(("value", "speech"), SPEECHES.items())
def test_plain_speeches_express_what_they_say(ten, value, speech):
    (found,) = readings(ten, [speech])
    assert found.present[value] == 1
    assert found.scores[value] >= sorted(found.scores.values())[-3]


def test_one_reading_agrees_with_itself(ten):
    for found in readings(ten, [*SPEECHES.values(), *ODD]):
        assert set(found.scores) == set(found.probabilities) == set(found.present) == set(ten.system.names)
        assert all(1 <= score <= 5 for score in found.scores.values())
        assert all(0 < probability < 1 for probability in found.probabilities.values())
        assert found.label_set is not None and set(found.label_set) <= set(ten.system.names)
        for name, there in found.present.items():
            assert (found.scores[name] >= 3) <= bool(there)  # no score of 3 without presence
            assert bool(there) <= (found.scores[name] >= 2)


def test_neighbours_change_nothing(ten):
    texts = [*SPEECHES.values(), *ODD]
    together = readings(ten, texts)
    for text, found in zip(texts, together, strict=True):
        (alone,) = readings(ten, [text])
        assert alone.scores == pytest.approx(dict(found.scores), abs=1e-5)
        assert alone.probabilities == pytest.approx(dict(found.probabilities), abs=1e-5)
    assert readings(ten, texts) == together


def test_the_question_and_the_stance_are_not_read(ten):
    plain, asked = ten.attribute([Utterance("Ban it."), Utterance("Ban it.", "Should we ban guns?", -1, "x")])
    assert plain.scores == pytest.approx(dict(asked.scores), abs=1e-5)


@pytest.mark.parametrize("empty", ["", "  \n", "\x00\x07", "\u200b"])
def test_an_empty_text_is_unknown_not_absent(ten, empty):
    full, nothing = readings(ten, ["Safety first.", empty], concepts=True)
    assert nothing == EMPTY_TEXT and nothing.scores == {} and nothing.reason == "empty text"
    assert full.reason is None
    assert readings(ten, [empty]) == [EMPTY_TEXT]
    assert readings(ten, []) == []


def test_a_long_text_expresses_what_its_strongest_window_does(ten):
    filler = "She opened the door and sat down on the old chair. " * 25
    text = filler + "Protect nature, the forests and the climate! " * 25 + filler
    windows = ten._detector.windows([text])
    pieces = [text[window.start : window.end] for window in windows]
    assert len(pieces) >= 3
    assert torch.allclose(ten.logits([text])[0], ten.logits(pieces).amax(dim=0), atol=1e-4)
    (plain,), (found,) = readings(ten, [filler]), readings(ten, [text], concepts=True)
    assert found.scores["universalism"] > plain.scores["universalism"]
    concepts = [concept for concept in found.concepts if concept.value == "universalism"]
    assert any(word in concept.phrase for concept in concepts for word in ("nature", "forests", "climate"))
    assert all(text[concept.start : concept.end] == concept.phrase for concept in concepts)
    assert found.flags == (LONG,) and readings(ten, ["Protect nature."])[0].flags == ()


def test_permuting_the_values_of_a_system_changes_nothing(ten):
    turned = ten.system.model_copy(update={"values": ten.system.values[::-1]})
    other = load_attributor(AttributionConfig(), turned)
    for ours, theirs in zip(*(readings(a, SPEECHES.values(), concepts=True) for a in (ten, other)), strict=True):
        assert ours.scores == theirs.scores and ours.present == theirs.present
        assert set(ours.concepts) == set(theirs.concepts)
    assert other.fingerprint == ten.fingerprint


def test_broad_values_follow_their_members(ten):
    twenty = load_attributor(AttributionConfig(), load_system("schwartz20"))
    assert twenty.fingerprint != ten.fingerprint
    for ours, theirs in zip(*(readings(a, SPEECHES.values()) for a in (ten, twenty)), strict=True):
        assert ours.probabilities["achievement"] == pytest.approx(theirs.probabilities["achievement"], abs=0.02)
        assert ours.probabilities["security"] > 0.9 * theirs.probabilities["security_societal"]


def test_concepts_are_phrases_whose_deletion_lowers_the_value(ten):
    texts = list(SPEECHES.values())
    for text, found in zip(texts, readings(ten, texts, concepts=True), strict=True):
        assert {concept.value for concept in found.concepts} <= {name for name, there in found.present.items() if there}
        for concept in found.concepts:
            assert text[concept.start : concept.end] == concept.phrase != ""
            rest = f"{text[: concept.start].rstrip()} {text[concept.end :].lstrip()}".strip()
            (without,) = readings(ten, [rest])
            fall = found.probabilities[concept.value] - without.probabilities[concept.value]
            assert fall == pytest.approx(concept.weight, abs=1e-5) and fall > 0


def test_concepts_leave_scores_alone(ten):
    texts = list(SPEECHES.values())
    for plain, full in zip(readings(ten, texts), readings(ten, texts, concepts=True), strict=True):
        assert plain == replace(full, concepts=(), residuals=plain.residuals)
        assert plain.residuals == {}
        assert set(full.residuals) == {concept.value for concept in full.concepts}
        assert all(0 <= left < 1 for left in full.residuals.values())


def test_systems_it_was_not_fitted_for_are_refused():
    for name in ("hhh", "moral_foundations"):
        with pytest.raises(UserError, match="fitted for schwartz10, schwartz19, schwartz20 only"):
            load_attributor(AttributionConfig(), load_system(name))
    mine = load_system("schwartz10")
    mine = mine.model_copy(update={"values": mine.values[1:]})
    with pytest.raises(UserError, match="attribution=description"):
        load_attributor(AttributionConfig(), mine)


def test_unknown_detectors_get_the_nearest():
    with pytest.raises(UserError, match=r"did you mean fast\?"):
        load_attributor(AttributionConfig(detector="fasst"), load_system("schwartz10"))


@pytest.fixture
def copy(tmp_path):
    for name in ("fast", "minilm_touche23"):
        shutil.copytree(detector_folder("fast").parent / name, tmp_path / name)
    return tmp_path / "fast"


def test_a_detector_may_lie_anywhere(copy, ten):
    assert load_attributor(AttributionConfig(detector=str(copy)), ten.system).fingerprint == ten.fingerprint


def test_a_network_of_another_encoder_is_refused(copy, ten):
    path = copy.parent / "minilm_touche23" / "certificate.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"base_model": "0" * 16}))
    with pytest.raises(UserError, match="it was trained on the weights 0000000000000000"):
        load_attributor(AttributionConfig(detector=str(copy)), ten.system)


def test_a_changed_file_is_refused(copy, ten):
    (copy / "reading.json").write_text((copy / "reading.json").read_text() + " ")
    with pytest.raises(UserError, match=r"reading\.json is damaged or was changed"):
        load_attributor(AttributionConfig(detector=str(copy)), ten.system)


@pytest.mark.parametrize(
    ("networks", "message"),
    [({"../fast": 1.0}, "no name of a folder beside"), ({}, "at least 1"), ({"minilm_touche23": 0}, "greater than 0")],
)
def test_a_detector_names_folders_beside_its_own(copy, ten, networks, message):
    (copy / "detector.json").write_text(json.dumps({"networks": networks}))
    certificate = copy / "certificate.json"
    raw = json.loads(certificate.read_text())
    raw["files"]["detector.json"] = fingerprint_file(copy / "detector.json")
    certificate.write_text(json.dumps(raw))
    with pytest.raises(UserError, match=message):
        load_attributor(AttributionConfig(detector=str(copy)), ten.system)


@pytest.fixture(scope="module")
def accurate():
    return load_attributor(AttributionConfig(detector="accurate"), load_system("schwartz10"))


def test_rejected_values_fall_below_absent(accurate):
    upheld, rejected = readings(
        accurate, ["We must protect tradition.", "Tradition is worthless and should be abandoned."]
    )
    assert upheld.scores["tradition"] > 4 and upheld.present["tradition"] == 1
    assert rejected.scores["tradition"] < 1.5 and rejected.present["tradition"] == 0


def test_the_fast_detector_never_gives_level_1(ten):
    assert all(score >= 2 for one in readings(ten, ["Tradition is worthless.", *ODD]) for score in one.scores.values())


def test_neutral_texts_express_nothing(ten):
    texts = load_neutral_texts(20, held_out=True, seed=0)["text"].tolist()
    assert sum(sum(one.present.values()) for one in readings(ten, texts)) <= 4  # of 200 cells; none would be perfect


def test_the_accurate_detector_reads_question_and_stance(accurate):
    said = "It only punishes the poor and never those who can pay."
    plain, asked = accurate.attribute([Utterance(said), Utterance(said, "Should we abolish bail?", 1)])
    assert plain.probabilities != asked.probabilities


def test_other_languages_are_flagged(ten):
    (found,) = readings(ten, ["Wir müssen die Umwelt schützen, weil unsere Kinder in ihr leben werden."])
    assert any("another language" in flag for flag in found.flags)


def test_threads_change_nothing(ten):
    before, texts = torch.get_num_threads(), list(SPEECHES.values())
    try:
        torch.set_num_threads(1)
        one = readings(ten, texts)
        torch.set_num_threads(2)
        two = readings(ten, texts)
    finally:
        torch.set_num_threads(before)
    for a, b in zip(one, two, strict=True):
        assert a.scores == pytest.approx(dict(b.scores), abs=1e-5)
