"""The trainer on a random two-layer model: real steps at no cost. Ten rows, two a step."""

import json
import os
import signal

import pytest
import torch

from couple.concepts import ConceptMechanism
from couple.concepts.fitting import ReadAnswers
from couple.decoder.latent_offsets import LatentOffsets
from couple.decoder.prompt import value_prompt
from couple.decoder.sft import Completion
from couple.decoder.soft_prefix import SoftPrefix
from couple.decoder.training import TrainingConfig, add_adapter, save_adapter
from couple.decoder.training.checkpoint import CHECKPOINT_FILE
from couple.decoder.training.completion import CompletionObjective
from couple.decoder.training.contrast import CounterfactualWorlds, Opposites
from couple.decoder.training.curves import CURVES_FILE, curves, summary
from couple.decoder.training.latent import LatentObjective, LatentTrainingConfig
from couple.decoder.training.lora import ADAPTER_FILE
from couple.decoder.training.trainer import Trainer
from couple.foundation import UserError

SMALL = {"epochs": 1.2, "batch_size": 2, "rank": 2, "dropout": 0.3, "longest_answer": 8, "learning_rate": 0.01}
WORDS = ["art", "work", "rest", "law", "sport", "music", "trade", "money", "peace", "faith"]


class Disturbed:
    """An objective that is disturbed at one of its calls, as a kill or Ctrl-C would."""

    def __init__(self, objective, at, disturbance):
        self._objective, self._left, self._disturbance = objective, at, disturbance
        self.lengths, self.modules = objective.lengths, objective.modules

    def __len__(self):
        return len(self._objective)

    def loss(self, places, generator):
        self._left -= 1
        if self._left == 0:
            self._disturbance()
        return self._objective.loss(places, generator)


def die():
    raise MemoryError("killed")


def completions(model, config, words=WORDS):
    rows = [Completion(value_prompt(f"Is {word} useful?", {"Power": 5}), "", f"Yes. {word} helps.") for word in words]
    return CompletionObjective(model, rows, config)


def latents(model, config):
    prefix = SoftPrefix(("power", "security"), 2, 32)
    prefix.start_from_labels(model, ["Power", "Security"], torch.Generator().manual_seed(1))
    offsets = LatentOffsets(("power", "security"), [0, 1], 2, 32)
    torch.nn.init.normal_(offsets.weight, std=0.01, generator=torch.Generator().manual_seed(4))
    offsets.attach(model.model)
    draw = torch.Generator().manual_seed(2)
    made, priorities = torch.randn(len(WORDS), 2, 2, generator=draw), 1 + 4 * torch.rand(len(WORDS), 2, generator=draw)
    read = ReadAnswers(made, priorities.double(), torch.arange(len(WORDS)) // 2)
    linear = torch.randn(2, 2, 2, generator=draw).double()
    zeros = torch.zeros(2, 2).double()
    mechanism = ConceptMechanism(("power", "security"), zeros, linear, torch.zeros(2, 3, 2).double(), zeros + 1)
    worlds = CounterfactualWorlds(read, mechanism, Opposites(((1,), (0,))))
    questions, answers = [f"Is {word} useful?" for word in WORDS], [f"No. {word} harms." for word in WORDS]
    return LatentObjective(model, prefix, offsets, questions, answers, worlds, config)


@pytest.fixture
def train(load_tiny, tmp_path):
    """Train in ``tmp_path / name``; gives the bytes of all that was trained, the adapter first, and the records."""

    def run(name="run", make=completions, disturb=None, seed=3, **changes):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        settings = {**SMALL, **changes}
        config = (LatentTrainingConfig if make is latents else TrainingConfig).model_validate(settings)
        model = load_tiny()
        objective = make(model, config)
        model.model = add_adapter(model, config, seed)
        asked = Disturbed(objective, *disturb) if disturb else objective
        held_out = completions(model, config, ["chess", "dance", "silence"])
        trainer = Trainer(model, asked, config, seed=seed, data="words", folder=folder, held_out=held_out)
        records = trainer.train()
        save_adapter(model, folder)
        beside = [w.detach().numpy().tobytes() for part in objective.modules for w in part.module.parameters()]
        return [(folder / ADAPTER_FILE).read_bytes(), *beside], records

    return run


def numbers(records):
    return [{name: value for name, value in record.items() if name != "seconds"} for record in records]


@pytest.mark.parametrize("make", [completions, latents])
def test_a_killed_training_goes_on_to_the_same_bytes(train, make):
    whole, records = train("whole", make, checkpoint_every=3, measure_every=2)
    with pytest.raises(MemoryError):
        train("cut", make, disturb=(5, die), checkpoint_every=3, measure_every=2)
    again, gone_on = train("cut", make, checkpoint_every=3, measure_every=2)
    assert again == whole
    assert numbers(gone_on) == numbers(records)
    assert [record["step"] for record in records] == [0, 1, 2, 3, 4, 5, 6]


def test_a_training_that_dies_before_its_first_checkpoint_begins_anew(train):
    with pytest.raises(MemoryError):
        train("cut", disturb=(2, die))
    assert train("cut")[0] == train("whole")[0]


def test_ctrl_c_finishes_the_step_and_keeps_it(train, tmp_path, capsys):
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        train("cut", disturb=(2, lambda: os.kill(os.getpid(), signal.SIGINT)))
    assert signal.getsignal(signal.SIGINT) is before
    assert "finishing this step" in capsys.readouterr().err
    lines = (tmp_path / "cut" / CURVES_FILE).read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == [0, 1, 2]
    assert train("cut")[0] == train("whole")[0]


def test_pressed_twice_it_stops_at_once(train, tmp_path):
    def twice():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train("cut", disturb=(2, twice))
    assert not (tmp_path / "cut" / CHECKPOINT_FILE).exists()


@pytest.mark.parametrize("changes", [{"learning_rate": 0.02}, {"seed": 4}, {"micro_batch": 1}, {"make": latents}])
def test_a_checkpoint_of_another_training_is_refused(train, changes):
    train()
    with pytest.raises(UserError, match=r"other settings or other data"):
        train(**changes)


@pytest.mark.parametrize("length", [0, 9, 2000])
def test_a_damaged_checkpoint_is_refused(train, tmp_path, length):
    train()
    file = tmp_path / "run" / CHECKPOINT_FILE
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(UserError, match="damaged"):
        train()


def test_accumulated_gradients_are_those_of_the_whole_batch(train):
    _, whole = train("whole", dropout=0.0)
    _, parts = train("parts", dropout=0.0, micro_batch=1)
    for name in ("loss", "gradient_norm", "held_out_loss"):
        assert [r[name] for r in parts if name in r] == pytest.approx([r[name] for r in whole if name in r], rel=1e-4)


def test_recomputed_activations_change_nothing(train):
    whole, records = train("whole", latents)
    again, recomputed = train("again", latents, gradient_checkpointing=True)
    for name in ("loss", "gradient_norm"):
        assert [r[name] for r in recomputed[1:]] == pytest.approx([r[name] for r in records[1:]], rel=1e-5)
    assert len(again) == len(whole) == 4  # adapter, prefix weight and bias, offsets


def test_it_learns_and_what_it_measured_is_summed_up(train):
    _, records = train(epochs=6, dropout=0.0)
    metrics = summary(records)
    assert metrics["steps"] == 30
    assert metrics["final_loss"] < metrics["first_loss"] - 0.3
    assert metrics["final_held_out_loss"] == records[-1]["held_out_loss"] < metrics["first_held_out_loss"]
    loss, nll = curves(records)
    assert (loss.name, nll.name) == ("loss", "nll")
    assert len(loss.training) == 30 and [step for step, _ in loss.held_out] == [0, 30]


def test_a_loss_that_is_no_number_is_said(train):
    with pytest.raises(UserError, match="is no number"):
        train(learning_rate=1e30, epochs=3)


def test_lora_weights_are_float32_on_a_bfloat16_model(tiny_folder):
    from couple.decoder.language_model import LanguageModel

    model = LanguageModel.load(str(tiny_folder), precision="bfloat16", device="cpu")
    model.model = add_adapter(model, TrainingConfig(rank=1), seed=0)
    kinds = {"lora_" in name: weight.dtype for name, weight in model.model.named_parameters()}
    assert kinds == {True: torch.float32, False: torch.bfloat16}
