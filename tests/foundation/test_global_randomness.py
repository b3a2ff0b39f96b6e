"""Global generators are lent for one call and come back as they were."""

import random

import numpy
import pytest

from couple.foundation import global_seed


def drawn() -> tuple[float, float]:
    return random.random(), float(numpy.random.random())  # noqa: NPY002


def test_the_same_seed_draws_the_same_and_other_names_do_not():
    draws = []
    for names in (("a",), ("a",), ("b",)):
        with global_seed(7, *names):
            draws.append(drawn())
    assert draws[0] == draws[1]
    assert draws[0] != draws[2]


def test_states_come_back_even_after_an_error():
    with global_seed(1):
        expected = [drawn(), drawn()]
    with global_seed(1):
        found = [drawn()]
        with pytest.raises(KeyError), global_seed(2):
            drawn()
            raise KeyError
        found.append(drawn())
    assert found == expected
