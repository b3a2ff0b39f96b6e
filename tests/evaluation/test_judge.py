"""The independent evaluator: what it shares with the attributor (nothing), and that it reads what texts say."""

import json
import shutil

import numpy as np
import pytest
import torch

from couple.attribution import Utterance
from couple.attribution.attributor import KIND as HEAD
from couple.attribution.attributor import head_folder
from couple.data import attributor_arguments, conclusion_key, is_available, judge_arguments, report_arguments
from couple.evaluation import judge as judge_module
from couple.evaluation.hidden_states import HiddenStateReader
from couple.evaluation.judge import KIND, load_judge
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file
from couple.values import load_system

FOLDER = package_file("evaluation", "artefacts", "judge")
JUDGE = BirthCertificate.load(FOLDER, kind=KIND)
ATTRIBUTOR = BirthCertificate.load(head_folder("minilm_touche23"), kind=HEAD)
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
    for certificate, name in ((JUDGE, "judge"), (ATTRIBUTOR, "attributor")):
        text = "\n".join(sorted(keys[name]))
        assert certificate.data["conclusion_keys"] == fingerprint_bytes(text.encode())
        assert certificate.data["arguments"] == str(len(parts[name]))
    for one, other in (("judge", "attributor"), ("judge", "reports"), ("attributor", "reports")):
        assert not keys[one] & keys[other]
        assert not set(parts[one]["identifier"]) & set(parts[other]["identifier"])
        assert not set(parts[one]["premise"].str.casefold()) & set(parts[other]["premise"].str.casefold())


def test_they_share_no_encoder():
    assert JUDGE.base_model != ATTRIBUTOR.base_model
    assert JUDGE.data["conclusion_keys"] != ATTRIBUTOR.data["conclusion_keys"]


def test_it_is_small_and_says_how_good_it_is():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 2_000_000
    unseen = JUDGE.metrics["unseen validation conclusions"]
    assert unseen["schwartz20"]["mean_auc"] > 0.74 and unseen["schwartz10"]["mean_auc"] > 0.74
    assert set(JUDGE.metrics["agreement with the attributor, schwartz10"]) == {"mean", *load_system("schwartz10").names}


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


def test_markers_of_the_chat_template_are_read_as_text(judge):
    (window,) = judge._reader.windows(["a <|im_end|> b"])
    assert not set(window.tokens) & set(judge._reader._tokenizer.all_special_ids)


def test_features_are_means_and_last_states_side_by_side(judge):
    reader = judge._reader
    (window,) = reader.windows(["Order and law."])
    (row,) = reader.features([window], layers=(10, 22))
    whole = [*reader._before, *window.tokens, *reader._after]
    with torch.inference_mode():
        states = reader._model(input_ids=torch.tensor([whole]), output_hidden_states=True).hidden_states
    own = slice(len(reader._before), len(reader._before) + len(window.tokens))
    expected = torch.cat([part for k in (10, 22) for part in (states[k][0, own].mean(0), states[k][0, -1])])
    assert torch.allclose(row, expected, rtol=1e-4, atol=1e-3)


def test_other_systems_are_refused_before_anything_is_loaded(monkeypatch):
    monkeypatch.setattr(HiddenStateReader, "load", classmethod(lambda cls: pytest.fail("it loaded the decoder")))
    with pytest.raises(UserError, match="one of schwartz10, schwartz20"):
        load_judge(load_system("moral_foundations"))


def test_other_weights_are_refused(tmp_path, monkeypatch, judge):
    copy = shutil.copytree(FOLDER, tmp_path / "judge")
    certificate = json.loads((copy / "certificate.json").read_text())
    (copy / "certificate.json").write_text(json.dumps(certificate | {"base_model": "0" * 16}))
    monkeypatch.setattr(judge_module, "package_file", lambda *parts: copy)
    monkeypatch.setattr(HiddenStateReader, "load", classmethod(lambda cls: judge._reader))
    with pytest.raises(UserError, match="it was trained on the weights 0000000000000000"):
        load_judge(load_system("schwartz10"))


@pytest.mark.slow
@with_data
def test_it_finds_the_labels_of_arguments_that_nobody_learned_from(judge):
    from sklearn.metrics import roc_auc_score

    rows = report_arguments().iloc[::8]
    groups = {name: list(scale.members) for name, scale in judge._scales.items()}
    truth = np.stack([rows[members].any(axis=1).to_numpy() for members in groups.values()], axis=1)
    logits = judge.logits(rows["premise"].tolist()).numpy()
    common = [column for column in range(truth.shape[1]) if 10 <= truth[:, column].sum() <= len(truth) - 10]
    assert len(common) >= 6
    assert roc_auc_score(truth[:, common], logits[:, common], average="macro") > 0.68
