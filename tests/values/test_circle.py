import csv
from itertools import combinations

import pytest

from couple.values import load_system
from couple.values.circle import mean_by_ring_distance, ring_distance

CIRCLE = load_system("schwartz10").circle


def test_distances_by_hand():
    assert ring_distance("abcde", "a", "c") == ring_distance("abcde", "d", "a") == 2
    assert ring_distance(CIRCLE, "self_direction", "universalism") == 1
    assert ring_distance(CIRCLE, "power", "universalism") == ring_distance(CIRCLE, "benevolence", "achievement") == 5
    with pytest.raises(ValueError, match="not in"):
        ring_distance(CIRCLE, "power", "justice")


@pytest.mark.parametrize("size", [4, 9, 10, 19])
def test_a_distance_is_a_metric_on_a_ring(size):
    circle = [str(place) for place in range(size)]
    steps = {(a, b): ring_distance(circle, a, b) for a in circle for b in circle}
    assert max(steps.values()) == size // 2
    for a, b in steps:
        assert steps[a, b] == steps[b, a]
        assert (steps[a, b] == 0) == (a == b)
        assert all(steps[a, b] <= steps[a, c] + steps[c, b] for c in circle)
        turned = circle[3:] + circle[:3]
        assert ring_distance(turned, a, b) == ring_distance(circle[::-1], a, b) == steps[a, b]


def test_means_by_distance_by_hand():
    cells = {("a", "b"): 1.0, ("d", "a"): 3.0, ("a", "c"): -2.0, ("b", "b"): 7.0}
    assert mean_by_ring_distance("abcd", cells) == {0: 7.0, 1: 2.0, 2: -2.0}
    assert mean_by_ring_distance("abcd", {}) == {}


def test_values_of_real_people_agree_less_the_further_apart_they_stand():
    """569 people's centred PVQ-21 scores: mean correlations by distance, as the theory's circle has them."""
    import numpy

    from couple.data import is_available, locate

    if not is_available("valueportrait"):
        pytest.skip("the Value Portrait data set is not here (set COUPLE_DATA)")
    with (locate("valueportrait") / "human_values.csv").open() as file:
        people = list(csv.DictReader(file))
    names = {name[4:]: name for name in people[0] if name.startswith("pvq_")}
    scores = numpy.array([[float(person[column]) for column in names.values()] for person in people])
    assert scores.shape == (569, 10)
    matrix = numpy.corrcoef(scores.T)
    values = [name.lower() for name in names]
    cells = {(values[i], values[j]): matrix[i, j] for i, j in combinations(range(10), 2)}
    means = mean_by_ring_distance(CIRCLE, cells)
    assert list(means) == [1, 2, 3, 4, 5]
    assert list(means.values()) == sorted(means.values(), reverse=True)
    assert list(means.values()) == pytest.approx([0.156, -0.037, -0.162, -0.277, -0.349], abs=0.005)
