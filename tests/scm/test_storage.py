"""A saved model is the same model; a damaged, foreign or newer one is refused."""

import json

import pytest

from couple.foundation import BirthCertificate, UserError, torch_generator
from couple.graph import Edge, ValueGraph
from couple.scm import LinearGaussianSCM, find_scm, fit_scm, load_scm, save_scm, shipped_scm

CERTIFICATE = BirthCertificate(kind="structural causal model", recipe="a test", data_licence="none", seed=0)
GRAPH = ValueGraph(("a", "b", "c"), (Edge("a", "b", 0.75, 1.0), Edge("b", "c")))


@pytest.fixture
def folder(tmp_path):
    sampled = shipped_scm().sample(200, torch_generator(1)).iloc[:, :3].set_axis(["a", "b", "c"], axis=1)
    save_scm(fit_scm(GRAPH, sampled), tmp_path / "scm", CERTIFICATE)
    return tmp_path / "scm"


def test_round_trip(folder):
    model = load_scm(folder)
    assert isinstance(model, LinearGaussianSCM)
    assert model.graph == GRAPH
    again = folder.parent / "again"
    save_scm(model, again, CERTIFICATE)
    assert load_scm(again).fingerprint == model.fingerprint
    for name in ("scm.json", "parameters.safetensors", "certificate.json"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_ordinal_round_trip(tmp_path):
    answers = shipped_scm().sample(300, torch_generator(1)).iloc[:, :3].set_axis(["a", "b", "c"], axis=1).round()
    model = fit_scm(GRAPH, answers, mechanism="ordinal")
    save_scm(model, tmp_path / "ordinal", CERTIFICATE)
    again = load_scm(tmp_path / "ordinal")
    assert again.fingerprint == model.fingerprint
    assert again.mechanism == "ordinal"
    do = {"a": float(answers["a"].max())}
    assert again.counterfactual(answers, do).equals(model.counterfactual(answers, do))
    assert not again.counterfactual(answers, do).equals(answers)


def test_damage_is_refused(folder):
    parameters = folder / "parameters.safetensors"
    content = bytearray(parameters.read_bytes())
    content[-1] ^= 1
    parameters.write_bytes(bytes(content))
    with pytest.raises(UserError, match=r"parameters\.safetensors is damaged or was changed"):
        load_scm(folder)


def test_foreign_and_missing_folders_are_refused(folder, tmp_path):
    certificate = json.loads((folder / "certificate.json").read_text())
    (folder / "certificate.json").write_text(json.dumps({**certificate, "kind": "value graph"}))
    with pytest.raises(UserError, match="the folder holds a value graph"):
        load_scm(folder)
    with pytest.raises(UserError):
        load_scm(tmp_path / "nowhere")
    with pytest.raises(UserError, match="shipped model: ess9"):
        find_scm("nowhere")


def test_files_that_do_not_fit_each_other_are_refused(folder):
    description = json.loads((folder / "scm.json").read_text())
    for change, said in [
        ({"format_version": 99}, "this version reads 1 to 2"),
        ({"mechanism": "ordinal_network"}, "'ordinal_network'"),
        ({"graph": {"nodes": ["a"], "edges": []}}, "do not fit its graph"),
    ]:
        (folder / "scm.json").write_text(json.dumps({**description, **change}))
        certificate = json.loads((folder / "certificate.json").read_text())
        certificate["files"].pop("scm.json", None)
        (folder / "certificate.json").write_text(json.dumps(certificate))
        with pytest.raises(UserError, match=said):
            load_scm(folder)


def test_a_file_of_the_first_format_still_loads(folder):
    description = json.loads((folder / "scm.json").read_text())
    assert description.pop("settings") == {}
    (folder / "scm.json").write_text(json.dumps({**description, "format_version": 1}))
    certificate = json.loads((folder / "certificate.json").read_text())
    certificate["files"].pop("scm.json", None)
    (folder / "certificate.json").write_text(json.dumps(certificate))
    assert load_scm(folder).nodes == tuple(description["graph"]["nodes"])


def test_unknown_mechanism_lists_what_is_there():
    with pytest.raises(UserError, match="did you mean mechanism=categorical"):
        fit_scm(GRAPH, shipped_scm().sample(50, torch_generator(1)), mechanism="categorial")
