"""Randomness with an address: every draw of the library comes from a generator that was derived from the run's seed.

A child seed depends on the parent and on the *names* of what is drawn, never on the order of the calls, so that
shards, resumed runs and single questions draw the same numbers.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    import torch


def child_seed(seed: int, *names: str | int) -> int:
    """A seed in 0..2**63-1 that depends on ``seed`` and on each of ``names`` (BLAKE2b of their text)."""
    text = "\x1f".join([str(seed), *(str(name) for name in names)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def numpy_generator(seed: int, *names: str | int) -> "numpy.random.Generator":
    """A fresh NumPy generator for the child seed of ``names``."""
    import numpy

    return numpy.random.default_rng(child_seed(seed, *names))


def torch_generator(seed: int, *names: str | int) -> "torch.Generator":
    """A fresh CPU torch generator for the child seed of ``names``."""
    import torch

    generator = torch.Generator(device="cpu")
    generator.manual_seed(child_seed(seed, *names))
    return generator
