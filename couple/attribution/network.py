"""A fine-tuned reader: a backbone with merged LoRA weights under label attention; texts in, raw logits out.

On disk it is a folder with a peft adapter, ``label_attention.safetensors``, ``network.json`` and ``certificate.json``.
The labels beyond ``values`` (the finer values of the annotators) only helped in training and are not stored.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor

from couple.attribution.backbone import Backbone, BackboneConfig, batches
from couple.attribution.label_attention import LabelAttention
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, read_json, write_json
from couple.foundation.quiet import quiet_peft

KIND = "attribution network"
ATTENTION = "label_attention.safetensors"
SHAPE = "network.json"
FILES = ("adapter_config.json", "adapter_model.safetensors", ATTENTION, SHAPE)


class NetworkShape(BaseModel):
    """``network.json``: the backbone, and the values in the order of the logits.

    ``contradictions``: after the values' presence the network says of each whether the text rejects it.
    ``context``: it was trained on texts with and without what they answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    backbone: BackboneConfig
    values: tuple[str, ...]
    contradictions: bool
    context: bool

    @property
    def width(self) -> int:
        """How many logits a text gets."""
        return len(self.values) * (2 if self.contradictions else 1)


class Network:
    """Reads short texts. ``Network.load`` reads a folder."""

    def __init__(self, backbone: Backbone, attention: LabelAttention, shape: NetworkShape, fingerprint: str) -> None:
        self.backbone, self.attention, self.shape, self.fingerprint = backbone, attention, shape, fingerprint

    def raw_logits(self, rows: Sequence[Sequence[int]]) -> Float[Tensor, "n labels"]:
        """One batch of token rows; gradients flow."""
        return self.attention(*self.backbone.states(rows))

    @torch.inference_mode()
    def logits(self, texts: Sequence[str]) -> Float[Tensor, "n width"]:
        """Uncalibrated logits, float64, in the order of the texts, whatever their batches."""
        self.backbone.model.eval()
        self.attention.eval()
        rows = self.backbone.tokens(texts)
        found = torch.zeros(len(rows), self.shape.width, dtype=torch.float64)
        for places in batches([len(row) for row in rows]):
            found[places] = self.raw_logits([rows[place] for place in places])[:, : self.shape.width].double()
        return found

    @classmethod
    def load(cls, folder: Path) -> "Network":
        """Read a folder whose weights fit the installed model.

        Raises ``UserError`` for a damaged folder, and for another base model than it was trained on.
        """
        from peft import PeftModel
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        certificate = BirthCertificate.load(folder, kind=KIND)
        asked, remedy = f"load the attribution network in {folder}", "rebuild it with its recipe (see certificate.json)"
        try:
            shape = NetworkShape.model_validate(read_json(folder / SHAPE, what="attribution network"))
            weights = {name: weight.float() for name, weight in load_file(folder / ATTENTION).items()}
            backbone = Backbone.load(shape.backbone)
            if certificate.base_model != backbone.fingerprint:
                found = f"it was trained on the weights {certificate.base_model}, these are {backbone.fingerprint}"
                raise UserError(asked, found, f"install {certificate.base_model_id}")
            attention = LabelAttention(backbone.hidden, shape.width)
            attention.load_state_dict(weights)
            with quiet_peft():
                adapted: Any = PeftModel.from_pretrained(backbone.model, str(folder))
            backbone.model = adapted.merge_and_unload(safe_merge=True).eval()
        except (ValidationError, SafetensorError, KeyError, OSError, ValueError, RuntimeError) as error:
            raise UserError(asked, f"it is damaged: {str(error).splitlines()[0]}", remedy) from None
        fingerprint = fingerprint_bytes("\n".join([backbone.fingerprint, *certificate.files.values()]).encode())
        return cls(backbone, attention.eval(), shape, fingerprint)

    def save(self, folder: Path) -> None:
        """Write adapter, label attention and shape; the certificate is the recipe's to write.

        The model must still carry its adapter. bfloat16: half the size, and finer than the noise of training.
        """
        from peft import get_peft_model_state_dict
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        adapter = {name: _stored(weight) for name, weight in get_peft_model_state_dict(self.backbone.model).items()}
        save_file(adapter, folder / FILES[1], metadata={"format": "pt"})
        settings = self.backbone.model.peft_config["default"]
        settings.inference_mode, settings.base_model_name_or_path = True, self.backbone.config.model
        settings.save_pretrained(folder)
        kept = {"query", "weight", "bias"}  # one row a label
        attention = self.attention.state_dict()
        parts = {name: _stored(w[: self.shape.width] if name in kept else w) for name, w in attention.items()}
        save_file(parts, folder / ATTENTION)
        write_json(folder / SHAPE, self.shape.model_dump(mode="json"))


def _stored(weight: Tensor) -> Tensor:
    return weight.detach().to(torch.bfloat16).contiguous()
