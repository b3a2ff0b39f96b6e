import numpy
import pytest

from couple.instruments.portrait.uncertainty import LEVEL, score_intervals


def answers(generator, texts, effect=0.0):
    """Ratings of five replies a text that share a part; replies 1 and 2 speak for power, 3 for security."""
    rated = {}
    for text in range(texts):
        shared = generator.normal()
        for reply in range(1, 6):
            rated[f"{text}/{reply}"] = shared + generator.normal() + (effect if reply < 3 else 0.0)
    power = frozenset(f"{text}/{reply}" for text in range(texts) for reply in (1, 2))
    return rated, {"power": power, "security": frozenset(f"{text}/3" for text in range(texts))}


def test_equal_ratings_leave_no_doubt_and_seeds_repeat():
    rated, scales = answers(numpy.random.default_rng(0), 20)
    assert score_intervals(dict.fromkeys(rated, 4.0), scales, seed=1) == {"power": (0.0, 0.0), "security": (0.0, 0.0)}
    assert score_intervals(rated, scales, seed=1) == score_intervals(rated, scales, seed=1)
    assert score_intervals(rated, scales, seed=1) != score_intervals(rated, scales, seed=2)


def test_the_order_of_items_changes_nothing():
    rated, scales = answers(numpy.random.default_rng(0), 20)
    backwards = dict(reversed(rated.items()))
    for value, interval in score_intervals(rated, scales, seed=1).items():
        assert score_intervals(backwards, scales, seed=1)[value] == pytest.approx(interval)


def test_intervals_hold_the_true_score_about_as_often_as_they_say():
    """Power's true score: effect minus the level, which is the mean over 2/3 power items: effect / 3."""
    generator = numpy.random.default_rng(7)
    held = 0
    for trial in range(200):
        rated, scales = answers(generator, 50, effect=0.6)
        low, high = score_intervals(rated, scales, seed=trial)["power"]
        held += low <= 0.2 <= high
    assert abs(held / 200 - LEVEL) < 0.05


def test_a_scale_that_one_text_speaks_for_has_no_interval():
    rated = {"1/1": 3.0, "2/1": 4.0, "2/2": 5.0}
    found = score_intervals(rated, {"power": frozenset({"1/1", "2/1"}), "security": frozenset({"2/2"})}, seed=0)
    assert found["security"] is None and found["power"] is not None
    assert score_intervals({}, {"power": frozenset({"1/1"})}, seed=0) == {"power": None}
