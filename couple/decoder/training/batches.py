"""In which order groups are trained on: shuffled batches of groups of similar length, which saves padding."""

from collections.abc import Sequence

import torch

POOL = 50  # batches whose groups are sorted by length together


def plan_batches(
    lengths: Sequence[int], *, batch_size: int, epochs: float, generator: torch.Generator
) -> list[list[int]]:
    """The places of each step's groups; a fraction of an epoch is its first batches, at least one."""
    plan: list[list[int]] = []
    left = epochs
    while left > 0:
        order = torch.randperm(len(lengths), generator=generator).tolist()
        pools = [order[start : start + POOL * batch_size] for start in range(0, len(order), POOL * batch_size)]
        near = [sorted(pool, key=lambda place: lengths[place]) for pool in pools]
        batches = [pool[at : at + batch_size] for pool in near for at in range(0, len(pool), batch_size)]
        shuffled = torch.randperm(len(batches), generator=generator).tolist()
        plan += [batches[index] for index in shuffled[: max(1, int(len(batches) * min(left, 1.0)))]]
        left -= 1
    return plan


def learning_rate_factor(step: int, steps: int, warmup: float) -> float:
    """What the peak learning rate is multiplied with at ``step`` (from 0): a linear rise, then a linear fall to 2 %."""
    warm = max(1, int(warmup * steps))
    return min((step + 1) / warm, max(0.02, 1 - (step - warm) / max(1, steps - warm)))
