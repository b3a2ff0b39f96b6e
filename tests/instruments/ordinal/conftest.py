import pytest

from couple.instruments.recorded.ratings import Ratings
from couple.values import PVQ21, PVQ40


@pytest.fixture(scope="session")
def key40():
    return {value: tuple(f"p{number:02d}" for number in numbers) for value, numbers in PVQ40.key.items()}


@pytest.fixture(scope="session")
def key21():
    return {value: tuple(f"q{number:02d}" for number in numbers) for value, numbers in PVQ21.key.items()}


@pytest.fixture(scope="session")
def few():
    """Two respondents, three values of two items each, three runs; ``b`` has a gap and prefers the second value."""
    key = {"one": ("i1", "i2"), "two": ("i3", "i4"), "three": ("i5", "i6")}
    rows = {
        "a": {"i1": (5, 5, 4), "i2": (4, 5, 5), "i3": (2, 3, 2), "i4": (3, 2, 2), "i5": (4, 3, 3), "i6": (3, 4, 4)},
        "b": {"i1": (2, 2, 3), "i2": (1, 2, 2), "i3": (6, 5, 6), "i4": (5, 5), "i5": (3, 4, 4), "i6": (4, 3, 3)},
    }
    usable = {
        name: {item: {f"run {k}": rating for k, rating in enumerate(given)} for item, given in rated.items()}
        for name, rated in rows.items()
    }
    return key, Ratings(usable, ())
