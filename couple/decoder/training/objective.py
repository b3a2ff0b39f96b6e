"""What a trainer asks of an objective: how many groups there are, what else is trained, and the loss of some groups.

A group is what one draw of the data holds: one answer, or several answers that are compared with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Tensor, nn


@dataclass(frozen=True)
class TrainedModule:
    """A module that is trained beside the adapter, at a peak learning rate of its own. ``name`` is unique."""

    name: str
    module: nn.Module
    learning_rate: float


class PromptedAnswers:
    """Groups of one prompt and one answer each, in tokens; the answer ends with its end token."""

    def __init__(self, prompts: Sequence[list[int]], answers: Sequence[list[int]]) -> None:
        self._prompts, self._answers = prompts, answers

    def __len__(self) -> int:
        """How many there are."""
        return len(self._answers)

    @property
    def lengths(self) -> Sequence[int]:
        """Tokens of each prompt and answer."""
        return [len(prompt) + len(answer) for prompt, answer in zip(self._prompts, self._answers, strict=True)]


class Objective(Protocol):
    """A loss over groups of training data."""

    def __len__(self) -> int:
        """How many groups there are."""
        ...

    @property
    def lengths(self) -> Sequence[int]:
        """How many tokens each group holds; groups of similar length share a batch."""
        ...

    @property
    def modules(self) -> Sequence[TrainedModule]:
        """What is trained beside the adapter."""
        ...

    def loss(self, places: Sequence[int], generator: torch.Generator) -> tuple[Float[Tensor, ""], dict[str, float]]:
        """The mean loss of the groups at ``places``, with gradient, and numbers for the curves.

        The numbers are means over these groups, under the same names in every call. Everything random is drawn from
        ``generator``, which belongs to this step alone: a resumed run draws the same.
        """
        ...
