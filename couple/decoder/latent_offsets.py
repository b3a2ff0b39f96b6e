"""From concept latents to the residual stream: what each coordinate adds to the hidden states of a few layers.

    h_l  <-  h_l + sum_i W_li C_i          at every position from the first soft token on

Soft tokens alone hardly steer a small decoder (``experiments/LOG.md``). Adding directions to the residual stream does
(contrastive activation addition, Rimsky et al. 2024; Zou et al. 2023), and it keeps what the loop relies on: equal
latents add equal offsets, so the null intervention changes nothing. W starts at the regression of hidden states on
latents among answers to the same question, and is then trained with the adapter.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from couple.concepts.encoder import within_groups
from couple.decoder.language_model import LanguageModel, transformers_model
from couple.decoder.prompt import opinion_prompt
from couple.decoder.value_tensors import damaged, read_for_values
from couple.foundation import Progress

FILE = "latent_offsets.safetensors"


class LatentOffsets(nn.Module):
    """W for ``layers`` of a decoder: (layers, d, k, H), in float32."""

    def __init__(self, values: Sequence[str], layers: Sequence[int], size: int, width: int) -> None:
        super().__init__()
        self.values, self.layers = tuple(values), tuple(layers)
        self.weight = nn.Parameter(torch.zeros(len(self.layers), len(self.values), size, width))
        self._spoken: tuple[Tensor, Tensor] | None = None

    def forward(self, latents: Float[Tensor, "rows d k"]) -> Float[Tensor, "layers rows H"]:
        """What is added after each layer, for the latents of each row."""
        return torch.einsum("rdk,ldkh->lrh", latents.to(self.weight), self.weight)

    def start_from_states(
        self,
        model: LanguageModel,
        answers: pd.DataFrame,
        latents: Float[Tensor, "n d k"],
        question: Int[Tensor, " n"],
    ) -> None:
        """Set W to what hidden states show of the latents: see ``fit_offsets``."""
        prompts = [model.prompt_tokens(opinion_prompt(asked)) for asked in answers["question"]]
        texts = [model.answer_tokens(answer) for answer in answers["answer"]]
        with torch.no_grad():
            self.weight.copy_(fit_offsets(model, prompts, texts, latents, question, self.layers))

    def attach(self, model: Any) -> None:
        """Let the layers of ``model`` (a transformers or peft causal language model) add what is said by ``speak``.

        The hooks stay, so that activations that are computed again on the way back are moved as on the way forward.
        """
        blocks = decoder_layers(model)
        for place, layer in enumerate(self.layers):
            blocks[layer].register_forward_hook(partial(self._move, place))

    def speak(self, offsets: Float[Tensor, "layers rows H"], first: Int[Tensor, " rows"]) -> None:
        """Add ``offsets`` in every forward pass from now on, in each row from its position ``first`` on."""
        self._spoken = (offsets, first)

    def silence(self) -> None:
        """Add nothing from now on."""
        self._spoken = None

    def _move(self, place: int, block: nn.Module, given: Any, output: Any) -> Any:
        del block, given
        if self._spoken is None:
            return output
        offsets, first = self._spoken
        hidden = output[0] if isinstance(output, tuple) else output  # a tuple before transformers 5
        spoken_to = torch.arange(hidden.shape[1], device=hidden.device) >= first[:, None]
        moved = hidden + (offsets[place][:, None] * spoken_to[:, :, None]).to(hidden.dtype)
        return (moved, *output[1:]) if isinstance(output, tuple) else moved

    def save(self, folder: Path) -> None:
        """Write the offsets, in bfloat16, beside the adapter they were trained with."""
        from safetensors.torch import save_file

        names = {"values": ",".join(self.values), "layers": ",".join(map(str, self.layers))}
        save_file(
            {"weight": self.weight.detach().to("cpu", torch.bfloat16).contiguous()}, folder / FILE, metadata=names
        )

    @classmethod
    def load(cls, folder: Path, values: Sequence[str]) -> "LatentOffsets":
        """Read the offsets for ``values``, whatever the order they are asked for in. Raises ``UserError``."""
        tensors, order, said = read_for_values(folder / FILE, values)
        try:
            layers = [int(layer) for layer in said["layers"].split(",")]
        except (KeyError, ValueError) as error:
            raise damaged(folder / FILE, error) from None
        weight = tensors["weight"].float()
        offsets = cls(values, layers, weight.shape[2], weight.shape[3])
        offsets.load_state_dict({"weight": weight[:, order]})
        return offsets


class RowOffsets:
    """The offsets of a batch's rows while they are decoded; they begin at position ``first`` of every row."""

    def __init__(self, module: LatentOffsets, latents: Float[Tensor, "rows d k"], first: int) -> None:
        self._module, self._first, self._offsets = module, first, module(latents)

    def select(self, rows: Int[Tensor, " rows"]) -> None:
        """Keep or repeat rows, in the order given."""
        self._offsets = self._offsets[:, rows]

    @contextmanager
    def added(self, begin: int) -> Iterator[None]:
        """Add them in one forward pass, whose first position is position ``begin`` of the rows."""
        first = torch.full(self._offsets.shape[1:2], max(0, self._first - begin), device=self._offsets.device)
        self._module.speak(self._offsets, first)
        try:
            yield
        finally:
            self._module.silence()


def decoder_layers(model: Any) -> nn.ModuleList:
    """The decoder's blocks in order, under an adapter or not."""
    return transformers_model(model).base_model.layers


@torch.inference_mode()
def fit_offsets(
    model: LanguageModel,
    prompts: Sequence[list[int]],
    answers: Sequence[list[int]],
    latents: Float[Tensor, "n d k"],
    question: Int[Tensor, "n"],
    layers: Sequence[int],
    *,
    ridge: float = 20.0,
) -> Float[Tensor, "layers d k H"]:
    """How the mean hidden state of an answer goes with its latents, among answers to the same question.

    Args:
        model: read as it is, without latents.
        prompts, answers: the tokens of each.
        latents: of each answer, in units of their spread.
        question: a code for each answer's question; differences between questions do not count.
        layers: after which layers.
        ridge: penalty, in answers; latents have unit spread.
    """
    read = []
    with Progress("hidden states", len(prompts)) as progress:
        for prompt, answer in zip(prompts, answers, strict=True):
            read.append(_mean_states(model, prompt, answer, layers))
            progress.advance()
    states = torch.cat(read)
    said = within_groups(latents.flatten(1).double(), question)
    gram = said.T @ said + ridge * torch.eye(said.shape[1], dtype=torch.float64)
    fitted = [torch.linalg.solve(gram, said.T @ within_groups(states[:, at], question)) for at in range(len(layers))]
    return torch.stack(fitted).unflatten(1, latents.shape[1:]).float()


def _mean_states(
    model: LanguageModel, prompt: list[int], answer: list[int], layers: Sequence[int]
) -> Float[Tensor, "1 layers H"]:
    tokens = torch.tensor([[*prompt, *answer]], device=model.device)
    states = model.model(input_ids=tokens, output_hidden_states=True, logits_to_keep=1).hidden_states
    # the state after layer l is entry l + 1; an answer's tokens, not what is predicted from the prompt alone
    return torch.stack([states[layer + 1][:, len(prompt) :].double().mean(1).cpu() for layer in layers], dim=1)
