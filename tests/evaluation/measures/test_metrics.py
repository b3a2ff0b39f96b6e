import subprocess
import sys

import pytest

from couple.evaluation import (
    Measured,
    contrast,
    kendall,
    mean_absolute_error,
    priority_preservation,
    sign_agreement,
    spearman,
    total_absolute_error,
)
from couple.evaluation.measures.metrics import paper_spearman

TARGET = {"power": 5.0, "security": 3.0, "hedonism": 1.0}


def test_the_total_is_the_mean_times_the_number_of_targeted_values():
    scores = {"power": 4.0, "security": 4.5, "hedonism": 1.5, "tradition": 5.0}
    assert total_absolute_error(TARGET, scores) == Measured(3.0)
    assert mean_absolute_error(TARGET, scores) == Measured(1.0)


def test_kendall_without_ties_counts_pairs():
    # one of three pairs is turned: (2 - 1) / 3
    scores = {"power": 4.0, "security": 5.0, "hedonism": 1.0}
    assert kendall(TARGET, scores).value == pytest.approx(1 / 3, abs=1e-12)


def test_kendall_corrects_for_ties_on_both_sides():
    # targets 1 1 2 3, scores 1 2 2 3: 4 concordant, none discordant, one tie on each side: 4 / sqrt(5 * 5)
    target = {"a": 1, "b": 1, "c": 2, "d": 3}
    scores = {"a": 1, "b": 2, "c": 2, "d": 3}
    assert kendall(target, scores).value == pytest.approx(0.8, abs=1e-12)


def test_a_kept_priority_is_a_strict_order():
    target = {"a": 5, "b": 3, "c": 3, "d": 1}  # five pairs differ; b and c do not
    scores = {"a": 4, "b": 4, "c": 2, "d": 2}  # a > c, a > d and b > d stand; a > b and c > d are only ties
    assert priority_preservation(target, scores) == Measured(0.6)
    assert priority_preservation(target, target) == Measured(1.0)


def test_contrast_and_sign_agreement_follow_the_direction_of_the_targets():
    more = ({"power": 5.0, "hedonism": 1.0, "security": 3.0}, {"power": 4.0, "hedonism": 2.5, "security": 1.0})
    less = ({"power": 1.0, "hedonism": 4.0, "security": 3.0}, {"power": 3.0, "hedonism": 2.0, "security": 5.0})
    # power moved up by 1 as wanted; hedonism moved up by .5 where down was wanted; security has no wanted direction
    assert contrast(more, less) == Measured(0.25)
    assert sign_agreement(more, less) == Measured(0.5)
    assert contrast(less, more) == contrast(more, less)


def test_an_answer_that_ignores_its_target_shows_no_contrast():
    scores = {"power": 4.0, "hedonism": 2.0}
    first, second = ({"power": 5.0, "hedonism": 1.0}, scores), ({"power": 1.0, "hedonism": 5.0}, scores)
    assert contrast(first, second) == Measured(0.0)
    assert sign_agreement(first, second) == Measured(0.0)


@pytest.mark.parametrize(
    "metric", [mean_absolute_error, total_absolute_error, spearman, kendall, priority_preservation]
)
def test_every_metric_names_the_value_that_has_no_score(metric):
    assert metric(TARGET, {"power": 1.0, "security": 2.0}) == Measured(None, "no score for hedonism")


def test_undefined_cases_have_reasons():
    flat = {"power": 2.0, "security": 2.0, "hedonism": 2.0}
    assert kendall(TARGET, flat) == Measured(None, "all scores of the targeted values are equal")
    assert priority_preservation({"power": 2.0, "security": 2.0}, TARGET) == Measured(
        None, "no two targeted priorities differ"
    )
    assert priority_preservation(TARGET, flat) == Measured(0.0)
    same = (TARGET, flat)
    assert contrast(same, same) == Measured(None, "the two targets differ on no value that both name")
    other = ({"power": 1.0}, {"security": 1.0})
    assert contrast(same, other) == Measured(None, "no score for power")
    assert sign_agreement(other, same) == Measured(None, "no score for power")


def test_importing_the_room_costs_no_torch():
    code = "import sys, couple.evaluation; print(sorted({'torch', 'transformers', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_papers_formula_is_spearmans_without_ties():
    scores = {"power": 4.0, "security": 5.0, "hedonism": 1.0}
    # ranks 3 2 1 and 2 3 1: 1 - 6 * 2 / (3 * 8)
    assert paper_spearman(TARGET, scores) == Measured(0.5)
    assert spearman(TARGET, scores).value == pytest.approx(0.5, abs=1e-12)


def test_with_ties_the_papers_formula_is_no_correlation():
    # ranks 1.5 1.5 3 4 and 1 2.5 2.5 4: sum of squares 1.5
    target, scores = {"a": 1, "b": 1, "c": 2, "d": 3}, {"a": 1, "b": 2, "c": 2, "d": 3}
    assert paper_spearman(target, scores) == Measured(1 - 6 * 1.5 / 60)
    assert spearman(target, scores).value < paper_spearman(target, scores).value
    flat = dict.fromkeys(TARGET, 2.0)
    assert paper_spearman(TARGET, flat) == Measured(0.5)
    assert paper_spearman(flat, flat) == Measured(1.0)
    assert paper_spearman({"power": 1.0}, TARGET) == Measured(None, "fewer than two values are targeted")


@pytest.mark.parametrize("metric", [mean_absolute_error, total_absolute_error, spearman, paper_spearman, kendall])
def test_the_order_of_the_values_is_nothing(metric):
    scores = {"power": 2.0, "security": 4.5, "hedonism": 1.5}
    turned = {value: TARGET[value] for value in reversed(TARGET)}
    assert metric(turned, scores).value == pytest.approx(metric(TARGET, scores).value, abs=1e-12)
