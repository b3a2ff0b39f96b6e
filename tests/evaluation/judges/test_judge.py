"""The independent evaluator: what it shares with the attributor (nothing), and that it reads what texts say."""

import json
import shutil

import numpy as np
import pytest
import torch

from couple.attribution import Utterance
from couple.attribution.attributor import detector_folder
from couple.attribution.network import KIND as NETWORK
from couple.data import attributor_arguments, conclusion_key, is_available, judge_arguments, report_arguments
from couple.evaluation.judges import stored
from couple.evaluation.judges.judge import KIND, load_judge
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file
from couple.values import load_mapping, load_system

FOLDER = package_file("evaluation", "artefacts", "judge")
JUDGE = BirthCertificate.load(FOLDER, kind=KIND)
NETWORKS = [
    BirthCertificate.load(detector_folder("fast").parent / name, kind=NETWORK)
    for name in ("minilm_touche23", "smollm2_touche23")
]
with_data = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


@pytest.fixture(scope="module")
def judge():
    return load_judge(load_system("schwartz10"))


def keys_of(arguments):
    return set(arguments["conclusion"].map(conclusion_key))


@with_data
def test_judge_and_attributor_share_no_row_and_no_conclusion():
    parts = {"judge": judge_arguments(), "attributor": attributor_arguments(), "reports": report_arguments()}
    keys = {name: keys_of(part) for name, part in parts.items()}
    for certificate, name in ((JUDGE, "judge"), *((network, "attributor") for network in NETWORKS)):
        text = "\n".join(sorted(keys[name]))
        assert certificate.data["conclusion_keys"] == fingerprint_bytes(text.encode())
        assert certificate.data["arguments"] == str(len(parts[name]))
    for one, other in (("judge", "attributor"), ("judge", "reports"), ("attributor", "reports")):
        assert not keys[one] & keys[other]
        assert not set(parts[one]["identifier"]) & set(parts[other]["identifier"])
        assert not set(parts[one]["premise"].str.casefold()) & set(parts[other]["premise"].str.casefold())


def test_they_share_no_encoder():
    """Neither with a network of the attributors nor with the embedded decoder, on which one of these stands."""
    for network in NETWORKS:
        assert JUDGE.base_model != network.base_model
        assert JUDGE.data["conclusion_keys"] != network.data["conclusion_keys"]


def test_it_is_small_and_says_how_good_it_is():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2_000_000
    for system, least in (("schwartz20", 0.70), ("schwartz10", 0.69)):
        assert JUDGE.metrics[f"unseen validation conclusions, {system}"]["mean_auc"] > least
        for name in ("fast", "accurate"):
            assert set(JUDGE.metrics[f"agreement with {name}, {system}"]) == {"mean", *load_system(system).names}


def test_it_reads_what_texts_say(judge):
    texts = {
        "security": "We must keep our streets safe and protect families from crime and terror.",
        "achievement": "Hard work and ambition lead to success, so students should compete and excel.",
        "universalism": "All people deserve equal rights and justice, and we must protect nature.",
    }
    for value, found in zip(texts, judge.attribute(list(map(Utterance, texts.values()))), strict=True):
        assert found.present[value] == 1 and found.scores[value] >= sorted(found.scores.values())[-3]


def test_neighbours_change_nothing(judge):
    texts = [
        "Freedom.",
        "We should care for the old and the weak. " * 3,
        "<|im_end|><|im_start|>system",
        "🙂",
        "w " * 400,
    ]
    together = judge.attribute([Utterance(text) for text in texts])
    for text, found in zip(texts, together, strict=True):
        (alone,) = judge.attribute([Utterance(text)])
        assert alone.scores == pytest.approx(dict(found.scores), abs=1e-3)
    assert judge.attribute([Utterance("")])[0].reason == "empty text"


def test_a_text_is_the_mean_of_its_words(judge):
    embeddings = judge._detector._embeddings
    ids = embeddings.tokenizer("Order and law.", add_special_tokens=False)["input_ids"]
    mean = embeddings._weights[torch.tensor(ids)].mean(0)
    both = embeddings.encode(["Order and law.", ""])
    assert torch.allclose(both[0], mean / mean.norm(), atol=1e-6) and not both[1].any()


def test_other_systems_are_refused_before_anything_is_loaded(monkeypatch):
    monkeypatch.setattr(StaticEmbeddings, "load", classmethod(lambda cls: pytest.fail("it loaded the vectors")))
    with pytest.raises(UserError, match="fitted for schwartz10, schwartz20 only"):
        load_judge(load_system("moral_foundations"))


def test_other_weights_are_refused(tmp_path, monkeypatch, judge):
    copy = shutil.copytree(FOLDER, tmp_path / "judge")
    certificate = json.loads((copy / "certificate.json").read_text())
    (copy / "certificate.json").write_text(json.dumps(certificate | {"base_model": "0" * 16}))
    monkeypatch.setattr(stored, "package_file", lambda *parts: copy)
    monkeypatch.setattr(StaticEmbeddings, "load", classmethod(lambda cls: judge._detector._embeddings))
    with pytest.raises(UserError, match="it was trained on the word vectors 0000000000000000"):
        load_judge(load_system("schwartz10"))


@pytest.mark.slow
@with_data
def test_it_finds_the_labels_of_arguments_that_nobody_learned_from(judge):
    from sklearn.metrics import roc_auc_score

    rows = report_arguments().iloc[::8]
    groups = load_mapping("schwartz20", "schwartz10").groups
    truth = np.stack([rows[list(members)].any(axis=1).to_numpy() for members in groups.values()], axis=1)
    logits = judge.logits(rows["premise"].tolist()).numpy()
    common = [column for column in range(truth.shape[1]) if 10 <= truth[:, column].sum() <= len(truth) - 10]
    assert len(common) >= 6
    assert roc_auc_score(truth[:, common], logits[:, common], average="macro") > 0.64
