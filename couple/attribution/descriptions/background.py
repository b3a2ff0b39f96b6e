"""What ordinary texts and descriptions of values look like: what a description is read against.

Sentences of any kind lie in a narrow cone of the encoder's space (Ethayarajh 2019), so raw similarity mostly says that
both sides are sentences. Taking the mean text from the texts and the mean statement from the statements leaves what
sets a text apart from other texts, and a value from other values.

An artefact is a folder with ``background.safetensors`` (``texts``, ``statements``), ``background.json`` and
``certificate.json``.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from torch import Tensor
from torch.nn.functional import normalize

from couple.foundation import UserError, read_json, write_json

Positive = Annotated[float, Field(gt=0)]
LEVELS = (2.0, 3.0, 4.0, 5.0)


class DescriptionScale(BaseModel):
    """How a similarity (a cosine, -1..1) is read, the same for every value of every system.

    ``slope`` and ``intercept`` make it a logit. ``anchors`` are the logits of the scores 2, 3 (the border of presence),
    4 and 5. ``bias_variance`` and ``weight_variance`` say how far examples may move a value's intercept and direction:
    the spread of human labels around what descriptions predict, in squared logits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    slope: Positive
    intercept: float
    anchors: tuple[float, float, float, float]
    bias_variance: Positive
    weight_variance: Positive

    @model_validator(mode="after")
    def _check_order(self) -> "DescriptionScale":
        if any(high <= low for low, high in pairwise(self.anchors)):
            raise ValueError(f"anchors must rise: {self.anchors}")
        return self

    @property
    def threshold(self) -> float:
        """The logit from which a value counts as present."""
        return self.anchors[1]

    def score(self, logits: Float[Tensor, "n k"]) -> Float[Tensor, "n k"]:
        """2..5, piecewise linear through the anchors, flat beyond them."""
        import numpy as np

        return torch.from_numpy(np.interp(logits.numpy(), self.anchors, LEVELS))


@dataclass(frozen=True)
class Background:
    """The mean unit vector of ordinary ``texts`` and of ``statements`` about values, and the scale."""

    texts: Float[Tensor, " d"]
    statements: Float[Tensor, " d"]
    scale: DescriptionScale

    def of_texts(self, vectors: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """Unit vectors of texts against the mean text, float64."""
        return normalize(normalize(vectors.double(), dim=-1) - self.texts.double(), dim=-1)

    def of_statements(self, vectors: Float[Tensor, "k d"]) -> Float[Tensor, "k d"]:
        """Unit vectors of values (each the mean of its statements) against the mean statement, float64."""
        return normalize(vectors.double() - self.statements.double(), dim=-1)

    def save(self, folder: str | Path) -> None:
        """Write the two files; the certificate is the recipe's to write."""
        from safetensors.torch import save

        Path(folder).mkdir(parents=True, exist_ok=True)
        tensors = {"texts": self.texts.float().contiguous(), "statements": self.statements.float().contiguous()}
        (Path(folder) / "background.safetensors").write_bytes(save(tensors))
        write_json(Path(folder) / "background.json", self.scale.model_dump(mode="json"))

    @classmethod
    def load(cls, folder: str | Path) -> "Background":
        """Read a background whose certificate was checked. Raises ``UserError`` when its parts do not fit together."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        asked, remedy = f"load the description background in {folder}", "rebuild it with its recipe"
        try:
            scale = DescriptionScale.model_validate(
                read_json(Path(folder) / "background.json", what="description background")
            )
            tensors = load_file(Path(folder) / "background.safetensors")
            texts, statements = tensors["texts"], tensors["statements"]
        except (ValidationError, SafetensorError, KeyError, OSError) as error:
            raise UserError(asked, f"it is damaged: {str(error).splitlines()[0]}", remedy) from None
        if texts.ndim != 1 or texts.shape != statements.shape:
            found = f"texts {tuple(texts.shape)} do not fit statements {tuple(statements.shape)}"
            raise UserError(asked, found, remedy)
        return cls(texts.float(), statements.float(), scale)
