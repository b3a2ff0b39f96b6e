"""Birth certificates: an artefact that is not what its certificate says is refused, never guessed around."""

import hashlib
import json
from importlib import metadata

import pytest

from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, fingerprint_file, library_versions
from couple.foundation.certificate import FORMAT_VERSION


@pytest.fixture
def folder(tmp_path):
    """An artefact of one file with its certificate."""
    (tmp_path / "weights.bin").write_bytes(b"weights")
    BirthCertificate(
        kind="head",
        recipe="python -m couple.tune",
        data_licence="CC0",
        seed=3,
        metrics={"f1": 0.5},
        files={"weights.bin": fingerprint_bytes(b"weights")},
    ).save(tmp_path)
    return tmp_path


def rewrite(folder, **changes):
    """Change the certificate as somebody with an editor would."""
    path = folder / "certificate.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_certificate_comes_back(folder):
    read = BirthCertificate.load(folder, kind="head")
    assert (read.kind, read.seed, read.metrics, read.format_version) == ("head", 3, {"f1": 0.5}, FORMAT_VERSION)


def test_a_certificate_does_not_change(folder):
    with pytest.raises(ValueError, match="frozen"):
        BirthCertificate.load(folder, kind="head").seed = 4


@pytest.mark.parametrize("content", [b"Weights", b"weight", b"weights\n", b""])
def test_a_changed_file_is_refused(folder, content):
    (folder / "weights.bin").write_bytes(content)
    with pytest.raises(
        UserError, match=r"weights.bin is damaged or was changed.*\n.*rebuild it: python -m couple.tune"
    ):
        BirthCertificate.load(folder, kind="head")


def test_a_missing_file_is_refused(folder):
    (folder / "weights.bin").unlink()
    with pytest.raises(UserError, match="No such file"):
        BirthCertificate.load(folder, kind="head")


@pytest.mark.parametrize("name", ["../weights.bin", "deeper/weights.bin", "", "..", "/absolute.bin"])
def test_a_path_outside_the_folder_is_refused(folder, name):
    rewrite(folder, files={name: "0" * 16})
    with pytest.raises(UserError, match=r"outside its folder|Is a directory"):
        BirthCertificate.load(folder, kind="head")


def test_a_newer_format_is_refused_with_what_to_do(folder):
    rewrite(folder, format_version=FORMAT_VERSION + 1, invented_later=True)
    with pytest.raises(UserError, match=r"written in format 2, this version reads up to 1\n.*update couple"):
        BirthCertificate.load(folder, kind="head")


def test_another_kind_is_refused(folder):
    with pytest.raises(UserError, match="the folder holds a head"):
        BirthCertificate.load(folder, kind="adapter")


@pytest.mark.parametrize(
    ("changes", "told"), [({"seed": "three"}, "damaged at seed"), ({"stranger": 1}, "damaged at stranger")]
)
def test_a_damaged_certificate_says_where(folder, changes, told):
    rewrite(folder, **changes)
    with pytest.raises(UserError, match=told):
        BirthCertificate.load(folder, kind="head")


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", "{"])
def test_what_is_no_certificate_is_refused(folder, text):
    (folder / "certificate.json").write_text(text)
    with pytest.raises(UserError):
        BirthCertificate.load(folder, kind="head")


def test_a_folder_without_certificate_is_refused(tmp_path):
    with pytest.raises(UserError, match="there is no such file"):
        BirthCertificate.load(tmp_path, kind="head")


def test_fingerprints_are_the_head_of_sha256(tmp_path):
    data = bytes(range(256)) * 10_000  # more than one block
    (tmp_path / "data").write_bytes(data)
    expected = hashlib.sha256(data).hexdigest()[:16]
    assert fingerprint_bytes(data) == fingerprint_file(tmp_path / "data") == expected


def test_versions_are_those_installed():
    assert library_versions("pytest", "no-such-library") == {"pytest": metadata.version("pytest")}
