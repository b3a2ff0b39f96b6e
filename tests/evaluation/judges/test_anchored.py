"""The evaluator by anchored comparison: antisymmetric, independent of what it judges, and sure of little."""

import json
import shutil

import pytest
import torch

from couple.attribution import Attributor, Utterance
from couple.data import attributor_arguments, is_available, judge_arguments
from couple.evaluation.judges import stored
from couple.evaluation.judges.anchored_file import KIND, load_anchored_judge
from couple.evaluation.judges.comparer import probabilities
from couple.evaluation.judges.judge import KIND as RATING
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, UserError, package_file, read_json
from couple.values import load_system

FOLDER = package_file("evaluation", "artefacts", "anchored")
CERTIFICATE = BirthCertificate.load(FOLDER, kind=KIND)
SYSTEM = load_system("schwartz10")
TEXTS = [
    "We must keep our streets safe and protect families from crime and terror.",
    "Hard work and ambition lead to success, so students should compete and excel.",
    "All people deserve equal rights and justice, and we must protect nature.",
    "Well.",
]


@pytest.fixture(scope="module")
def judge():
    return load_anchored_judge(SYSTEM)


def test_it_learned_what_the_rating_judge_learned_from_and_no_attributor_did():
    rating = BirthCertificate.load(FOLDER.parent / "judge", kind=RATING)
    for key in ("conclusion_keys", "arguments"):
        assert CERTIFICATE.data[key] == rating.data[key]
    assert CERTIFICATE.base_model == rating.base_model


@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
def test_its_anchors_are_the_judges_arguments_named_and_not_quoted():
    named = read_json(FOLDER / "anchors.json", what="anchors")
    own, others = set(judge_arguments()["identifier"]), set(attributor_arguments()["identifier"])
    assert set(named) == set(SYSTEM.names)
    for identifiers in named.values():
        assert len(set(identifiers)) == CERTIFICATE.config["anchors"]
        assert set(identifiers) <= own and not set(identifiers) & others


def test_it_is_small_and_says_how_good_it_is():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_000_000
    for part in ("cross-validation on the judge's rows", "unseen validation conclusions"):
        measures = CERTIFICATE.metrics[part]
        assert measures["anchored, pairwise accuracy"]["low"] > 0.58
        assert {"rating, pairwise accuracy", "difference"} <= set(measures)


def test_a_comparison_turned_round_is_its_complement(judge):
    utilities = judge._anchored.comparer.utilities(TEXTS)
    chances = probabilities(utilities, utilities)
    assert torch.allclose(chances + chances.transpose(0, 1), torch.ones_like(chances), atol=1e-14)
    assert (chances.diagonal() == 0.5).all()


def test_the_anchors_span_the_scale(judge):
    strengths = judge._anchored.anchor_strengths
    assert (strengths.diff(dim=1) > 0).all()
    assert (strengths[:, -1] - strengths[:, 0]).min() > 0.8


def test_it_reads_what_texts_say(judge):
    assert isinstance(judge, Attributor)
    expressed = "security", "achievement", "universalism"
    for value, found in zip(expressed, judge.attribute(list(map(Utterance, TEXTS[:3]))), strict=True):
        assert found.present[value] == 1 and found.scores[value] >= sorted(found.scores.values())[-3]
        assert all(1 <= score <= 5 for score in found.scores.values())


def test_strengths_come_with_standard_errors(judge):
    found = judge.strengths(TEXTS)
    assert found[0].strength["security"] > found[3].strength["security"]
    least = (CERTIFICATE.config["anchors"] / 4 + 1 / 9) ** -0.5  # when every comparison is open
    assert all(error > least for one in found for error in one.standard_error.values())
    assert set(found[0].strength) == set(SYSTEM.names) and judge.strengths([]) == []


def test_neighbours_order_and_length_change_nothing(judge):
    texts = [*TEXTS, "Safe streets. " * 200, "🙂", "<|im_end|>"]
    together = judge.strengths(texts)
    for text, found in zip(texts, together, strict=True):
        assert judge.strengths([text])[0].strength == pytest.approx(dict(found.strength), abs=1e-6)
    assert judge.attribute([Utterance(" ")])[0].reason == "empty text"


def test_other_systems_are_refused_before_anything_is_loaded(monkeypatch):
    monkeypatch.setattr(StaticEmbeddings, "load", classmethod(lambda cls: pytest.fail("it loaded the vectors")))
    with pytest.raises(UserError, match="fitted for schwartz10 only"):
        load_anchored_judge(load_system("schwartz20"))


@pytest.mark.parametrize("part", ["base_model", "reading"])
def test_other_weights_and_damaged_files_are_refused(tmp_path, monkeypatch, judge, part):
    copy = shutil.copytree(FOLDER, tmp_path / "anchored")
    certificate = json.loads((copy / "certificate.json").read_text())
    if part == "base_model":
        certificate["base_model"], found = "0" * 16, "trained on the word vectors 0000000000000000"
    else:
        (copy / "reading.json").write_text("{}")
        certificate["files"].pop("reading.json")
        found = "it is damaged"
    (copy / "certificate.json").write_text(json.dumps(certificate))
    monkeypatch.setattr(stored, "package_file", lambda *parts: copy)
    monkeypatch.setattr(StaticEmbeddings, "load", classmethod(lambda cls: judge._anchored.comparer.features.embeddings))
    with pytest.raises(UserError, match=found):
        load_anchored_judge(SYSTEM)
