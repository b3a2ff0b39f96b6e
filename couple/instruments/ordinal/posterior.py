"""What every way of inference gives: draws of the model's random variables, and how far they can be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from couple.instruments.ordinal.specification import Effects, OrdinalRegression
from couple.scm.nuts import Diagnostics

if TYPE_CHECKING:
    from arviz import InferenceData


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of a regression.

    Attributes:
        regression: the model and its data.
        sites: name -> draws, leading dimensions chain and draw.
        method: how they were made, in words.
        diagnostics: of the chains; None where there are none.
        doubts: why not to trust the draws; empty where there is no reason.
        point: one mode instead of draws: it has no intervals.
    """

    regression: OrdinalRegression
    sites: Mapping[str, Tensor]
    method: str
    diagnostics: Diagnostics | None
    doubts: tuple[str, ...]
    point: bool = False

    @cached_property
    def draws(self) -> list[Effects]:
        """The effects of every draw, chain after chain."""
        joined = {name: draws.flatten(0, 1) for name, draws in self.sites.items()}
        total = len(next(iter(joined.values())))
        each = [{name: draws[k] for name, draws in joined.items()} for k in range(total)]
        return [self.regression.effects(sites) for sites in each]

    @cached_property
    def value_effects(self) -> Float[Tensor, "draw respondent value"]:
        """Beta of every draw; sums to zero over values."""
        return torch.stack([draw.value for draw in self.draws])

    def inference_data(self) -> "InferenceData":
        """The effects with names as ArviZ has them: chains, draws, and coordinates respondent, value and item."""
        import arviz

        data, shape = self.regression.data, next(iter(self.sites.values())).shape[:2]
        named = {
            "beta": self.value_effects,
            "alpha": torch.stack([draw.level for draw in self.draws]),
            "u": torch.stack([draw.item for draw in self.draws]),
            "thresholds": torch.stack([draw.thresholds for draw in self.draws]),
        }
        named |= {name: self.sites[name].flatten() for name in self.regression.spreads}
        return arviz.from_dict(
            {name: draws.reshape(*shape, *draws.shape[1:]).numpy() for name, draws in named.items()},
            coords={"respondent": list(data.respondents), "value": list(data.values), "item": list(data.items)},
            dims={"beta": ["respondent", "value"], "alpha": ["respondent"], "u": ["item"]},
        )


@runtime_checkable
class Inference(Protocol):
    """A way from a regression to its posterior. The same seed gives the same bytes."""

    def fit(self, regression: OrdinalRegression, *, seed: int) -> Posterior:
        """Draws, or a mode, of the posterior."""
        ...
