"""Several processes that train one adapter, each on its share of every batch.

``accelerate launch -m couple.tune`` starts one a GPU, ``torchrun --nproc_per_node 2 -m couple.tune`` two on a CPU.

An adapter's gradients are few, so they are added up by hand in one sum a step. Nothing is wrapped: an objective may
run the model as often and in as many ways as it likes. One process is the same with nothing to add.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True)
class Processes:
    """The place of this process among ``count`` of them; the one with index 0 writes the files."""

    index: int
    count: int
    device: torch.device

    @classmethod
    def join(cls) -> "Processes":
        """Find the others. Call it before a model is loaded: it gives each process a GPU of its own."""
        from accelerate import PartialState

        state = PartialState(cpu=not torch.cuda.is_available())
        return cls(state.process_index, state.num_processes, state.device or torch.device("cpu"))

    @property
    def first(self) -> bool:
        """Whether this process writes the files."""
        return self.index == 0

    def share(self, batch: Sequence[int], size: int) -> list[tuple[int, Sequence[int], float]]:
        """The pieces of a batch that this process computes: number, groups, and weight in the mean over the batch.

        A process for which none is left computes the first piece for nothing: all must bring the same numbers.
        """
        pieces = [batch[at : at + size] for at in range(0, len(batch), size)]
        mine = [(number, pieces[number]) for number in range(self.index, len(pieces), self.count)]
        return [(number, piece, len(piece) / len(batch)) for number, piece in mine] or [(0, pieces[0], 0.0)]

    def add_gradients(self, weights: Sequence[nn.Parameter]) -> None:
        """Replace each gradient by its sum over the processes; a weight that no loss has touched gets zeros."""
        for weight in weights:
            weight.grad = torch.zeros_like(weight) if weight.grad is None else weight.grad
        if self.count == 1:
            return
        flat = torch.cat([weight.grad.flatten() for weight in weights if weight.grad is not None])
        for weight, total in zip(weights, self._sum(flat).split([w.numel() for w in weights]), strict=True):
            weight.grad = total.view_as(weight).to(weight.device)

    def add_numbers(self, numbers: Mapping[str, float]) -> dict[str, float]:
        """Each number's sum over the processes, which must bring the same names."""
        if self.count == 1:
            return dict(numbers)
        names = sorted(numbers)
        total = self._sum(torch.tensor([numbers[name] for name in names], dtype=torch.float32))
        return dict(zip(names, total.tolist(), strict=True))

    def wait(self) -> None:
        """Go on when all have come here."""
        from accelerate import PartialState

        PartialState().wait_for_everyone()

    def _sum(self, tensor: torch.Tensor) -> torch.Tensor:
        from accelerate.utils import reduce

        total: Any = reduce(tensor.to(self.device), reduction="sum")
        return total
