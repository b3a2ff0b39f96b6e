"""The shipped head: what its certificate says, measured again on the real data."""

import pytest
import torch

from couple.attribution.attributor import KIND, head_folder
from couple.attribution.head import Head
from couple.attribution.measuring import measure_head
from couple.data import attributor_arguments, conclusion_key, is_available, load_arguments
from couple.foundation import BirthCertificate, fingerprint_bytes

FOLDER = head_folder("minilm_touche23")
CERTIFICATE = BirthCertificate.load(FOLDER, kind=KIND)


def test_it_is_small_and_says_where_it_comes_from():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_000_000
    assert "CC BY-SA 4.0" in CERTIFICATE.data_licence and CERTIFICATE.base_model_id
    assert CERTIFICATE.metrics["validation"]["schwartz20"]["official_f1"] >= 0.45


@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
def test_it_learned_from_its_own_arguments_alone():
    rows = attributor_arguments()
    keys = sorted(set(rows["conclusion"].map(conclusion_key)))
    assert CERTIFICATE.data["conclusion_keys"] == fingerprint_bytes("\n".join(keys).encode())
    assert (CERTIFICATE.data["arguments"], CERTIFICATE.data["conclusions"]) == (str(len(rows)), str(len(keys)))


@pytest.mark.slow
@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
def test_the_score_on_validation_is_what_the_certificate_says(encoder):
    head, rows = Head.load(FOLDER), load_arguments("validation")
    features = encoder.features(encoder.windows(rows["premise"].tolist()), layers=head.shape.layers)
    found = measure_head(head, head.logits(features.to(torch.float32)), rows[list(head.shape.values)].to_numpy())
    for system, measures in found.items():
        assert measures == pytest.approx(CERTIFICATE.metrics["validation"][system], abs=0.003)
    assert found["schwartz20"]["official_f1"] >= 0.45
    assert found["schwartz20"]["calibration_error"] <= 0.03
