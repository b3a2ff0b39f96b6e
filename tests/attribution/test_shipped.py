"""The shipped networks and detectors: what their certificates say, and a part of it measured again on the real data."""

import numpy as np
import pytest

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.attribution.attributor import KIND, detector_folder
from couple.attribution.network import KIND as NETWORK
from couple.attribution.score import official_f1
from couple.data import attributor_arguments, conclusion_key, is_available, load_arguments
from couple.foundation import BirthCertificate, fingerprint_bytes
from couple.values import load_system

SHIPPED = detector_folder("fast").parent
DETECTORS = {name: BirthCertificate.load(SHIPPED / name, kind=KIND) for name in ("fast", "accurate")}
NETWORKS = {
    name: BirthCertificate.load(SHIPPED / name, kind=NETWORK) for name in ("minilm_touche23", "smollm2_touche23")
}
with_data = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


def test_they_are_small_and_say_where_they_come_from():
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) < 6_000_000
    for certificate in (*DETECTORS.values(), *NETWORKS.values()):
        assert "CC BY-SA 4.0" in certificate.data_licence and certificate.base_model and certificate.recipe


@with_data
def test_networks_learned_from_their_own_arguments_alone():
    rows = attributor_arguments()
    keys = set(rows["conclusion"].map(conclusion_key))
    for certificate in NETWORKS.values():
        assert certificate.data["conclusion_keys"] == fingerprint_bytes("\n".join(sorted(keys)).encode())
        assert certificate.data["arguments"] == str(len(rows))
    for certificate in DETECTORS.values():  # their readings were fitted on some of the same
        assert 0 < int(certificate.data["conclusions"]) < len(keys)


@with_data
@pytest.mark.parametrize(("name", "rows"), [("fast", 400), ("accurate", 60)])
def test_what_the_certificate_says_is_found_again(name, rows):
    """On a sample: the score of all rows lies within the sample's bootstrap interval."""
    arguments = load_arguments("validation").sample(rows, random_state=0)
    attributor = load_attributor(AttributionConfig(detector=name), load_system("schwartz20"))
    found = attributor.attribute([Utterance(text) for text in arguments["premise"]])
    names = list(attributor.system.names)
    present = np.array([[one.present[value] for value in names] for one in found], dtype=bool)
    truth = arguments[names].to_numpy(dtype=bool)
    generator = np.random.default_rng(0)
    draws = [generator.integers(0, rows, rows) for _ in range(300)]
    low, high = np.quantile([official_f1(truth[draw], present[draw]) for draw in draws], [0.005, 0.995])
    stated = DETECTORS[name].metrics["all of validation, text, schwartz20"]["official_f1"]
    assert low - 0.03 <= stated <= high + 0.03  # a bootstrap of a macro score is a little biased
