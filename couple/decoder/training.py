"""Training the decoder's LoRA adapter and soft prefix on answers whose concept latents are known.

The loss is the mean negative log-likelihood of the answer's tokens and its end, given question and latents
(equation 3 of the design: the decoder p_theta(r | C, q)). Part of the time the content coordinates are silenced, so
that the decoder learns to write from the value coordinates alone and does not lean on the content.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import opinion_prompt
from couple.decoder.soft_prefix import SoftPrefix
from couple.foundation import Progress, append_json_line, torch_generator
from couple.foundation.quiet import quiet_peft


class TrainingConfig(BaseModel):
    """How the adapter is trained. ``silence_content`` and ``silence_all`` are probabilities per example."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: float = Field(default=2.0, gt=0)
    batch_size: int = Field(default=16, ge=1)
    rank: int = Field(default=8, ge=1, le=256)
    alpha: int = Field(default=16, ge=1)
    dropout: float = Field(default=0.05, ge=0, lt=1)
    learning_rate: float = Field(default=3e-4, gt=0)
    prefix_learning_rate: float = Field(default=2e-3, gt=0)
    warmup: float = Field(default=0.05, ge=0, lt=1)
    silence_content: float = Field(default=0.5, ge=0, le=1)
    silence_all: float = Field(default=0.1, ge=0, le=1)
    longest_answer: int = Field(default=96, ge=8)


@dataclass(frozen=True)
class Example:
    """One training answer: its question, its text, and the concept latents (d, k) that the encoder reads in it."""

    question: str
    answer: str
    latents: Float[Tensor, "d k"]


def add_adapter(model: LanguageModel, config: TrainingConfig, seed: int) -> Any:
    """Wrap the model's linear layers with fresh LoRA weights (Hu et al. 2021) and return the peft model."""
    from peft import LoraConfig, get_peft_model

    lora = LoraConfig(
        task_type="CAUSAL_LM",
        r=config.rank,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules="all-linear",
    )
    with torch.random.fork_rng(devices=[]), quiet_peft():  # peft draws from the global generator
        torch.manual_seed(torch_generator(seed, "lora").initial_seed())
        return get_peft_model(model.model, lora)


def answer_loss(
    model: LanguageModel, prefix: SoftPrefix, batch: Sequence[Example], latents: Float[Tensor, "rows d k"], longest: int
) -> Float[Tensor, ""]:
    """Mean loss per answer token (nats). The prompt and the soft tokens are read, not predicted."""
    soft = prefix(latents.to(prefix.weight.device))
    rows, targets, starts = [], [], []
    for row, example in enumerate(batch):
        head = torch.tensor(model.prompt_tokens(opinion_prompt(example.question)), device=model.device)
        tail = torch.tensor([*model.answer_tokens(example.answer)[:longest], model.end_token], device=model.device)
        pieces = [model.embed(head[None])[0], soft[row], model.embed(tail[None, :-1])[0]]
        rows.append(torch.cat([piece.to(model.model.dtype) for piece in pieces]))
        targets.append(tail)
        starts.append(len(head) + soft.shape[1] - 1)
    length = max(len(row) for row in rows)
    embeds = torch.stack([torch.nn.functional.pad(row, (0, 0, 0, length - len(row))) for row in rows])
    mask = torch.stack([(torch.arange(length) < len(row)).long() for row in rows]).to(model.device)
    base = model.model.get_base_model() if hasattr(model.model, "get_base_model") else model.model
    hidden = base.model(inputs_embeds=embeds, attention_mask=mask).last_hidden_state
    # logits only where an answer token is predicted: the output layer is a fifth of a small model
    read = torch.cat(
        [hidden[row, start : start + len(tail)] for row, (start, tail) in enumerate(zip(starts, targets, strict=True))]
    )
    return torch.nn.functional.cross_entropy(base.lm_head(read).float(), torch.cat(targets))


def train(
    model: LanguageModel,
    prefix: SoftPrefix,
    examples: Sequence[Example],
    config: TrainingConfig,
    *,
    seed: int,
    log: Path,
) -> list[float]:
    """Train adapter and prefix in place; ``model.model`` must be the peft model. Returns the loss of every step."""
    generator = torch_generator(seed, "training")
    adapter = [weight for name, weight in model.model.named_parameters() if "lora_" in name]
    optimiser = torch.optim.AdamW(
        [
            {"params": adapter, "lr": config.learning_rate},
            {"params": list(prefix.parameters()), "lr": config.prefix_learning_rate},
        ],
        weight_decay=0.0,
    )
    batches = list(_batches(examples, config, generator))
    warm = max(1, int(config.warmup * len(batches)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, 1 - (step - warm) / max(1, len(batches) - warm)))
    )
    losses: list[float] = []
    model.model.train()
    with Progress("training", len(batches)) as progress, torch.random.fork_rng(devices=[]):
        torch.manual_seed(torch_generator(seed, "dropout").initial_seed())  # LoRA dropout is global in torch
        for batch in batches:
            started = time.monotonic()
            latents = _silenced(torch.stack([example.latents for example in batch]), config, generator)
            loss = answer_loss(model, prefix, batch, latents, config.longest_answer)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*adapter, *prefix.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(float(loss.detach()))
            append_json_line(log, {"step": len(losses), "loss": losses[-1], "seconds": time.monotonic() - started})
            recent = losses[-50:]
            progress.advance(f"loss {sum(recent) / len(recent):.3f}")
    model.model.eval()
    return losses


def _batches(
    examples: Sequence[Example], config: TrainingConfig, generator: torch.Generator
) -> Iterator[list[Example]]:
    """Shuffled batches of answers of similar length; a fraction of an epoch is its first batches."""
    left = config.epochs
    while left > 0:
        order = torch.randperm(len(examples), generator=generator).tolist()
        pool = 50 * config.batch_size
        batches = []
        for start in range(0, len(order), pool):
            near = sorted(order[start : start + pool], key=lambda index: len(examples[index].answer))
            batches += [near[at : at + config.batch_size] for at in range(0, len(near), config.batch_size)]
        shuffled = torch.randperm(len(batches), generator=generator).tolist()
        for index in shuffled[: max(1, int(len(batches) * min(left, 1.0)))]:
            yield [examples[row] for row in batches[index]]
        left -= 1


def _silenced(
    latents: Float[Tensor, "rows d k"], config: TrainingConfig, generator: torch.Generator
) -> Float[Tensor, "rows d k"]:
    keep = latents.clone()
    draw = torch.rand(len(latents), 2, generator=generator)
    keep[draw[:, 0] < config.silence_content, :, 1:] = 0.0
    keep[draw[:, 1] < config.silence_all] = 0.0
    return keep
