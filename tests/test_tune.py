"""Training by its command on real arguments: a real, very small run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    from couple.data import is_available

    if not is_available("touche23"):
        pytest.skip("the Touché23 data set is not here (set COUPLE_DATA)")
    folder = tmp_path_factory.mktemp("tune")
    arguments = ["output=run", "recipe.limit=48", "recipe.training.batch_size=4", "recipe.training.epochs=0.25"]
    arguments += ["recipe.training.rank=2", "recipe.training.longest_answer=24", "seed=5"]
    arguments += ["recipe.training.measured_groups=2", "recipe.own.count=4", "recipe.own.tokens=8"]
    done = subprocess.run(
        [sys.executable, "-m", "couple.tune", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Warning" not in done.stderr
    return folder / "run"


@pytest.mark.slow
def test_every_step_is_logged_and_the_adapter_is_certified(tuned):
    from couple.foundation import BirthCertificate

    before, *losses = [json.loads(line) for line in (tuned / "curves.jsonl").read_text().splitlines()]
    assert [row["step"] for row in losses] == [1, 2, 3]
    assert all(0 < row["loss"] < 20 for row in losses)
    assert before["step"] == 0 and "held_out_nll" in losses[-1]
    assert (tuned / "curves.svg").is_file() and (tuned / "adapter" / "README.md").is_file()
    assert not (tuned / "checkpoint.safetensors").exists()
    certificate = BirthCertificate.load(tuned / "adapter", kind="adapter")
    assert certificate.seed == 5
    assert certificate.metrics["steps"] == 3
    assert certificate.metrics["first_loss"] == losses[0]["loss"]
    assert certificate.config["kind"] == "latent"
    assert json.loads((tuned / "run.json").read_text())["status"] == "finished"


@pytest.mark.slow
def test_plain_peft_loads_the_adapter_and_ours_agrees(tuned):
    import torch
    from peft import PeftModel

    from couple.decoder.language_model import LanguageModel
    from couple.decoder.latent_decoder import LatentDecoder
    from couple.decoder.prompt import Prompt
    from couple.foundation.quiet import quiet_peft
    from couple.values import load_system

    torch.set_num_threads(1)
    model = LanguageModel.load(precision="float32")
    tokens = torch.tensor([model.prompt_tokens(Prompt("Is art useful?"))])
    with torch.inference_mode():
        untouched = model.model(tokens).logits
    with quiet_peft():
        plain = PeftModel.from_pretrained(model.model, str(tuned / "adapter")).eval()
    with torch.inference_mode():
        adapted = plain(tokens).logits
    assert not torch.equal(adapted, untouched)
    ours = LatentDecoder.load(
        LanguageModel.load(precision="float32"), tuned / "adapter", load_system("schwartz10").names
    )
    with torch.inference_mode():
        assert torch.equal(ours.language_model.model(tokens).logits, adapted)
        with ours.untouched():
            assert torch.equal(ours.language_model.model(tokens).logits, untouched)


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("recipe.model=no_such_model", "no_such_model"),
        ("recipe.training.epochs=0", "training.epochs"),
        ("recipe.latents.size=0", "latents.size"),
        ("recipe.limit=0", "limit"),
        ("recipe.lmit=3", "limit"),
        ("recipe.kind=naive_stf", "naive_sft"),
        ("recipe=naive_stf", "naive_sft"),
        ("resume=nowhere", "nowhere"),
    ],
)
def test_a_bad_recipe_is_refused_before_anything_is_made(monkeypatch, tmp_path, capsys, argument, found):
    from couple.tune import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["couple.tune", argument])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert found in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
