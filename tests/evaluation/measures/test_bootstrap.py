import numpy
import pytest

from couple.evaluation import Interval, Measured, clustered_interval, paired_interval
from couple.evaluation.measures.bootstrap import Resamples, question_resamples, resampled_interval
from couple.foundation import numpy_generator


def measured(*values):
    return [Measured(value) if value is not None else Measured(None, "untold") for value in values]


def test_the_mean_is_over_answers_and_equal_answers_have_no_width():
    assert clustered_interval(measured(2, 2, 2), ["p", "p", "q"], seed=1) == Interval(2.0, 2.0, 2.0, 3, 2, 0)


def test_undefined_answers_are_counted_and_left_out():
    interval = clustered_interval(measured(1, None, 3), ["p", "q", "r"], seed=1)
    assert (interval.mean, interval.count, interval.questions, interval.undefined) == (2.0, 2, 2, 1)
    nothing = clustered_interval(measured(None, None), ["p", "q"], seed=1)
    assert nothing == Interval(None, None, None, 0, 0, 2, "untold")
    assert clustered_interval([], [], seed=1).reason == "there are no answers"


def test_one_question_has_a_mean_and_no_interval():
    interval = clustered_interval(measured(1, 3), ["p", "p"], seed=1)
    assert (interval.mean, interval.low, interval.high) == (2.0, None, None)
    assert interval.reason == "one question gives no interval"


def test_the_same_seed_gives_the_same_bytes_and_the_order_of_answers_does_not_matter():
    values, questions = measured(1, 2, 4, 8, 16), ["p", "q", "r", "s", "p"]
    first = clustered_interval(values, questions, seed=3)
    assert first == clustered_interval(values, questions, seed=3)
    assert first == clustered_interval(values[::-1], questions[::-1], seed=3)
    assert first != clustered_interval(values, questions, seed=4)


def test_two_questions_give_the_exact_percentiles():
    # drawing two of {0, 1} with replacement gives the means 0, .5, 1 with shares .25, .5, .25
    interval = clustered_interval(measured(0, 1), ["p", "q"], seed=5)
    assert (interval.low, interval.high) == (0.0, 1.0)
    narrow = clustered_interval(measured(0, 1), ["p", "q"], seed=5, confidence=0.4)
    assert (narrow.low, narrow.high) == (0.5, 0.5)


def test_answers_to_one_question_are_not_taken_for_independent():
    values = [float(number) for number in range(12) for _ in range(10)]
    clustered = clustered_interval(measured(*values), [str(value) for value in values], seed=0)
    naive = clustered_interval(measured(*values), [str(number) for number in range(len(values))], seed=0)
    assert clustered.high - clustered.low > 2.5 * (naive.high - naive.low)  # about sqrt(10) wider


def test_pairing_removes_what_questions_share():
    generator = numpy.random.default_rng(0)
    hardness = generator.normal(0, 5, 40)
    easier, harder = hardness - 0.5 + generator.normal(0, 0.1, 40), hardness
    questions = [str(number) for number in range(40)]
    interval = paired_interval(measured(*easier), measured(*harder), questions, seed=0)
    assert interval.low < -0.5 < interval.high < -0.4
    assert interval.mean == pytest.approx(-0.5, abs=0.05)


def test_a_pair_with_an_undefined_side_is_left_out():
    interval = paired_interval(measured(1, None, 5), measured(2, 2, None), ["p", "q", "r"], seed=0)
    assert (interval.mean, interval.count, interval.undefined) == (-1.0, 1, 2)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    generator = numpy.random.default_rng(1)
    questions = [str(question) for question in range(40) for _ in range(3)]
    covered = 0
    for trial in range(200):
        effects = numpy.repeat(generator.normal(0, 1, 40), 3) + generator.normal(0, 1, 120)
        interval = clustered_interval(measured(*effects), questions, seed=trial, resamples=400)
        covered += interval.low <= 0 <= interval.high
    assert 0.88 <= covered / 200 <= 0.99


def test_resamples_hold_whole_questions():
    samples = question_resamples(["q", "p", "q"], numpy_generator(0, "test"), resamples=50)
    drawn = {tuple(sorted(sample.tolist())) for sample in samples}
    assert drawn == {(0, 0, 2, 2), (0, 1, 2), (1, 1)}


def test_the_interval_of_any_measure_is_the_clustered_one_for_a_mean():
    values, questions = numpy.array([0.0, 1.0]), ["p", "q"]
    samples = question_resamples(questions, numpy_generator(5, "test"))
    assert resampled_interval(lambda at: float(values[at].mean()), 2, samples) == (0.5, 0.0, 1.0)


def test_shared_draws_are_the_same_for_as_many_questions():
    draws = Resamples(3, count=500)
    weights = draws.weights(4)
    assert weights.shape == (500, 4)
    assert (weights.sum(axis=1) == 4).all() and (weights >= 0).all()
    assert {draws.weights(size).shape for size in range(2, 14)} == {(500, size) for size in range(2, 14)}
    assert (draws.weights(4) == weights).all() and (Resamples(3, count=500).weights(4) == weights).all()
    assert not (Resamples(4, count=500).weights(4) == weights).all()


def test_every_question_is_drawn_equally_often():
    assert Resamples(0, count=20_000).weights(5).mean(axis=0) == pytest.approx(numpy.ones(5), abs=0.03)
