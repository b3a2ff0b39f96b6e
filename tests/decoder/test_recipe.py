"""Whole recipes on a random two-layer model, through the command: adapters, cards, and a process that is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from couple.data import is_available
from couple.decoder.recipe import LatentRecipe, NaiveSFTRecipe, recipe_config
from couple.foundation import BirthCertificate, UserError
from couple.values import country_profile

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["recipe.limit=40", "recipe.precision=float32", "recipe.training.batch_size=2", "recipe.training.rank=2"]
SMALL += ["recipe.training.longest_answer=8", "recipe.training.measured_groups=2", "recipe.training.checkpoint_every=3"]
needs_data = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


@pytest.fixture
def tune(tiny_folder, tmp_path, monkeypatch):
    """Run ``couple.tune`` in this process, in ``tmp_path``."""
    from couple.tune import main

    def run(*arguments):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["couple.tune", *arguments])
        main()
        return tmp_path

    return run


def test_a_recipe_is_chosen_by_its_kind():
    assert type(recipe_config({})) is LatentRecipe
    assert type(recipe_config({"kind": "naive_sft", "limit": 3})) is NaiveSFTRecipe
    with pytest.raises(UserError, match=r"did you mean naive_sft\?"):
        recipe_config({"kind": "naive_stf"})
    with pytest.raises(UserError, match=r"recipe\.latents"):
        recipe_config({"kind": "naive_sft", "latents": {"size": 4}})
    with pytest.raises(UserError, match=r"recipe\.profile"):
        recipe_config({"kind": "nearest_sft"})
    with pytest.raises(UserError, match="no_such_profile"):
        recipe_config({"kind": "nearest_sft", "profile": "no_such_profile"})


@needs_data
@pytest.mark.parametrize(("kind", "steps"), [("naive_sft", 2), ("reasoning_sft", 2), ("nearest_sft", 1)])
def test_a_fine_tuned_adapter_is_certified_has_a_card_and_loads_with_plain_peft(tune, tiny_folder, kind, steps):
    from peft import PeftModel
    from safetensors.torch import load_file
    from transformers import AutoModelForCausalLM

    from couple.foundation.quiet import quiet_peft

    short = ["recipe.training.epochs=0.1", "output=run", "seed=5"]
    run = tune(f"recipe={kind}", f"recipe.model={tiny_folder}", *SMALL, *short) / "run"
    certificate = BirthCertificate.load(run / "adapter", kind="adapter")
    assert certificate.config["kind"] == kind
    assert (certificate.seed, certificate.metrics["steps"]) == (5, steps)
    assert certificate.metrics["first_held_out_loss"] > 0
    assert sorted(path.name for path in run.iterdir()) == ["adapter", "curves.jsonl", "curves.svg", "run.json"]
    card = (run / "adapter" / "README.md").read_text("utf-8")
    assert f"# A {kind} adapter" in card and certificate.files["adapter_model.safetensors"] in card
    with quiet_peft():
        plain = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_folder), str(run / "adapter"))
    stored = load_file(run / "adapter" / "adapter_model.safetensors")
    loaded = {name.replace(".default", ""): weight for name, weight in plain.named_parameters() if "lora_" in name}
    assert set(loaded) == set(stored)
    assert all(loaded[name].equal(stored[name].to(loaded[name].dtype)) for name in stored)


@needs_data
def test_an_adapter_of_one_profile_says_whose_it_is(tune, tiny_folder):
    short = ["recipe.training.epochs=0.1", "output=run", "recipe.profile={country: CZ}"]
    run = tune("recipe=nearest_sft", f"recipe.model={tiny_folder}", *SMALL, *short) / "run"
    config = BirthCertificate.load(run / "adapter", kind="adapter").config
    assert config["profile"] == {"country": "CZ"}
    assert json.loads(config["priorities"]) == pytest.approx(dict(country_profile("CZ").priorities))
    assert config["priorities"] in (run / "adapter" / "README.md").read_text("utf-8")


@needs_data
def test_a_profile_that_nothing_is_said_about_trains_nothing(tune, tiny_folder, capsys):
    profile = "recipe.profile={system: schwartz10, priorities: {hedonism: 5}}"
    with pytest.raises(SystemExit) as left:
        tune("recipe=nearest_sft", f"recipe.model={tiny_folder}", *SMALL, "recipe.limit=1", profile, "output=run")
    assert left.value.code == 2
    assert "nothing to learn in 1 answers" in capsys.readouterr().err


@needs_data
@pytest.mark.slow
def test_a_killed_command_goes_on_to_the_same_adapter(tune, tiny_folder, tmp_path):
    arguments = ["recipe=naive_sft", f"recipe.model={tiny_folder}", *SMALL, "recipe.training.epochs=4"]
    process = subprocess.Popen(
        [sys.executable, "-m", "couple.tune", *arguments, "output=cut"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    checkpoint = tmp_path / "cut" / "checkpoint.safetensors"
    deadline = time.monotonic() + 300
    while not checkpoint.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    curves = (tmp_path / "cut" / "curves.jsonl").read_text("utf-8").splitlines()
    assert 3 < len(curves) < 80, "it was to be killed on the way"
    tune("resume=cut")
    tune(*arguments, "output=whole")
    whole, cut = ((tmp_path / name / "adapter" / "adapter_model.safetensors").read_bytes() for name in ("whole", "cut"))
    assert whole == cut
    assert json.loads((tmp_path / "cut" / "run.json").read_text("utf-8"))["status"] == "finished"


@needs_data
@pytest.mark.slow
def test_two_processes_train_what_one_does(tune, tiny_folder, tmp_path):
    from safetensors.torch import load_file

    arguments = ["recipe=naive_sft", f"recipe.model={tiny_folder}", *SMALL, "recipe.training.epochs=0.3"]
    arguments += ["recipe.training.batch_size=5", "recipe.training.micro_batch=1", "recipe.training.learning_rate=0.01"]
    launched = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]
    done = subprocess.run(
        [*launched, "-m", "couple.tune", *arguments, "output=two"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    tune(*arguments, "output=one")
    one, two = (load_file(tmp_path / name / "adapter" / "adapter_model.safetensors") for name in ("one", "two"))
    assert all(torch.allclose(one[name].float(), two[name].float(), rtol=1e-2, atol=1e-5) for name in one)
    moved = [weight.float().abs().sum() for name, weight in one.items() if "lora_B" in name]
    assert min(moved) > 0  # they start at zero
    losses = [
        [json.loads(line)["loss"] for line in (tmp_path / name / "curves.jsonl").read_text("utf-8").splitlines()[1:]]
        for name in ("one", "two")
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5) and len(losses[0]) == 2


@needs_data
def test_a_finished_run_is_not_gone_on_with(tune, tiny_folder, capsys):
    tune("recipe=naive_sft", f"recipe.model={tiny_folder}", *SMALL, "recipe.training.epochs=0.05", "output=run")
    with pytest.raises(SystemExit) as left:
        tune("resume=run")
    assert left.value.code == 2
    assert "the run is finished" in capsys.readouterr().err
