"""Fine-tuning, saving and loading with the real encoder, on a handful of sentences."""

import json
import shutil

import pytest
import torch

from couple.attribution.backbone import Backbone, BackboneConfig, batches
from couple.attribution.fine_tuning import FineTuningConfig, Lesson, fine_tune
from couple.attribution.label_attention import LabelAttention
from couple.attribution.network import FILES, KIND, Network, NetworkShape
from couple.foundation import BirthCertificate, UserError, fingerprint_file

MINILM = BackboneConfig(model="minilm", depth=3)
SHAPE = NetworkShape(backbone=MINILM, values=("nature", "safety"), contradictions=False, context=False)
GREEN = ["Protect the forests.", "Clean rivers matter.", "Save the whales.", "Plant more trees."]
SAFE = ["Lock the doors.", "We need more police.", "Crime must stop.", "Keep children from harm."]
TRAINING = FineTuningConfig(epochs=6, batch_size=4, rank=4, learning_rate=3e-3, head_learning_rate=1e-2, first_layer=1)
pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")


def lessons(*, unknown=()):
    rows = [(text, [1.0, 0.0]) for text in GREEN] + [(text, [0.0, 1.0]) for text in SAFE]
    weights = torch.tensor([0.0 if k in unknown else 1.0 for k in range(2)])
    return [Lesson((text, f"Well. {text}"), torch.tensor(labels), weights) for text, labels in rows]


def trained(tmp_path, **changes):
    config = TRAINING.model_copy(update=changes)
    return fine_tune(Backbone.load(MINILM), lessons(), SHAPE, config, seed=3, log=tmp_path / "log.jsonl")


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("network"))


def certify(network, folder):
    network.save(folder)
    files = {name: fingerprint_file(folder / name) for name in FILES}
    base = network.backbone.fingerprint
    BirthCertificate(kind=KIND, recipe="here", base_model=base, data_licence="ours", seed=3, files=files).save(folder)
    return folder


@pytest.fixture(scope="module")
def folder(network, tmp_path_factory):
    return certify(network, tmp_path_factory.mktemp("saved") / "network")


def test_it_learns(network):
    found = network.logits(["We should plant trees.", "Police keep children from harm."])
    assert (found.argmax(1) == torch.tensor([0, 1])).all()


def test_the_same_seed_gives_the_same_weights(network, tmp_path):
    again = trained(tmp_path)
    assert torch.equal(again.logits(GREEN), network.logits(GREEN))
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == list(range(1, 13))
    assert lines[-1]["loss"] < lines[0]["loss"]


def test_layers_below_the_first_adapted_one_stay_as_they_were(network):
    adapted = [name for name, weight in network.backbone.model.named_parameters() if weight.requires_grad]
    assert adapted and all("layer.1." in name or "layer.2." in name for name in adapted)


def test_what_nobody_knows_teaches_nothing(tmp_path):
    backbone, config = Backbone.load(MINILM), TRAINING.model_copy(update={"epochs": 1, "averaging": 0.0})
    unknown = fine_tune(backbone, lessons(unknown=(1,)), SHAPE, config, seed=3, log=tmp_path / "log.jsonl")
    started = LabelAttention(backbone.hidden, 2)
    rates = torch.tensor([0.5, 0.0])
    started.start(rates, torch.Generator().manual_seed(0))
    assert unknown.attention.bias[1].item() == pytest.approx(
        started.bias[1].item(), rel=0.01
    )  # only weight decay moved it
    assert abs(unknown.attention.bias[0].item() - started.bias[0].item()) > 1e-3


def test_a_saved_network_reads_the_same(network, folder):
    loaded = Network.load(folder)
    texts = [*GREEN, *SAFE, "", "🙂", "word " * 60]
    assert torch.allclose(loaded.logits(texts), network.logits(texts), atol=0.1)  # stored in bfloat16
    assert loaded.fingerprint == Network.load(folder).fingerprint != ""
    assert loaded.shape == SHAPE


def test_neighbours_change_nothing(folder):
    loaded, texts = Network.load(folder), [*GREEN, "word " * 60, ""]
    together = loaded.logits(texts)
    alone = torch.cat([loaded.logits([text]) for text in texts])
    assert torch.allclose(together, alone, atol=1e-4)


def test_other_weights_and_changed_files_are_refused(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    raw = json.loads((copy / "certificate.json").read_text())
    (copy / "certificate.json").write_text(json.dumps(raw | {"base_model": "0" * 16}))
    with pytest.raises(UserError, match="trained on the weights 0000000000000000"):
        Network.load(copy)
    shutil.copy(folder / "certificate.json", copy)
    (copy / "network.json").write_text((copy / "network.json").read_text() + " ")
    with pytest.raises(UserError, match=r"network\.json is damaged or was changed"):
        Network.load(copy)


@pytest.mark.parametrize("name", ["adapter_model.safetensors", "label_attention.safetensors"])
def test_damaged_weights_are_refused(folder, tmp_path, name):
    copy = shutil.copytree(folder, tmp_path / "copy")
    data = bytearray((copy / name).read_bytes())
    data[-1] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(UserError, match=name.replace(".", r"\.")):
        Network.load(copy)


def test_batches_hold_every_row_once_and_few_tokens():
    lengths = [5, 900, 3, 40, 40, 41, 7, 5000]
    found = batches(lengths, tokens_at_once=1000)
    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= 1000


def test_padding_takes_no_part_in_label_attention():
    attention = LabelAttention(8, 3).eval()
    attention.start(torch.tensor([0.1, 0.5, 0.9]), torch.Generator().manual_seed(0))
    states = torch.randn(1, 4, 8, generator=torch.Generator().manual_seed(1))
    padded = torch.cat([states, 100 * torch.ones(1, 2, 8)], dim=1)
    plain = attention(states, torch.ones(1, 4))
    assert torch.allclose(plain, attention(padded, torch.tensor([[1.0, 1, 1, 1, 0, 0]])), atol=1e-6)


def test_the_first_predictions_are_the_base_rates():
    attention, rates = LabelAttention(16, 3).eval(), torch.tensor([0.1, 0.5, 0.9])
    attention.start(rates, torch.Generator().manual_seed(0))
    states = torch.randn(50, 6, 16, generator=torch.Generator().manual_seed(1))
    assert torch.allclose(attention(states, torch.ones(50, 6)).sigmoid().mean(0), rates, atol=0.05)
