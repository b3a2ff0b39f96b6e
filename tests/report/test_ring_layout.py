import math
from itertools import combinations

import pytest

from couple.report.ring_layout import LETTERS, LINE, LINES, label_lines, ring_labels, ring_points, spread


def test_points_go_clockwise_from_the_top_and_none_stands_on_the_middle_line():
    points = ring_points(["a", "b", "c", "d"], 10.0, 20.0)
    half = math.sqrt(0.5)
    assert points["a"] == pytest.approx((10 * half, -20 * half), abs=1e-5)
    assert points["b"] == pytest.approx((10 * half, 20 * half), abs=1e-5)
    assert points["d"] == pytest.approx((-10 * half, -20 * half), abs=1e-5)
    assert ring_points([], 1.0, 1.0) == {}


@pytest.mark.parametrize("count", [1, 2, 10, 20, 40])
def test_labels_keep_clear_of_each_other_and_stand_outside(count):
    names = [f"value {number} with a long name" for number in range(count)]
    points = ring_points(names, 100.0, 100.0)
    labels = ring_labels(points, {name: name for name in names})
    for one, other in combinations(labels.values(), 2):
        if one.anchor == other.anchor:
            tall = (len(one.lines) + len(other.lines)) * LINE / 2
            assert abs(one.y - other.y) >= tall - 1e-6
    for name, label in labels.items():
        assert (label.x > 0) == (points[name][0] > 0) == (label.anchor == "start")


def test_labels_are_cut_where_they_are_long_and_never_empty():
    assert label_lines("") == ("?",)
    lines = label_lines("word " * 40)
    assert len(lines) == LINES and lines[-1].endswith("…") and all(len(line) <= LETTERS for line in lines)


def test_what_fits_stays_where_it_wants_to_be():
    assert spread([0.0, 50.0, 90.0], [10.0, 10.0, 10.0]) == [0.0, 50.0, 90.0]
    assert spread([0.0, 0.0], [10.0, 30.0]) == [-10.0, 10.0]
