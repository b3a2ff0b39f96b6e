import pytest
import torch
from safetensors.torch import save

from couple.attribution.descriptions.background import Background, DescriptionScale
from couple.attribution.descriptions.loading import KIND, background_folder
from couple.foundation import BirthCertificate, UserError, write_json

SCALE = DescriptionScale(
    slope=2.0, intercept=-1.0, anchors=(-2.0, -1.0, 0.0, 1.0), bias_variance=1.0, weight_variance=2.0
)


def test_the_scale_passes_through_its_anchors_and_is_flat_beyond():
    logits = torch.tensor([[-9.0, -2.0, -1.0, -0.5, 0.0, 1.0, 9.0]], dtype=torch.float64)
    assert SCALE.score(logits).tolist() == [[2.0, 2.0, 3.0, 3.5, 4.0, 5.0, 5.0]]
    assert SCALE.threshold == -1.0


def test_anchors_out_of_order_are_refused():
    with pytest.raises(ValueError, match="anchors must rise"):
        DescriptionScale(**{**SCALE.model_dump(), "anchors": (0.0, 0.0, 1.0, 2.0)})


def test_what_is_saved_is_loaded(tmp_path):
    background = Background(torch.tensor([0.1, 0.2]), torch.tensor([0.3, 0.4]), SCALE)
    background.save(tmp_path)
    again = Background.load(tmp_path)
    assert torch.equal(again.texts, background.texts) and torch.equal(again.statements, background.statements)
    assert again.scale == SCALE


def test_damaged_parts_are_refused(tmp_path):
    Background(torch.zeros(2), torch.zeros(2), SCALE).save(tmp_path)
    tensors = {"texts": torch.zeros(2), "statements": torch.zeros(3)}
    (tmp_path / "background.safetensors").write_bytes(save(tensors))
    with pytest.raises(UserError, match="do not fit"):
        Background.load(tmp_path)
    write_json(tmp_path / "background.json", {"slope": -1})
    with pytest.raises(UserError, match="damaged"):
        Background.load(tmp_path)


def test_the_shipped_one_is_small_and_says_how_good_it_is():
    folder = background_folder("minilm_descriptions")
    certificate = BirthCertificate.load(folder, kind=KIND)
    assert sum(file.stat().st_size for file in folder.iterdir()) < 500_000
    assert certificate.metrics["mean_auc"] > 0.65
    assert certificate.metrics["official_f1"] > certificate.metrics["official_f1 of all ones"]
    assert certificate.metrics["calibration_error"] < 0.03
