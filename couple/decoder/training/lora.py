"""A LoRA adapter (Hu et al. 2021): put into a model, and written where plain peft finds it."""

from pathlib import Path
from typing import Any

import torch

from couple.decoder.language_model import LanguageModel
from couple.decoder.training.config import TrainingConfig
from couple.foundation import child_seed
from couple.foundation.quiet import quiet_peft

ADAPTER_FILE = "adapter_model.safetensors"
ADAPTER_FILES = (ADAPTER_FILE, "adapter_config.json")


def add_adapter(model: LanguageModel, config: TrainingConfig, seed: int) -> Any:
    """Wrap the model's linear layers with fresh LoRA weights and return the peft model.

    The weights are float32 whatever the precision of the model: steps of AdamW are often smaller than the distance
    between two neighbours in bfloat16, and would be lost there.
    """
    from peft import LoraConfig, get_peft_model

    lora = LoraConfig(
        task_type="CAUSAL_LM",
        r=config.rank,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules="all-linear",
    )
    with torch.random.fork_rng(devices=[]), quiet_peft():  # peft draws from the global generator
        torch.manual_seed(child_seed(seed, "lora"))
        return get_peft_model(model.model, lora, autocast_adapter_dtype=True)


def recompute_activations(model: LanguageModel) -> None:
    """Keep only each layer's input on the way forward (gradient checkpointing, Chen et al. 2016).

    The form without re-entry: it needs no input with a gradient, and prompts are embeddings here that have none.
    """
    base = model.model.get_base_model()
    enable = getattr(base, "activation_checkpointing_enable", None) or base.gradient_checkpointing_enable
    enable({"use_reentrant": False})  # transformers 5.23 has renamed it


def save_adapter(model: LanguageModel, folder: Path) -> None:
    """Write the peft adapter in bfloat16: half the size, and finer than the training noise."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    peft = model.model
    weights = {
        name: weight.detach().to("cpu", torch.bfloat16).contiguous()
        for name, weight in get_peft_model_state_dict(peft).items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / ADAPTER_FILE, metadata={"format": "pt"})
    settings = peft.peft_config["default"]
    settings.inference_mode, settings.base_model_name_or_path = True, model.name
    settings.save_pretrained(folder)
