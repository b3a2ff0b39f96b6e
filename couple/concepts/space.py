"""The concept level: read latents out of an answer, recover their noise, move them by priorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Float32, Float64
from torch import Tensor

from couple.attribution import SentenceEncoder
from couple.concepts.encoder import ConceptEncoder
from couple.concepts.mechanism import ConceptMechanism
from couple.concepts.storage import load_encoder, read_tensors, write_tensors
from couple.foundation import BirthCertificate, UserError

MECHANISM_FILE = "mechanism.safetensors"


@dataclass(frozen=True)
class Abduction:
    """What was recovered from one answer: its latents C, their noise eps_C, and the sentence embeddings behind them."""

    latents: Float32[Tensor, "d k"]
    noise: Float64[Tensor, "d k"]
    answer: Float[Tensor, "1 E"]
    question: Float[Tensor, "1 E"]


class ConceptSpace:
    """Encoder and mechanism over the same values. ``ConceptSpace.load`` reads a folder."""

    def __init__(self, sentences: SentenceEncoder, encoder: ConceptEncoder, mechanism: ConceptMechanism) -> None:
        if encoder.values != mechanism.values:
            raise ValueError("encoder and mechanism must name the same values in the same order")
        self.sentences, self.encoder, self.mechanism = sentences, encoder, mechanism

    @property
    def values(self) -> tuple[str, ...]:
        """The values' names; the order of every ``d`` axis."""
        return self.encoder.values

    def vector(self, priorities: Mapping[str, float]) -> Float64[Tensor, "1 d"]:
        """Priorities by name as one row."""
        return torch.tensor([[priorities[value] for value in self.values]], dtype=torch.float64)

    def abduct(self, answer: str, question: str, priorities: Mapping[str, float]) -> Abduction:
        """Read the latents of an answer and recover their noise, given the priorities attributed to it."""
        embedded = self.sentences.encode([answer, question])
        latents = self.encoder.encode(embedded[:1])
        noise = self.mechanism.abduct(latents, self.vector(priorities), embedded[1:])
        return Abduction(latents[0], noise[0], embedded[:1], embedded[1:])

    def predict(self, abduction: Abduction, priorities: Mapping[str, float]) -> Float32[Tensor, "d k"]:
        """The latents under other priorities, noise and question held fixed."""
        return self.mechanism.predict(abduction.noise[None], self.vector(priorities), abduction.question)[0]

    @classmethod
    def load(cls, folder: Path, sentences: SentenceEncoder) -> "ConceptSpace":
        """Read ``encoder.safetensors`` and ``mechanism.safetensors`` of an adapter folder.

        Raises:
            UserError: a file is damaged, or the space was fitted on another sentence encoder.
        """
        certificate = BirthCertificate.load(folder, kind="adapter")
        fitted_on = certificate.config.get("sentence_encoder")
        if fitted_on != sentences.fingerprint:
            found = f"it was fitted on sentence encoder {fitted_on}, this one is {sentences.fingerprint}"
            raise UserError(f"use the concept space in {folder}", found, "rebuild it: python -m couple.tune")
        tensors, values = read_tensors(folder / MECHANISM_FILE)
        fitted = {name: tensor.double() for name, tensor in tensors.items()}
        return cls(sentences, load_encoder(folder), ConceptMechanism(values, **fitted))


def save_mechanism(mechanism: ConceptMechanism, folder: Path) -> None:
    """Write ``mechanism.safetensors`` (float32; the scale that abduction divides by is the one that is read back)."""
    names = ("intercept", "slope", "question", "scale")
    write_tensors(folder / MECHANISM_FILE, {name: getattr(mechanism, name).float() for name in names}, mechanism.values)
