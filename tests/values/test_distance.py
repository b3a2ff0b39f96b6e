import math

import pytest

from couple.values.distance import Measured, mean_absolute_error, pearson, spearman


def test_the_mean_absolute_error_is_taken_over_the_targeted_values_only():
    target = {"power": 5.0, "security": 2.5}
    scores = {"power": 4.0, "security": 3.0, "hedonism": 1.0}
    assert mean_absolute_error(target, scores) == Measured(0.75)
    assert mean_absolute_error(target, target) == Measured(0.0)


def test_the_order_of_names_changes_nothing():
    target = {"power": 5.0, "security": 2.0, "hedonism": 1.0}
    scores = {"power": 1.5, "security": 3.0, "hedonism": 2.0}
    turned = {name: scores[name] for name in ("hedonism", "security", "power")}
    for distance in (mean_absolute_error, spearman):
        assert distance(dict(reversed(target.items())), turned) == distance(target, scores)


def test_spearman_without_ties_equals_the_textbook_formula():
    # ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * 4 / (4 * 15) = 0.6
    measured = spearman({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 2.1, "b": 1.9, "c": 5, "d": 4})
    assert measured.value == pytest.approx(0.6, abs=1e-12)


def test_pearson_is_the_covariance_over_the_standard_deviations():
    # deviations -1 0 1 against -1 -1 2: 3 / sqrt(2 * 6)
    measured = pearson({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 1, "c": 4})
    assert measured.value == pytest.approx(3 / math.sqrt(12), abs=1e-12)
    assert pearson({"a": 1, "b": 2}, {"a": 1, "b": 1}).reason == "all scores of the targeted values are equal"


def test_spearman_with_ties_is_the_correlation_of_average_ranks():
    # ranks 1.5 1.5 3 4 against 1 2 3 4: covariance 4.5, variances 4.5 and 5, so 4.5 / sqrt(22.5); the textbook formula,
    # blind to ties, would give 1 - 6 * 0.5 / 60 = 0.95
    measured = spearman({"a": 2, "b": 2, "c": 3, "d": 5}, {"a": 1, "b": 2, "c": 3, "d": 4})
    assert measured.value == pytest.approx(4.5 / math.sqrt(22.5), abs=1e-12)
    assert measured.value != pytest.approx(0.95, abs=1e-3)


@pytest.mark.parametrize(
    ("target", "scores", "reason"),
    [
        ({}, {"a": 1.0}, "no value is targeted"),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0}, "no score for b"),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": math.nan}, "a priority or a score is not a finite number"),
    ],
)
def test_what_cannot_be_compared_has_a_reason_and_no_number(target, scores, reason):
    assert mean_absolute_error(target, scores) == Measured(None, reason)
    assert spearman(target, scores) == Measured(None, reason)


@pytest.mark.parametrize(
    ("target", "scores", "reason"),
    [
        ({"a": 1.0}, {"a": 1.0}, "fewer than two values are targeted"),
        ({"a": 3.0, "b": 3.0}, {"a": 1.0, "b": 2.0}, "all targeted priorities are equal"),
        ({"a": 1.0, "b": 3.0}, {"a": 2.0, "b": 2.0}, "all scores of the targeted values are equal"),
    ],
)
def test_a_rank_correlation_of_a_constant_is_undefined(target, scores, reason):
    assert spearman(target, scores) == Measured(None, reason)
    assert mean_absolute_error(target, scores).value is not None


@pytest.mark.parametrize("wrong", [(None, None), (1.0, "why"), (math.nan, None), (math.inf, None)])
def test_a_measurement_holds_a_finite_number_or_a_reason(wrong):
    with pytest.raises(ValueError, match="measurement"):
        Measured(*wrong)
