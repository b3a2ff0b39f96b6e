import numpy
import pytest

from couple.evaluation.asking.opposed import opposed_values
from couple.evaluation.measures.steering import steering
from couple.values import load_system

TEN = load_system("schwartz10")
NOTHING = dict.fromkeys(TEN.names, 0.0)


def test_the_conflicting_pair_that_matters_most_is_asked():
    found = opposed_values("Why?", NOTHING | {"security": 0.9, "stimulation": 0.8, "universalism": 1.0}, TEN)
    assert {found.up, found.down} == {"security", "stimulation"}  # universalism conflicts with neither


def test_targets_are_opposed():
    pair = opposed_values("Why?", NOTHING, TEN)
    first, second = pair.targets(TEN)
    assert dict(first.priorities) == {pair.up: 5.0, pair.down: 1.0}
    assert dict(second.priorities) == {pair.up: 1.0, pair.down: 5.0}


def test_perfect_and_reversed_following():
    wanted = numpy.array([4.0, -4.0] * 30)
    questions = [f"q{place // 2}" for place in range(60)]
    assert steering(questions, wanted, wanted / 2, seed=0).contrast == pytest.approx((1, 1, 1))
    found = steering(questions, wanted, -wanted / 2, seed=0)
    assert found.contrast == pytest.approx((-1, -1, -1))
    assert (found.sign[0], found.shift[0], found.count) == (0, -2, 60)


def test_a_topic_that_moves_both_answers_alike_moves_nothing():
    draw = numpy.random.default_rng(0)
    wanted = numpy.array([4.0, -4.0] * 200)
    found = steering([f"q{place // 2}" for place in range(400)], wanted, draw.normal(size=400), seed=0)
    assert found.contrast[1] < 0 < found.contrast[2]
    assert found.sign[1] < 0.5 < found.sign[2]


def test_intervals_draw_whole_questions():
    # ten copies of each question say no more than one
    wanted, achieved = numpy.array([4.0, -4.0] * 20), numpy.random.default_rng(1).normal(size=40)
    once = steering([f"q{place // 2}" for place in range(40)], wanted, achieved, seed=0)
    copies = [f"q{place // 2}" for place in range(40)] * 10
    often = steering(copies, numpy.tile(wanted, 10), numpy.tile(achieved, 10), seed=0)
    assert often.shift == pytest.approx(once.shift)
