"""From concept latents to soft tokens: one learnt embedding a value, moved by that value's latent.

token_i = W_i C_i + b_i, placed between the prompt and the answer. b_i starts at the mean embedding of the value's
own label, so that an untrained prefix already reads like the list of the values.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from couple.decoder.language_model import LanguageModel
from couple.foundation import UserError

FILE = "soft_prefix.safetensors"


class SoftPrefix(nn.Module):
    """The learnt map from latents (rows, d, k) to soft tokens (rows, d, H), in float32."""

    def __init__(self, values: Sequence[str], size: int, width: int) -> None:
        super().__init__()
        self.values = tuple(values)
        self.weight = nn.Parameter(torch.zeros(len(self.values), size, width))
        self.bias = nn.Parameter(torch.zeros(len(self.values), width))

    def forward(self, latents: Float[Tensor, "rows d k"]) -> Float[Tensor, "rows d H"]:
        """Soft tokens for the latents of each row."""
        return torch.einsum("rdk,dkh->rdh", latents.float(), self.weight) + self.bias

    @torch.no_grad()
    def start_from_labels(self, model: LanguageModel, labels: Sequence[str], generator: torch.Generator) -> None:
        """Set b_i to the mean embedding of value i's label and W to small noise of the embeddings' own scale."""
        table = model.model.get_input_embeddings().weight
        for row, label in enumerate(labels):
            tokens = torch.tensor(model.answer_tokens(label.lower()), device=table.device)
            self.bias[row] = table[tokens].float().mean(0).to(self.bias.device)
        noise = torch.randn(self.weight.shape, generator=generator)
        self.weight.copy_(noise * float(table.float().std()) * 0.5)

    def save(self, folder: Path) -> None:
        """Write the map beside the adapter it was trained with."""
        from safetensors.torch import save_file

        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.state_dict().items()}
        save_file(tensors, folder / FILE, metadata={"values": ",".join(self.values)})

    @classmethod
    def load(cls, folder: Path, values: Sequence[str]) -> "SoftPrefix":
        """Read the map for ``values``, whatever the order they are asked for in."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(folder / FILE, framework="pt") as file:
                stored = tuple((file.metadata() or {}).get("values", "").split(","))
                weight, bias = file.get_tensor("weight"), file.get_tensor("bias")
        except (SafetensorError, OSError) as error:
            remedy = "rebuild the adapter with couple.tune"
            raise UserError(f"load {folder / FILE}", f"the file is damaged: {error}", remedy) from None
        if set(stored) != set(values):
            found = f"the adapter was trained for {', '.join(stored)}"
            raise UserError(f"use the adapter {folder} for {', '.join(values)}", found, "train one: couple.tune")
        order = [stored.index(value) for value in values]
        prefix = cls(values, weight.shape[1], weight.shape[2])
        prefix.load_state_dict({"weight": weight[order], "bias": bias[order]})
        return prefix
