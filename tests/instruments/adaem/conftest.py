import hashlib

import numpy as np
import pytest

from couple.instruments.adaem.simulated.world import SimulatedWorld
from couple.values import load_system


class Scattered:
    """Every text in a direction of its own: nothing is alike but what is the same."""

    def vectors(self, texts):
        rows = []
        for text in texts:
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
            row = np.random.default_rng(seed).normal(size=64)
            rows.append(row / np.linalg.norm(row))
        return np.stack(rows)


@pytest.fixture(scope="session")
def system():
    return load_system("schwartz10")


@pytest.fixture
def scattered():
    return Scattered()


@pytest.fixture
def draw_world(system):
    """``draw_world(seed, respondents=, topics=)``: a simulated world over the ten values."""

    def draw(seed, *, respondents=8, topics=60):
        return SimulatedWorld.draw(system.names, respondents=respondents, topics=topics, seed=seed)

    return draw
