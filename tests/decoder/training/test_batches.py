from collections import Counter

import pytest
import torch

from couple.decoder.training.batches import POOL, learning_rate_factor, plan_batches

LENGTHS = [(7 * place) % 31 + 1 for place in range(230)]


def plan(epochs, seed=0, size=4):
    return plan_batches(LENGTHS, batch_size=size, epochs=epochs, generator=torch.Generator().manual_seed(seed))


def test_every_group_once_an_epoch():
    assert sorted(place for batch in plan(1.0) for place in batch) == list(range(230))
    assert set(Counter(place for batch in plan(3.0) for place in batch).values()) == {3}


def test_a_fraction_of_an_epoch_is_its_first_batches():
    assert plan(0.5) == plan(1.0)[: len(plan(1.0)) // 2]
    assert plan(1.5)[: len(plan(1.0))] == plan(1.0)
    assert len(plan(1e-6)) == 1


def test_groups_of_a_batch_have_similar_lengths():
    assert len(LENGTHS) > POOL * 4  # more than one pool
    spread = [max(LENGTHS[place] for place in batch) - min(LENGTHS[place] for place in batch) for batch in plan(1.0)]
    assert max(spread[:-1]) <= 31 and sum(spread) / len(spread) < 2


def test_the_seed_decides():
    assert plan(2.0) == plan(2.0) != plan(2.0, seed=1)


@pytest.mark.parametrize(("steps", "warmup"), [(1, 0.0), (10, 0.2), (100, 0.05)])
def test_the_rate_rises_to_one_and_falls(steps, warmup):
    rates = [learning_rate_factor(step, steps, warmup) for step in range(steps)]
    top = rates.index(max(rates))
    assert max(rates) == 1.0 and min(rates) >= 0.02
    assert rates[: top + 1] == sorted(rates[: top + 1]) and rates[top:] == sorted(rates[top:], reverse=True)
