"""The training loop: AdamW on an adapter, and on what an objective trains beside it.

Everything random in a step follows from the seed and the step's number: the batches, the objective's own draws, the
adapter's dropout. So a training that was interrupted and goes on comes, on a CPU, to the same bytes.
"""

import json
import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from couple.decoder.language_model import LanguageModel
from couple.decoder.training.batches import learning_rate_factor, plan_batches
from couple.decoder.training.checkpoint import CHECKPOINT_FILE, load_checkpoint, save_checkpoint
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.curves import CURVES_FILE, HELD_OUT, cut_curves, read_curves
from couple.decoder.training.interrupt import deferred_interrupt
from couple.decoder.training.lora import recompute_activations
from couple.decoder.training.objective import Objective
from couple.decoder.training.processes import Processes
from couple.foundation import Progress, UserError, append_json_line, child_seed, fingerprint_bytes, torch_generator

CLIP = 1.0  # the largest norm of a step's gradient


class Trainer:
    """Trains in place: the adapter in ``model.model``, and the objective's modules.

    Args:
        model: its ``model`` carries the adapter.
        objective: what is trained for.
        config: how.
        seed: what every draw follows from.
        data: a fingerprint of what the objective was made from; a checkpoint goes on with the same data only.
        folder: where ``curves.jsonl`` and the checkpoint are; a checkpoint that is there is gone on from.
        held_out: the same objective over topics that are not trained on, or None.
    """

    def __init__(
        self,
        model: LanguageModel,
        objective: Objective,
        config: TrainingConfig,
        *,
        seed: int,
        data: str,
        folder: Path,
        held_out: Objective | None = None,
    ) -> None:
        self._model, self._objective, self._held_out = model, objective, held_out
        self._config, self._seed, self._data, self._folder = config, seed, data, folder
        self._processes = Processes.join()
        if config.gradient_checkpointing:
            recompute_activations(model)
        adapter = {f"adapter.{name}": w for name, w in model.model.named_parameters() if w.requires_grad}
        groups = [{"params": list(adapter.values()), "peak": config.learning_rate}]
        self._weights = dict(adapter)
        for part in objective.modules:
            groups.append({"params": list(part.module.parameters()), "peak": part.learning_rate})
            self._weights |= {f"{part.name}.{name}": weight for name, weight in part.module.named_parameters()}
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.0)
        order = torch_generator(seed, "order")
        size, epochs = config.batch_size, config.epochs
        self._plan = plan_batches(objective.lengths, batch_size=size, epochs=epochs, generator=order)
        self._micro = config.micro_batch or math.ceil(size / self._processes.count)

    def train(self) -> list[dict[str, Any]]:
        """Take all steps that are left; returns the records of ``curves.jsonl``.

        Raises:
            KeyboardInterrupt: after Ctrl-C, when the step is finished and a checkpoint is written.
            UserError: the checkpoint cannot be gone on from, or the loss is no number any more.
        """
        path, steps = self._folder / CURVES_FILE, len(self._plan)
        done = load_checkpoint(self._checkpoint, self._weights, self._optimiser, identity=self._identity())
        if self._processes.first:
            cut_curves(path, step=done)
            if done == 0 and self._held_out is not None:
                append_json_line(path, {"step": 0, **self._measure(self._held_out)})
        with deferred_interrupt() as interrupted, Progress("training", steps, done=done) as progress:
            for step in range(done, steps):
                record, stop = self._step(step, interrupted)
                at_end = step + 1 == steps
                if self._processes.first:
                    due = at_end or (step + 1) % self._config.measure_every == 0
                    measured = self._measure(self._held_out) if due and self._held_out is not None else {}
                    append_json_line(path, {**record, **measured})
                    if stop or at_end or (step + 1) % self._config.checkpoint_every == 0:
                        self._save(step + 1)
                    progress.advance(f"loss {record['loss']:.3f}")
                if stop and not at_end:
                    raise KeyboardInterrupt
        self._model.model.eval()
        self._processes.wait()
        return read_curves(path)

    def _step(self, step: int, interrupted: Callable[[], bool]) -> tuple[dict[str, Any], bool]:
        """One step of the optimiser, and whether any process was asked to stop."""
        started = time.monotonic()
        batch = self._plan[step]
        factor = learning_rate_factor(step, len(self._plan), self._config.warmup)
        for group in self._optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        self._optimiser.zero_grad(set_to_none=True)
        self._model.model.train()
        totals: dict[str, float] = {}
        for number, piece, weight in self._processes.share(batch, self._micro):
            with torch.random.fork_rng(devices=self._cuda):  # dropout is global in torch
                torch.manual_seed(child_seed(self._seed, "dropout", step, number))
                loss, numbers = self._objective.loss(piece, torch_generator(self._seed, "objective", step, number))
                (loss * weight).backward()
            for name, value in {"loss": float(loss.detach()), **numbers}.items():
                totals[name] = totals.get(name, 0.0) + weight * value
        self._processes.add_gradients(list(self._weights.values()))
        totals = self._processes.add_numbers({**totals, "stop": float(interrupted())})
        stop = totals.pop("stop") > 0
        if not math.isfinite(totals["loss"]):
            remedy = "lower recipe.training.learning_rate and start a new run"
            raise UserError("train the adapter", f"the loss of step {step + 1} is no number", remedy)
        norm = torch.nn.utils.clip_grad_norm_(list(self._weights.values()), CLIP)
        self._optimiser.step()
        settings = {"learning_rate": self._config.learning_rate * factor, "gradient_norm": float(norm)}
        return {"step": step + 1, **totals, **settings, "seconds": round(time.monotonic() - started, 3)}, stop

    @torch.no_grad()
    def _measure(self, held_out: Objective) -> dict[str, float]:
        """The objective's numbers on held-out groups, the same ones with the same draws every time."""
        self._model.model.eval()
        shuffled = torch.randperm(len(held_out), generator=torch_generator(self._seed, "held out")).tolist()
        lengths = held_out.lengths
        chosen = sorted(shuffled[: self._config.measured_groups], key=lambda place: lengths[place])
        totals: dict[str, float] = {}
        for at in range(0, len(chosen), self._config.batch_size):
            places = chosen[at : at + self._config.batch_size]
            loss, numbers = held_out.loss(places, torch_generator(self._seed, "held out", at))
            for name, value in {"loss": float(loss), **numbers}.items():
                totals[HELD_OUT + name] = totals.get(HELD_OUT + name, 0.0) + value * len(places) / len(chosen)
        return totals

    @property
    def _checkpoint(self) -> Path:
        return self._folder / CHECKPOINT_FILE

    @property
    def _cuda(self) -> list[torch.device]:
        return [self._model.device] if self._model.device.type == "cuda" else []

    def _save(self, step: int) -> None:
        save_checkpoint(self._checkpoint, self._weights, self._optimiser, step=step, identity=self._identity())

    def _identity(self) -> str:
        """What a checkpoint must have in common with this training."""
        unimportant = {"checkpoint_every", "measure_every", "measured_groups"}
        facts: Mapping[str, Any] = {
            "config": self._config.model_dump(mode="json", exclude=unimportant),
            "seed": self._seed,
            "data": self._data,
            "base_model": self._model.fingerprint,
            "plan": self._plan,
            "micro_batch": self._micro,
            "shapes": {name: list(weight.shape) for name, weight in self._weights.items()},
        }
        return fingerprint_bytes(json.dumps(facts, sort_keys=True).encode())
