import numpy
import pytest

from couple.evaluation import Interval, Measured, clustered_interval
from couple.evaluation.measures.bootstrap import Resamples
from couple.evaluation.measures.estimation import correlation, difference, estimated, quotient, ratio
from couple.evaluation.measures.observations import as_mean, once, paired, tally

DRAWS = Resamples(0, count=400)


def means(**numbers):
    """Observations at places like ``p1``: topic p."""
    return {(name[0], name): as_mean(Measured(number)) for name, number in numbers.items()}


def over(observations, estimate=quotient, draws=DRAWS):
    return estimated(tally(observations), estimate, draws, undefined="that is nothing")


def test_a_mean_is_the_clustered_interval():
    numbers = {"p1": 1.0, "p2": 2.0, "q1": 4.0, "r1": 8.0, "s1": 16.0}
    measured, topics = [Measured(number) for number in numbers.values()], [name[0] for name in numbers]
    assert over(means(**numbers)) == clustered_interval(measured, topics, seed=0, resamples=400)


def test_undefined_places_are_counted_and_the_first_reason_is_told():
    observed = {("p", "1"): "untold", ("p", "2"): "silent"}
    assert over(observed) == Interval(None, None, None, 0, 0, 2, "untold")
    some = over({**observed, **means(q1=3.0)})
    assert (some.mean, some.low, some.count, some.questions, some.undefined) == (3.0, None, 1, 1, 2)
    assert over({}).reason == "there are no answers"


def test_a_place_is_observed_once():
    with pytest.raises(ValueError, match=r"more than once at \('p', '1'\)"):
        once([(("p", "1"), "untold"), (("p", "1"), "untold")])


def test_a_ratio_of_sums_is_not_a_mean_of_ratios():
    leaks = {("p",): (1.0, 1.0), ("q",): (0.0, 3.0)}
    found = over(leaks)
    assert (found.mean, found.low, found.high) == (0.25, 0.0, 1.0)


def test_where_nothing_can_be_divided_there_is_a_reason():
    assert over({("p",): (1.0, 1.0), ("q",): (1.0, -1.0)}).reason == "that is nothing"
    partly = over({("p",): (1.0, 3.0), ("q",): (1.0, -1.0)})  # drawing q twice leaves a negative sum
    assert (partly.mean, partly.low, partly.high) == (1.0, None, None)
    assert partly.reason == "no interval, since in some resamples that is nothing"


def test_correlation_is_pearsons_and_a_constant_side_has_none():
    generator = numpy.random.default_rng(0)
    x, y = generator.normal(size=(2, 30))
    rows = {
        (f"t{place % 7}", str(place)): (1.0, a, b, a * a, b * b, a * b)
        for place, (a, b) in enumerate(zip(x, y, strict=True))
    }
    assert over(rows, correlation).mean == pytest.approx(numpy.corrcoef(x, y)[0, 1], abs=1e-12)
    flat = {(str(place),): (1.0, a, 0.1, a * a, 0.1 * 0.1, a * 0.1) for place, a in enumerate(x)}
    assert over(flat, correlation).reason == "that is nothing"


def test_differences_and_ratios_are_taken_where_both_are_defined():
    first = means(p1=1.0, p2=3.0, q1=4.0, r1=100.0)
    second = {**means(p1=2.0, p2=2.0, q1=8.0, s1=100.0), ("r", "r1"): "untold"}
    both = paired(first, second)
    assert set(both) == {("p", "p1"), ("p", "p2"), ("q", "q1"), ("r", "r1")}
    gap, share = over(both, difference(quotient)), over(both, ratio(quotient))
    # by topic: 4 - 4 over two places, 4 - 8 over one; both, p alone and q alone are drawn
    assert (gap.mean, gap.low, gap.high, gap.undefined) == (pytest.approx(-4 / 3), -4.0, 0.0, 1)
    assert (share.mean, share.low, share.high) == (pytest.approx(8 / 12), 0.5, 1.0)


def test_the_order_of_the_places_is_nothing():
    observed = means(p1=1.0, p2=2.0, q1=4.0, r1=8.0, s1=16.0)
    assert over(dict(reversed(observed.items()))) == over(observed)


def test_a_ratio_to_nothing_has_none():
    zero = paired(means(p1=1.0, q1=1.0), means(p1=0.0, q1=0.0))
    assert over(zero, ratio(quotient)).reason == "that is nothing"
