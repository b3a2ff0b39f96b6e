"""A bound on an answer's error: the finite-sample quantile, clusters of answers, abstention, and coverage."""

import numpy as np
import pytest

from couple.evaluation.comparison.conformal_bound import bound_errors, half_of, target_difficulty
from couple.foundation import numpy_generator


def topics_of(half, number):
    names = (f"topic {k}" for k in range(100_000))
    return [name for name in names if half_of(name) == half][:number]


def test_the_bound_is_the_finite_sample_quantile_times_the_difficulty():
    calibration, (new, harder) = topics_of(0, 19), topics_of(1, 2)
    errors = [k / 20 for k in range(1, 20)]  # the ceil(20 * 0.9) = 18th smallest is 18/20
    found = bound_errors([*calibration, new, harder], [*errors, 0.8, 1.9], [1.0] * 20 + [2.0])
    assert [bound.value for bound in found.bounds[-2:]] == pytest.approx([0.9, 1.8])
    assert found.coverage.mean == 0.5 and found.coverage.count == 2  # 0.8 is within 0.9, 1.9 is not within 1.8
    assert found.mean_width.value == pytest.approx(1.35)
    assert found.bounds[0].value is None and "too few topics" in str(found.bounds[0].reason)  # the other half has two
    assert found.coverage.undefined == 19 and found.abstention.value == pytest.approx(19 / 21)


def test_many_answers_about_one_topic_count_as_one_topic():
    calibration, (new,) = topics_of(0, 20), topics_of(1, 1)
    crowd = calibration[0]
    errors = [1.9] * 500 + [k / 20 for k in range(1, 20)]
    found = bound_errors([crowd] * 500 + calibration[1:] + [new], [*errors, 0.0], [1.0] * 520)
    assert found.bounds[-1].value == pytest.approx(0.95)  # ceil(21 * 0.9) = 19 topics; as 519 answers: 1.9


def test_a_bound_that_says_nothing_is_not_stated():
    calibration, new = topics_of(0, 19), topics_of(1, 2)
    found = bound_errors([*calibration, *new], [1.0] * 19 + [0.5, 9.0], [1.0] * 19 + [2.0, 2.1], widest=2.0)
    assert found.bounds[-2].value == pytest.approx(2.0)
    assert found.bounds[-1].value is None and found.bounds[-1].reason == "the bound would be 2.10, wider than 2"
    assert found.coverage.mean == 0.5 and found.kept_coverage.mean == 1.0
    assert bound_errors([], [], []).abstention.value is None


@pytest.mark.parametrize(("error", "difficulty"), [(-0.1, 1.0), (float("nan"), 1.0), (0.5, 0.0), (0.5, float("inf"))])
def test_what_is_no_error_or_no_difficulty_is_refused(error, difficulty):
    with pytest.raises(ValueError, match="must be"):
        bound_errors(["a"], [error], [difficulty])


def test_targets_far_from_the_centre_are_harder():
    assert target_difficulty({"power": 3.0}) == 0.5
    assert target_difficulty({"power": 5.0, "security": 2.0}) == 2.0


def test_nine_answers_in_ten_are_covered_whatever_the_errors():
    """Simulated judges: heavy-tailed errors, alike within a topic, twice as large where the target is far."""
    shares = []
    for run in range(60):
        generator = numpy_generator(run, "simulated judges")
        topics = [f"run {run} topic {k}" for k in range(160) for _ in range(5)]
        difficulties = generator.choice([0.5, 1.0], size=len(topics))
        shared = generator.lognormal(sigma=0.5, size=160).repeat(5)
        errors = 0.5 * difficulties * shared * generator.lognormal(sigma=0.5, size=len(topics))
        shares.append(bound_errors(topics, errors.tolist(), difficulties.tolist(), widest=9.0).coverage.mean)
    assert abs(np.mean(shares) - 0.9) < 0.02
