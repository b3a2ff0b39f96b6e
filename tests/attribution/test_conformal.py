import numpy as np
import pytest

from couple.attribution.conformal import hierarchical_quantile


def test_groups_of_one_give_the_usual_conformal_quantile():
    scores = np.arange(1.0, 20.0)  # 19 points: the ceil(0.9 * 20) = 18th smallest
    assert hierarchical_quantile(scores, np.arange(19), 0.9) == 18.0


def test_a_large_group_counts_as_one_question():
    scores = np.r_[np.full(1000, 9.0), np.arange(1.0, 20.0)]
    groups = np.r_[np.zeros(1000, dtype=int), np.arange(1, 20)]
    assert hierarchical_quantile(scores, groups, 0.9) == 18.0  # 18/21 below 9 and 1/21 at it: the next reaches 0.9


def test_too_few_questions_give_no_bound():
    assert hierarchical_quantile(np.zeros(8), np.arange(8), 0.9) is None
    assert hierarchical_quantile(np.zeros(9), np.arange(9), 0.9) == 0.0


def test_texts_without_values_are_always_covered():
    scores = np.r_[np.full(18, -np.inf), 2.5]
    assert hierarchical_quantile(scores, np.arange(19), 0.9) == 2.5  # the most lenient finite score


def test_coverage_of_new_questions():
    generator = np.random.default_rng(0)
    hits, questions, texts = [], 30, 12
    for _ in range(600):
        centre = generator.normal(size=questions + 1).repeat(texts)
        scores = centre + generator.normal(size=len(centre))
        groups = np.arange(questions + 1).repeat(texts)
        bound = hierarchical_quantile(scores[:-texts], groups[:-texts], 0.9)
        hits.append((scores[-texts:] <= bound).mean())
    assert np.mean(hits) >= 0.9 - 3 * np.std(hits) / np.sqrt(len(hits))
    assert np.mean(hits) < 0.97  # not by being useless


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.95])
def test_more_coverage_never_means_less(coverage):
    generator = np.random.default_rng(1)
    scores, groups = generator.normal(size=200), generator.integers(0, 40, size=200)
    assert hierarchical_quantile(scores, groups, coverage) <= hierarchical_quantile(scores, groups, coverage + 0.02)
