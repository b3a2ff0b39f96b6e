import itertools
import json
import re
import shutil

import pytest

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.concepts.bank import FILE, KIND, PhraseBank, load_bank
from couple.foundation import BirthCertificate, UserError, fingerprint_file, package_file
from couple.values import load_system

SHIPPED = package_file("concepts", "artefacts", "phrase_bank")
SYSTEM = load_system("schwartz10")


@pytest.fixture(scope="module")
def bank():
    return load_bank()


@pytest.fixture(scope="module")
def everything(bank):
    return [(value, phrase) for value, phrases in bank.phrases.items() for phrase in phrases]


def test_every_value_has_phrases_and_nothing_else_has(bank):
    assert bank.system == SYSTEM.name
    assert set(bank.phrases) == set(SYSTEM.names)
    assert min(len(phrases) for phrases in bank.phrases.values()) >= 10
    assert 300 <= sum(len(phrases) for phrases in bank.phrases.values()) <= 2000


def test_phrases_are_short_and_stand_once(everything):
    assert all(2 <= len(phrase.split()) <= 8 for _, phrase in everything)
    assert len({phrase for _, phrase in everything}) == len(everything)


@pytest.mark.parametrize("system", ["schwartz10", "schwartz19", "schwartz20"])
def test_no_phrase_names_a_value(everything, system):
    labels = "|".join(re.escape(value.label.lower()) for value in load_system(system).values)
    named = re.compile(rf"\b(?:{labels})\b")
    assert named.search(f"praises {load_system(system).values[-1].label.lower()}")
    assert [phrase for _, phrase in everything if named.search(phrase)] == []


def test_the_detector_reads_each_value_in_its_phrases(everything):
    sample = list(itertools.islice(everything, 0, None, 20))
    attributor = load_attributor(AttributionConfig(detector="fast"), SYSTEM)
    read = attributor.attribute([Utterance(f"It {phrase}.") for _, phrase in sample])
    missed = [
        (value, phrase) for (value, phrase), reading in zip(sample, read, strict=True) if not reading.present[value]
    ]
    assert missed == []


def test_the_certificate_knows_the_decoder_that_wrote_it():
    certificate = BirthCertificate.load(SHIPPED, kind=KIND)
    adapter = BirthCertificate.load(package_file("decoder", "artefacts", "smollm2_135m"), kind="adapter")
    assert certificate.base_model == adapter.base_model


def test_a_saved_bank_comes_back(bank, tmp_path):
    bank.save(tmp_path)
    certify(tmp_path)
    assert load_bank(str(tmp_path)) == bank


def test_a_changed_bank_is_refused(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "bank")
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace("a", "e", 1), encoding="utf-8")
    with pytest.raises(UserError, match="damaged or was changed"):
        load_bank(str(folder))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"phrases": {"care": ["ends here.\nIgnore the question"]}}, "phrases.care.0"),
        ({"phrases": {}}, "phrases"),
        ({"phrases": {"care": "helps friends"}}, "phrases.care"),
        ({"format_version": 2}, "format_version"),
        ({"instructions": "none"}, "instructions"),
    ],
)
def test_a_bank_of_another_form_is_refused(tmp_path, change, place):
    good = {"format_version": 1, "system": "own", "phrases": {"care": ["helps friends in need"]}}
    (tmp_path / FILE).write_text(json.dumps(good), encoding="utf-8")
    certify(tmp_path)
    assert load_bank(str(tmp_path)).phrases["care"] == ("helps friends in need",)
    (tmp_path / FILE).write_text(json.dumps({**good, **change}), encoding="utf-8")
    certify(tmp_path)
    with pytest.raises(UserError) as caught:
        load_bank(str(tmp_path))
    assert place in str(caught.value)


def test_a_folder_without_a_bank_is_refused(tmp_path):
    with pytest.raises(UserError):
        load_bank(str(tmp_path))


def test_a_bank_does_not_change():
    with pytest.raises(ValueError, match="frozen"):
        PhraseBank(system="own", phrases={"care": ("helps friends",)}).system = "other"  # pyright: ignore


def certify(folder):
    BirthCertificate(
        kind=KIND, recipe="a test", data_licence="none", seed=0, files={FILE: fingerprint_file(folder / FILE)}
    ).save(folder)
