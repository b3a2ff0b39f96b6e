from itertools import combinations

import numpy
import pytest

from couple.report.label_layout import DOT, LETTER, Box, place_labels

FRAME = Box(0, 0, 480, 320)


def test_a_lone_point_has_its_label_to_the_right_without_a_leader():
    (label,) = place_labels([(100.0, 50.0, "raw")], [], FRAME)
    assert label is not None and label.leader is None
    assert label.box == Box(109.0, 43.0, round(109 + 3 * LETTER, 1), 57.0)


def test_at_the_right_edge_the_label_stands_to_the_left():
    (label,) = place_labels([(470.0, 50.0, "value prompt")], [], FRAME)
    assert label is not None and label.box.right == 461.0


@pytest.mark.parametrize("seed", range(5))
def test_no_label_covers_a_label_or_a_point(seed):
    draw = numpy.random.default_rng(seed)
    points = [(float(x), float(y), f"method number {n}") for n, (x, y) in enumerate(draw.uniform(60, 260, (20, 2)))]
    labels = [label for label in place_labels(points, [], FRAME) if label]
    assert len(labels) >= 15
    assert not [pair for pair in combinations(labels, 2) if pair[0].box.meets(pair[1].box)]
    dots = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y, _ in points]
    assert not [(label, dot) for label in labels for dot in dots if label.box.meets(dot)]
    assert all(label.box.within(FRAME) for label in labels)


def test_who_comes_first_stays_nearest():
    first, second = place_labels([(100.0, 50.0, "one"), (100.0, 64.0, "two")], [], FRAME)
    assert first is not None and second is not None
    assert first.box.left == 109.0 and not first.box.meets(second.box)


def test_without_room_there_is_no_label():
    assert place_labels([(10.0, 10.0, "too long for this frame")], [], Box(0, 0, 40, 40)) == (None,)
    everywhere = [Box(0, 0, 480, 320)]
    assert place_labels([(100.0, 50.0, "raw")], everywhere, FRAME) == (None,)
