"""The linear head: hidden states of a frozen model to one calibrated logit a source value, and the scales on top.

An artefact is a folder with ``head.safetensors`` (weight, bias), ``head.json`` (names, layers, scales) and
``certificate.json``. Standardisation of the features and Platt calibration are folded into weight and bias.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor

from couple.attribution.scale import ValueScale
from couple.foundation import UserError, read_json, write_json


class HeadShape(BaseModel):
    """``head.json``: what the rows of the weight mean and how each system reads them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    values: tuple[str, ...]
    layers: tuple[int, ...]
    systems: Mapping[str, Mapping[str, ValueScale]]


@dataclass(frozen=True)
class Head:
    """``weight`` (k, layers * hidden) and ``bias`` (k), float32, with their ``shape``."""

    shape: HeadShape
    weight: Float[Tensor, "k d"]
    bias: Float[Tensor, " k"]

    def logits(self, features: Float[Tensor, "n d"]) -> Float[Tensor, "n k"]:
        """Calibrated logits of the source values. Float64 inside, so that a row's neighbours cannot change it."""
        return features.double() @ self.weight.double().T + self.bias.double()

    def save(self, folder: str | Path) -> None:
        """Write ``head.safetensors`` and ``head.json``; the certificate is the recipe's to write."""
        from safetensors.torch import save

        Path(folder).mkdir(parents=True, exist_ok=True)
        tensors = {"weight": self.weight.contiguous(), "bias": self.bias.contiguous()}
        (Path(folder) / "head.safetensors").write_bytes(save(tensors))
        write_json(Path(folder) / "head.json", self.shape.model_dump(mode="json"))

    @classmethod
    def load(cls, folder: str | Path) -> "Head":
        """Read a head whose certificate was checked. Raises ``UserError`` when the parts do not fit together."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        asked, remedy = f"load the attribution head in {folder}", "rebuild it with its recipe (see certificate.json)"
        try:
            shape = HeadShape.model_validate(read_json(Path(folder) / "head.json", what="attribution head"))
            tensors = load_file(Path(folder) / "head.safetensors")
            weight, bias = tensors["weight"], tensors["bias"]
        except (ValidationError, SafetensorError, KeyError, OSError) as error:
            raise UserError(asked, f"it is damaged: {str(error).splitlines()[0]}", remedy) from None
        if weight.ndim != 2 or bias.shape != weight.shape[:1] or len(shape.values) != len(bias):
            raise UserError(asked, f"weight {tuple(weight.shape)} does not fit {len(shape.values)} values", remedy)
        return cls(shape, weight.to(torch.float32), bias.to(torch.float32))
