"""The whole recipe of an adapter: labelled answers -> concept encoder -> LoRA adapter and soft prefix, certified."""

from pathlib import Path
from typing import Any

import pandas as pd
import torch
from pydantic import BaseModel, ConfigDict, Field

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.concepts.fitting import fit_concepts
from couple.concepts.space import MECHANISM_FILE, save_mechanism
from couple.concepts.storage import ENCODER_FILE, save_encoder
from couple.decoder.language_model import LanguageModel
from couple.decoder.soft_prefix import FILE as PREFIX_FILE
from couple.decoder.soft_prefix import SoftPrefix
from couple.decoder.training import Example, TrainingConfig, add_adapter, train
from couple.foundation import BirthCertificate, fingerprint_bytes, fingerprint_file, library_versions, torch_generator
from couple.foundation.embedded_model import EMBEDDED
from couple.foundation.weights import Precision
from couple.graph import shipped_graph
from couple.values import load_system

ADAPTER_FILE = "adapter_model.safetensors"


class RecipeConfig(BaseModel):
    """What to train: the base model, the value system of the latents, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = EMBEDDED
    precision: Precision = "auto"
    system: str = "schwartz10"
    latent_size: int = Field(4, ge=1)
    limit: int | None = Field(None, ge=1)
    training: TrainingConfig = TrainingConfig()


def train_adapter(config: RecipeConfig, answers: pd.DataFrame, folder: Path, *, log: Path, seed: int) -> dict[str, Any]:
    """Train on ``answers`` (columns question, answer, and the schwartz20 labels) and write ``folder``.

    The folder holds the peft adapter, the soft prefix, the concept encoder and mechanism, and their certificate.
    """
    answers = answers.head(config.limit) if config.limit else answers
    system = load_system(config.system)
    sentences = SentenceEncoder.load()
    attributor = load_attributor(AttributionConfig(), system)
    graph = shipped_graph()
    encoder, mechanism, latents = fit_concepts(answers, sentences, attributor, graph, size=config.latent_size)
    examples = [Example(*row) for row in zip(answers["question"], answers["answer"], latents, strict=True)]

    model = LanguageModel.load(config.model, precision=config.precision)
    prefix = SoftPrefix(system.names, config.latent_size, model.model.config.hidden_size)
    by_name = {value.name: value.label for value in system.values}
    prefix.start_from_labels(model, [by_name[name] for name in system.names], torch_generator(seed, "prefix"))
    prefix.to(model.device)
    model.model = add_adapter(model, config.training, seed)
    losses = train(model, prefix, examples, config.training, seed=seed, log=log)

    folder.mkdir(parents=True, exist_ok=True)
    save_adapter(model, folder)
    prefix.save(folder)
    save_encoder(encoder, folder)
    save_mechanism(mechanism, folder)
    last = losses[-max(1, len(losses) // 20) :]
    metrics = {"steps": len(losses), "final_loss": sum(last) / len(last), "first_loss": losses[0]}
    names = [ADAPTER_FILE, "adapter_config.json", PREFIX_FILE, ENCODER_FILE, MECHANISM_FILE]
    text = "\n".join(answers["question"] + "\t" + answers["answer"])
    BirthCertificate(
        kind="adapter",
        recipe="python -m couple.tune",
        base_model_id=config.model,
        base_model=model.fingerprint,
        data={"touche23/training": fingerprint_bytes(text.encode())},
        data_licence="Touché23-ValueEval, CC BY-SA 4.0 (DOI 10.5281/zenodo.6814563)",
        config={
            **config.model_dump(),
            "sentence_encoder": sentences.fingerprint,
            "attributor": attributor.fingerprint,
            "graph": fingerprint_bytes(str(graph.to_json()).encode()),
        },
        seed=seed,
        versions=library_versions("torch", "transformers", "peft"),
        metrics=metrics,
        files={name: fingerprint_file(folder / name) for name in names},
    ).save(folder)
    return metrics


def save_adapter(model: LanguageModel, folder: Path) -> None:
    """Write the peft adapter in bfloat16: half the size, and finer than the training noise."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    peft = model.model
    weights = {name: weight.to(torch.bfloat16).contiguous() for name, weight in get_peft_model_state_dict(peft).items()}
    save_file(weights, folder / ADAPTER_FILE, metadata={"format": "pt"})
    peft.peft_config["default"].inference_mode = True
    peft.peft_config["default"].base_model_name_or_path = model.name
    peft.peft_config["default"].save_pretrained(folder)
