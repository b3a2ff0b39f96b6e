"""The whole recipe of an adapter: labelled answers -> what it is trained for -> trained, certified, with its card."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from couple.data.answers import hold_out_topics
from couple.decoder.arms import Arm, LatentsConfig, latent_arm, sft_arm
from couple.decoder.card import write_card
from couple.decoder.language_model import LanguageModel
from couple.decoder.nearest import NearestConfig, nearest_completions
from couple.decoder.sft import sft_completions
from couple.decoder.training.checkpoint import CHECKPOINT_FILE
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.curves import summary
from couple.decoder.training.latent import LatentTrainingConfig
from couple.decoder.training.likelihood import require_plain_output
from couple.decoder.training.lora import ADAPTER_FILES, add_adapter, save_adapter
from couple.decoder.training.own_answers import OwnAnswersConfig
from couple.decoder.training.processes import Processes
from couple.decoder.training.trainer import Trainer
from couple.foundation import BirthCertificate, fingerprint_bytes, fingerprint_file, library_versions
from couple.foundation.configuration import choose_config
from couple.foundation.embedded_model import EMBEDDED
from couple.foundation.weights import Precision
from couple.values import load_profile, load_system

ADAPTER_FOLDER = "adapter"


class RecipeConfig(BaseModel):
    """What every kind of recipe says: the base model, the value system, and how to train.

    ``held_out`` is the share of conclusions that is not trained on but measured; ``limit`` trains on the first so many
    of the other answers only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = EMBEDDED
    precision: Precision = "auto"
    system: str = "schwartz10"
    held_out: float = Field(0.1, ge=0, lt=1)
    limit: int | None = Field(None, ge=1)
    training: TrainingConfig = TrainingConfig()


class LatentRecipe(RecipeConfig):
    """An adapter that reads concept latents through a soft prefix: the decoder of the counterfactual loop."""

    latents: LatentsConfig = LatentsConfig()
    own: OwnAnswersConfig = OwnAnswersConfig()
    # narrower than in the base class, which is sound because configs are frozen
    training: LatentTrainingConfig = LatentTrainingConfig()  # pyright: ignore[reportIncompatibleVariableOverride]


class NaiveSFTRecipe(RecipeConfig):
    """Supervised fine-tuning on answers, with the values that they express named in the prompt."""


class ReasoningSFTRecipe(RecipeConfig):
    """The same, and the completion says first which concepts follow from the values."""


class NearestSFTRecipe(RecipeConfig, NearestConfig):
    """The Value Injection Method (Kang et al. 2023): supervised fine-tuning on the answers nearest to one profile."""


KINDS: Mapping[str, type[RecipeConfig]] = {
    "latent": LatentRecipe,
    "naive_sft": NaiveSFTRecipe,
    "reasoning_sft": ReasoningSFTRecipe,
    "nearest_sft": NearestSFTRecipe,
}


def recipe_config(settings: Mapping[str, Any]) -> RecipeConfig:
    """The recipe that ``settings`` describe: ``kind``, and the keys of that kind. Raises ``UserError``."""
    return choose_config(KINDS, settings, default="latent", where="recipe")


def train_adapter(config: RecipeConfig, answers: pd.DataFrame, run: Path, *, seed: int) -> dict[str, float]:
    """Train on ``answers`` and write the folder ``adapter`` in ``run``; returns the metrics of its certificate.

    ``answers`` are labelled arguments with ``question`` and ``answer``. What ``run`` holds of an interrupted training
    is gone on from. The adapter folder holds the peft adapter, the files of its kind, a card and a certificate.
    """
    processes = Processes.join()
    learned, measured = hold_out_topics(answers, config.held_out)
    learned = learned.head(config.limit) if config.limit else learned
    model = LanguageModel.load(config.model, precision=config.precision)
    require_plain_output(model)
    arm = _arm(config, model, learned, measured, seed)
    model.model = add_adapter(model, config.training, seed)
    data = {"touche23/training": _fingerprint(learned), "touche23/training, held-out topics": _fingerprint(measured)}
    trainer = Trainer(
        model,
        arm.objective,
        config.training,
        seed=seed,
        data=fingerprint_bytes(json.dumps([data, arm.facts], sort_keys=True).encode()),
        folder=run,
        held_out=arm.held_out,
    )
    metrics = summary(trainer.train())
    if processes.first:
        folder = run / ADAPTER_FOLDER
        save_adapter(model, folder)
        names = [*ADAPTER_FILES, *arm.save(folder)]
        kind = next(kind for kind, known in KINDS.items() if type(config) is known)
        certificate = BirthCertificate(
            kind="adapter",
            recipe="python -m couple.tune",
            base_model_id=config.model,
            base_model=model.fingerprint,
            data=data,
            data_licence="Touché23-ValueEval, CC BY-SA 4.0 (DOI 10.5281/zenodo.6814563)",
            config={"kind": kind, **config.model_dump(mode="json"), **arm.facts},
            seed=seed,
            versions=library_versions("torch", "transformers", "peft", "accelerate"),
            metrics=metrics,
            files={name: fingerprint_file(folder / name) for name in names},
        )
        write_card(certificate, folder)
        certificate.save(folder)
        (run / CHECKPOINT_FILE).unlink(missing_ok=True)
    processes.wait()
    return metrics


def _arm(config: RecipeConfig, model: LanguageModel, learned: pd.DataFrame, measured: pd.DataFrame, seed: int) -> Arm:
    system = load_system(config.system)
    match config:
        case LatentRecipe():
            return latent_arm(model, system, learned, measured, config.training, config.latents, config.own, seed=seed)
        case NaiveSFTRecipe() | ReasoningSFTRecipe():
            told = partial(sft_completions, system=system, reasoning=isinstance(config, ReasoningSFTRecipe))
            return sft_arm(model, told, learned, measured, config.training)
        case NearestSFTRecipe():
            profile = load_profile(config.profile).convert(system)
            told = partial(nearest_completions, profile=profile, config=config)
            facts = {"priorities": json.dumps(dict(profile.priorities))}
            return sft_arm(model, told, learned, measured, config.training, facts)
    raise TypeError("a kind of recipe without an arm")


def _fingerprint(answers: pd.DataFrame) -> str:
    return fingerprint_bytes("\n".join(answers["question"] + "\t" + answers["answer"]).encode())
