"""Randomness on loan: for libraries that draw from NumPy's and Python's global generators and take no generator."""

from collections.abc import Iterator
from contextlib import contextmanager

from couple.foundation.seeds import child_seed


@contextmanager
def global_seed(seed: int, *names: str | int) -> Iterator[None]:
    """Seed both global generators with the child seed of ``names``, and put back their states afterwards.

    Enclose nothing but the library's call. It is for one thread: another one that draws meanwhile would disturb it.
    """
    import random

    import numpy

    before = random.getstate(), numpy.random.get_state()  # noqa: NPY002
    child = child_seed(seed, *names)
    random.seed(child)
    numpy.random.seed(child % 2**32)  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(before[0])
        numpy.random.set_state(before[1])  # noqa: NPY002
