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
from couple.decoder.value_tensors import read_for_values

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
        stored, order, _ = read_for_values(folder / FILE, values)
        prefix = cls(values, stored["weight"].shape[1], stored["weight"].shape[2])
        prefix.load_state_dict({name: tensor[order] for name, tensor in stored.items()})
        return prefix
