"""Fine-tuning a network on labelled texts: LoRA on the upper layers and label attention, trained together.

The loss is binary cross-entropy over labels, each with its weight in each text, so that labels nobody knows count
nothing and auxiliary ones count less. Weights are averaged over the steps (Polyak averaging): on a few thousand texts
the last step is noisier than the average. Layers below the first adapted one are frozen: nothing flows back there.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field, PositiveInt
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from couple.attribution.backbone import Backbone
from couple.attribution.label_attention import LabelAttention
from couple.attribution.network import Network, NetworkShape
from couple.foundation import Progress, append_json_line, child_seed, torch_generator
from couple.foundation.quiet import quiet_peft

POOL = 16  # batches whose texts are sorted by length together


class FineTuningConfig(BaseModel):
    """How a network is trained. ``first_layer`` is the lowest one with LoRA weights."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: PositiveInt = 4
    batch_size: PositiveInt = 16
    rank: PositiveInt = 8
    first_layer: int = Field(default=0, ge=0)
    learning_rate: float = Field(default=4e-4, gt=0)
    head_learning_rate: float = Field(default=1e-3, gt=0)
    warmup: float = Field(default=0.1, ge=0, lt=1)
    weight_decay: float = Field(default=0.05, ge=0)
    dropout: float = Field(default=0.2, ge=0, lt=1)
    averaging: float = Field(default=0.99, ge=0, lt=1)


@dataclass(frozen=True)
class Lesson:
    """One text to learn from.

    Attributes:
        spellings: the text, perhaps with and without what it answers; each time one of them is read.
        labels: 1 where a label holds, else 0, in the order of the network's labels.
        weights: how much each label counts, 0 where nobody knows it.
    """

    spellings: tuple[str, ...]
    labels: Float[Tensor, " labels"]
    weights: Float[Tensor, " labels"]


def fine_tune(
    backbone: Backbone,
    lessons: Sequence[Lesson],
    shape: NetworkShape,
    config: FineTuningConfig,
    *,
    seed: int,
    log: Path,
) -> Network:
    """Train on all lessons; the loss of every step goes to ``log``. The same seed gives the same network on one CPU."""
    targets = torch.stack([lesson.labels for lesson in lessons])
    weights = torch.stack([lesson.weights for lesson in lessons])
    rates = (targets * weights).sum(0) / weights.sum(0).clamp(min=1)
    attention = LabelAttention(backbone.hidden, targets.shape[1], dropout=config.dropout)
    attention.start(rates, torch_generator(seed, "label attention"))
    backbone.model = _adapted(backbone, config, seed)
    network = Network(backbone, attention, shape, fingerprint="")
    rows = [backbone.tokens(lesson.spellings) for lesson in lessons]
    adapter = [p for p in backbone.model.parameters() if p.requires_grad]
    head = list(attention.parameters())
    groups = [(adapter, config.learning_rate, 0.01), (head, config.head_learning_rate, config.weight_decay)]
    optimiser = torch.optim.AdamW([{"params": p, "lr": rate, "weight_decay": decay} for p, rate, decay in groups])
    order = list(_order([len(spellings[0]) for spellings in rows], config, torch_generator(seed, "order")))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [rate for _, rate, _ in groups], total_steps=len(order) + 1, pct_start=config.warmup
    )
    trained = [*adapter, *head]
    average = [p.detach().clone() for p in trained]
    chosen = torch_generator(seed, "spellings")
    backbone.model.train()
    attention.train()
    started = time.perf_counter()
    with Progress("fine-tuning", total=len(order)) as progress, _torch_seed(seed, "dropout"):
        for step, places in enumerate(order, start=1):
            read = [rows[place][int(torch.randint(len(rows[place]), (), generator=chosen))] for place in places]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=backbone.model.dtype == torch.bfloat16):
                logits = network.raw_logits(read).float()
            loss = binary_cross_entropy_with_logits(logits, targets[places], weight=weights[places], reduction="sum")
            loss = loss / (len(places) * len(shape.values))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            keep = min(config.averaging, step / (step + 10))
            for held, current in zip(average, trained, strict=True):
                held.lerp_(current.detach(), 1 - keep)
            seconds = round(time.perf_counter() - started, 1)
            append_json_line(log, {"step": step, "loss": round(loss.item(), 5), "seconds": seconds})
            progress.advance(steps=1)
    with torch.no_grad():
        for held, current in zip(average, trained, strict=True):
            current.copy_(held)
    return network


def _adapted(backbone: Backbone, config: FineTuningConfig, seed: int) -> Any:
    """The model with fresh LoRA weights (Hu et al. 2021), float32, on every linear map from ``first_layer`` up."""
    from peft import LoraConfig, get_peft_model

    layers = "|".join(str(layer) for layer in range(config.first_layer, backbone.config.depth))
    lora = LoraConfig(
        r=config.rank,
        lora_alpha=2 * config.rank,
        lora_dropout=0.05,
        target_modules=rf"(encoder\.)?layers?\.({layers})\..*(query|key|value|dense|_proj)",
    )
    with _torch_seed(seed, "lora"), quiet_peft():  # peft draws from the global generator
        model = get_peft_model(backbone.model, lora)
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return model


@contextmanager
def _torch_seed(seed: int, name: str) -> Iterator[None]:
    """Seed torch's global generator, which dropout draws from, and put its state back afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(child_seed(seed, name))
        yield


def _order(lengths: Sequence[int], config: FineTuningConfig, generator: torch.Generator) -> Iterator[list[int]]:
    """Batches of every epoch: shuffled texts, sorted by length within a pool of batches to save padding."""
    for _epoch in range(config.epochs):
        shuffled = torch.randperm(len(lengths), generator=generator).tolist()
        size = config.batch_size
        pools = [shuffled[first : first + POOL * size] for first in range(0, len(shuffled), POOL * size)]
        ordered = [place for pool in pools for place in sorted(pool, key=lambda k: lengths[k])]
        batches = [ordered[first : first + size] for first in range(0, len(ordered), size)]
        for place in torch.randperm(len(batches), generator=generator).tolist():
            yield batches[place]
