"""Ratings of respondents whose value effects are known: to see whether a method finds them again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import torch_generator
from couple.instruments.recorded.ratings import LOWEST, Ratings


@dataclass(frozen=True)
class Population:
    """How the simulated world is: spreads of items and runs in logits, thresholds of the six answers."""

    item_spread: float = 0.6
    run_spread: float = 0.3
    thresholds: Sequence[float] = (-2.5, -1.3, -0.2, 1.0, 2.4)


def simulate_ratings(
    effects: Float[Tensor, "respondent value"],
    level: Float[Tensor, " respondent"],
    key: Mapping[str, Collection[str]],
    *,
    runs: int,
    seed: int,
    population: Population | None = None,
) -> Ratings:
    """Each respondent ``r0``, ``r1``, ... answers every item in each of ``runs``, by the cumulative logit model.

    Args:
        effects: beta, in the order of the key's values.
        level: how high each respondent rates everything, in logits.
        key: value -> its items.
        runs: administrations of each respondent.
        seed: of items, runs and answers.
        population: see ``Population``.
    """
    world = population or Population()
    generator = torch_generator(seed, "simulated ratings")
    items = sorted({item for members in key.values() for item in members})
    values = [[k for k, members in enumerate(key.values()) if item in members] for item in items]

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    respondents = len(effects)
    place = torch.stack([effects[:, among].mean(dim=1) for among in values], dim=1)
    place = level[:, None] + place + world.item_spread * normal(len(items))
    utility = place[:, None] + world.run_spread * normal(respondents, runs, 1)
    noise = torch.rand(utility.shape, generator=generator, dtype=torch.float64).logit()
    thresholds = torch.tensor(world.thresholds, dtype=torch.float64)
    rating = LOWEST + ((utility + noise)[..., None] > thresholds).sum(dim=-1)
    return Ratings(
        {
            f"r{m}": {item: {f"run {r}": int(rating[m, r, k]) for r in range(runs)} for k, item in enumerate(items)}
            for m in range(respondents)
        },
        (),
    )
