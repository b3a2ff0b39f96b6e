"""What an adapter is trained for: the objective of each arm, over answers to learn from and answers to measure on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import torch
from pydantic import BaseModel, ConfigDict, Field, field_validator

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.concepts.fitting import ReadAnswers, fit_concepts, join_answers, read_answers
from couple.concepts.space import MECHANISM_FILE, save_mechanism
from couple.concepts.storage import ENCODER_FILE, save_encoder
from couple.decoder.language_model import LanguageModel
from couple.decoder.latent_offsets import FILE as OFFSETS_FILE
from couple.decoder.latent_offsets import LatentOffsets, decoder_layers
from couple.decoder.sft import Completion
from couple.decoder.soft_prefix import FILE as PREFIX_FILE
from couple.decoder.soft_prefix import SoftPrefix
from couple.decoder.training.completion import CompletionObjective
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.contrast import CounterfactualWorlds, Opposites
from couple.decoder.training.latent import LatentObjective, LatentTrainingConfig
from couple.decoder.training.objective import Objective
from couple.decoder.training.own_answers import OwnAnswersConfig, own_answers
from couple.foundation import UserError, fingerprint_bytes, torch_generator
from couple.graph import shipped_graph
from couple.values import ValueSystem


class LatentsConfig(BaseModel):
    """The latents, and where their offsets enter the decoder.

    Attributes:
        size: k, coordinates a value.
        depths: after which layers offsets are added, as shares of the decoder's depth.
        answers: how many answers' hidden states the offsets start from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(default=4, ge=1)
    depths: tuple[float, ...] = (0.3, 0.43, 0.57, 0.7)
    answers: int = Field(default=1600, ge=1)

    @field_validator("depths")
    @classmethod
    def _inside(cls, depths: tuple[float, ...]) -> tuple[float, ...]:
        if not depths or not all(0 < depth <= 1 for depth in depths):
            raise ValueError("each depth is above 0 and at most 1, and there is one at least")
        return depths

    def layers(self, count: int) -> list[int]:
        """The places of the layers in a decoder of ``count``, from 0, each once."""
        return sorted({max(0, round(depth * count) - 1) for depth in self.depths})


def nothing_beside(folder: Path) -> Sequence[str]:
    """An arm that is its adapter and nothing else."""
    del folder
    return ()


@dataclass(frozen=True)
class Arm:
    """Objectives over the answers to learn from and over held-out topics (None where there are none).

    ``facts`` are for the certificate; ``save`` writes what belongs to the arm beside its adapter, and names the files.
    """

    objective: Objective
    held_out: Objective | None
    facts: dict[str, str] = field(default_factory=dict)
    save: Callable[[Path], Sequence[str]] = nothing_beside


def latent_arm(
    model: LanguageModel,
    system: ValueSystem,
    learned: pd.DataFrame,
    measured: pd.DataFrame,
    config: LatentTrainingConfig,
    latents: LatentsConfig,
    own: OwnAnswersConfig,
    *,
    seed: int,
) -> Arm:
    """A decoder that reads concept latents; the concept level is fitted on the human answers to learn from alone."""
    sentences, attributor, graph = SentenceEncoder.load(), load_attributor(AttributionConfig(), system), shipped_graph()
    encoder, mechanism, read = fit_concepts(learned, sentences, attributor, graph, size=latents.size)
    prefix, offsets = start_modules(model, system, learned, read, latents, seed=seed)
    if own.count:
        said = own_answers(model, sorted(set(learned["question"])), own, seed=seed)
        learned = pd.concat([learned.filter(["question", "answer"]), said], ignore_index=True)
        read = join_answers(read, read_answers(said, sentences, attributor, encoder), learned["question"].tolist())
    prefix.to(model.device)
    offsets.to(model.device).attach(model.model)

    def save(folder: Path) -> Sequence[str]:
        prefix.save(folder)
        offsets.save(folder)
        save_encoder(encoder, folder)
        save_mechanism(mechanism, folder)
        return PREFIX_FILE, OFFSETS_FILE, ENCODER_FILE, MECHANISM_FILE

    def objective(answers: pd.DataFrame, found: ReadAnswers) -> LatentObjective:
        worlds = CounterfactualWorlds(found, mechanism, Opposites.of(system))
        texts = answers["question"].tolist(), answers["answer"].tolist()
        return LatentObjective(model, prefix, offsets, *texts, worlds, config)

    facts = {
        "sentence_encoder": sentences.fingerprint,
        "attributor": attributor.fingerprint,
        "graph": fingerprint_bytes(str(graph.to_json()).encode()),
    }
    held_out = objective(measured, read_answers(measured, sentences, attributor, encoder)) if len(measured) else None
    return Arm(objective(learned, read), held_out, facts, save)


def start_modules(
    model: LanguageModel,
    system: ValueSystem,
    answers: pd.DataFrame,
    read: ReadAnswers,
    latents: LatentsConfig,
    *,
    seed: int,
) -> tuple[SoftPrefix, LatentOffsets]:
    """The soft prefix and the offsets as training begins: from the values' names, and from hidden states.

    ``read`` are the latents of ``answers``; ``model`` carries no trained adapter.
    """
    width, layers = model.model.config.hidden_size, latents.layers(len(decoder_layers(model.model)))
    prefix = SoftPrefix(system.names, latents.size, width)
    prefix.start_from_labels(model, [value.label for value in system.values], torch_generator(seed, "prefix"))
    offsets = LatentOffsets(system.names, layers, latents.size, width)
    sample = torch.randperm(len(answers), generator=torch_generator(seed, "offsets"))[: latents.answers]
    offsets.start_from_states(model, answers.iloc[sample.tolist()], read.latents[sample], read.question[sample])
    return prefix, offsets


def sft_arm(
    model: LanguageModel,
    completions: Callable[[pd.DataFrame], Sequence[Completion]],
    learned: pd.DataFrame,
    measured: pd.DataFrame,
    config: TrainingConfig,
    facts: dict[str, str] | None = None,
) -> Arm:
    """Supervised fine-tuning on the ``completions`` of answers; no soft prefix. Raises ``UserError`` without any."""
    taught, kept = completions(learned), completions(measured) if len(measured) else []
    if not taught:
        found = f"nothing to learn in {len(learned):,} answers"
        raise UserError("train the adapter", found, "raise recipe.limit, or choose another recipe.profile")
    held_out = CompletionObjective(model, kept, config) if kept else None
    return Arm(CompletionObjective(model, taught, config), held_out, facts or {})
