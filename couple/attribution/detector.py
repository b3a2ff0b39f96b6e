"""Detectors: what reads the twenty source values out of short texts. The shipped ones are networks, added up.

A detector's folder holds ``detector.json`` (which networks, in folders beside its own, with which weights),
``reading.json`` and ``certificate.json``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from torch import Tensor

from couple.attribution.network import Network
from couple.attribution.reading import Reading
from couple.attribution.windows import Window, split_into_windows
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, read_json

KIND = "attribution detector"
WINDOW = 128  # tokens: arguments, which the networks learned from, are rarely longer


@dataclass(frozen=True)
class RawReading:
    """Raw logits of a batch of texts: that each source value is present, and, where it was learned, rejected."""

    presence: Float[Tensor, "n sources"]
    rejection: Float[Tensor, "n sources"] | None = None


@runtime_checkable
class Detector(Protocol):
    """Anything that reads source values out of windows of text."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get other logits."""
        ...

    @property
    def quick(self) -> "Detector":
        """A faster detector that reads much the same; the detector itself where there is none."""
        ...

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows of each text, at least one a text."""
        ...

    def read(self, pieces: Sequence[str], contexts: Sequence[str]) -> RawReading:
        """Raw logits of texts of one window each; ``contexts`` is what stands before each, or empty."""
        ...


class DetectorParts(BaseModel):
    """``detector.json``: the weight of each network."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    networks: Mapping[str, Annotated[float, Field(gt=0)]] = Field(min_length=1)

    @field_validator("networks")
    @classmethod
    def _plain_names(cls, networks: Mapping[str, float]) -> Mapping[str, float]:
        for name in networks:
            if not re.fullmatch(r"[a-z0-9_]+", name):
                raise ValueError(f"{name!r} is no name of a folder beside this one")
        return networks


class NetworkDetector:
    """A weighted sum of networks over the same source values."""

    def __init__(self, networks: Sequence[Network], weights: Sequence[float], fingerprint: str) -> None:
        self.networks, self.weights, self.fingerprint = tuple(networks), tuple(weights), fingerprint
        self.source = networks[0].shape.values
        if any(network.shape.values != self.source for network in networks):
            raise ValueError("networks of one detector read the same values in the same order")

    @property
    def quick(self) -> "NetworkDetector":
        """The first network alone: what searches for concepts, which takes many readings."""
        return self if len(self.networks) == 1 else NetworkDetector(self.networks[:1], [1.0], self.fingerprint)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """Windows of at most 128 tokens of the first network."""
        return split_into_windows(self.networks[0].backbone.tokenizer, texts, WINDOW)

    def read(self, pieces: Sequence[str], contexts: Sequence[str]) -> RawReading:
        """The weighted sum of what the networks read. Those that learned without contexts are given none."""
        count = len(self.source)
        presence = torch.zeros(len(pieces), count, dtype=torch.float64)
        rejection, judged = torch.zeros_like(presence), 0.0
        for network, weight in zip(self.networks, self.weights, strict=True):
            spelled = [c + p for c, p in zip(contexts, pieces, strict=True)] if network.shape.context else pieces
            logits = network.logits(spelled)
            presence += weight * logits[:, :count]
            if network.shape.contradictions:
                rejection += weight * logits[:, count:]
                judged += weight
        return RawReading(presence, rejection / judged if judged else None)


def load_detector(folder: Path) -> tuple[NetworkDetector, Reading]:
    """The detector in ``folder`` and how its logits are read.

    Raises ``UserError`` for damaged folders, and for other base models than the networks were trained on.
    """
    certificate = BirthCertificate.load(folder, kind=KIND)
    asked, remedy = f"load the detector in {folder}", "rebuild it with its recipe (see certificate.json)"
    try:
        parts = DetectorParts.model_validate(read_json(folder / "detector.json", what="detector"))
        reading = Reading.model_validate(read_json(folder / "reading.json", what="reading"))
    except ValidationError as error:
        raise UserError(asked, f"it is damaged: {error.errors()[0]['msg']}", remedy) from None
    networks = [Network.load(folder.parent / name) for name in parts.networks]
    if networks[0].shape.values != reading.source:
        raise UserError(asked, "its networks and its reading speak of different values", remedy)
    identity = [*(network.fingerprint for network in networks), *certificate.files.values()]
    fingerprint = fingerprint_bytes("\n".join(identity).encode())
    return NetworkDetector(networks, list(parts.networks.values()), fingerprint), reading
