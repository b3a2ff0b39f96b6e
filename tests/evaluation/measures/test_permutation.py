import numpy
import pytest

from couple.evaluation import Measured
from couple.evaluation.measures.estimation import correlation, quotient
from couple.evaluation.measures.observations import paired, tally
from couple.evaluation.measures.permutation import EXACT, Exchanges, exchange_p


def p_of(first, second, *, seed=0, estimate=quotient, topics=None):
    places = [(topic, str(place)) for place, topic in enumerate(topics or map(str, range(len(first))))]
    sides = [{place: (value, 1.0) for place, value in zip(places, side, strict=True)} for side in (first, second)]
    return exchange_p(tally(paired(*sides)), estimate, Exchanges(seed))


def test_all_exchanges_of_a_few_topics_are_made():
    # of the 8 sign patterns of 1, 2, 4 only the two extremes separate as far as 7
    assert p_of([1, 2, 4], [0, 0, 0]) == Measured(0.25)
    # 1 + 2 - 4 = -1: as far or further are all sums of 1, 3, 5, 7
    assert p_of([1, 2, 0], [0, 0, 4]) == Measured(1.0)
    # -1 + 2 + 4 = 5: 5 and 7 on either side
    assert p_of([0, 2, 4], [1, 0, 0]) == Measured(0.5)


def test_answers_to_one_topic_are_exchanged_together():
    assert p_of([1, 1, 1, 1], [0, 0, 0, 0], topics=["p", "p", "q", "q"]) == Measured(0.5)
    assert p_of([1, 1], [0, 0], topics=["p", "p"]) == Measured(None, "one question gives no p-value")
    assert p_of([], []) == Measured(None, "there are no answers")


def test_no_difference_has_the_largest_p_and_exchanging_the_names_changes_none():
    generator = numpy.random.default_rng(0)
    first, second = generator.normal(size=(2, 30))
    assert p_of(first, first) == Measured(1.0)
    assert p_of(first, second).value == pytest.approx(p_of(second, first).value, abs=1e-12)
    assert p_of(first + 5, second + 5).value == pytest.approx(p_of(first, second).value, abs=1e-12)


def test_many_topics_are_drawn_by_the_seed_and_never_give_zero():
    generator = numpy.random.default_rng(1)
    first, second = generator.normal(0.3, 1, 40), generator.normal(0, 1, 40)
    assert p_of(first, second, seed=1) == p_of(first, second, seed=1)
    exact, drawn = Exchanges(0).signs(EXACT), Exchanges(0, count=1000).signs(EXACT + 1)
    assert exact.shape == (2**EXACT, EXACT) and len({tuple(row) for row in exact}) == 2**EXACT
    assert drawn.shape == (1000, EXACT + 1) and (drawn[0] == 1).all() and set(drawn.ravel()) == {-1.0, 1.0}
    assert p_of(numpy.ones(40), numpy.zeros(40)) == Measured(1 / 5000)


def test_drawn_exchanges_agree_with_a_normal_approximation():
    from scipy.stats import norm

    moves = numpy.random.default_rng(2).normal(0.2, 1, 200)
    approximate = 2 * norm.sf(abs(moves.sum()) / numpy.sqrt((moves**2).sum()))
    assert p_of(moves, numpy.zeros(200)).value == pytest.approx(approximate, abs=0.02)


@pytest.mark.parametrize("topics", [8, 30])
def test_p_values_are_uniform_where_nothing_differs(topics):
    """With answers that share their topic's ease, and methods that share it too."""
    generator, exchanges = numpy.random.default_rng(topics), Exchanges(0, count=1000)
    found = []
    for _ in range(600):
        ease, quirks = generator.normal(0, 2, topics), generator.exponential(1, (2, topics))
        answers = ease[None, :, None] + quirks[:, :, None] + generator.normal(0, 1, (2, topics, 3))
        sides = [{(str(t), str(a)): (side[t, a], 1.0) for t in range(topics) for a in range(3)} for side in answers]
        found.append(exchange_p(tally(paired(*sides)), quotient, exchanges).value)
    for level in (0.05, 0.2, 0.5, 0.8):
        assert numpy.mean(numpy.array(found) <= level) == pytest.approx(level, abs=0.055)


def test_what_is_no_mean_is_tested_alike():
    def rows(x, y):
        return {(str(t),): (1.0, a, b, a * a, b * b, a * b) for t, (a, b) in enumerate(zip(x, y, strict=True))}

    generator = numpy.random.default_rng(3)
    wanted = numpy.tile([4.0, -4.0], 20)
    follows, ignores = wanted + generator.normal(0, 1, 40), generator.normal(0, 1, 40)
    pair = tally(paired(rows(wanted, follows), rows(wanted, ignores)))
    assert exchange_p(pair, correlation, Exchanges(0)).value == pytest.approx(1 / 5000, abs=5e-4)
    other = tally(paired(rows(wanted, generator.normal(0, 1, 40)), rows(wanted, ignores)))
    assert exchange_p(other, correlation, Exchanges(0)).value > 0.05
    flat = tally(paired(rows(wanted, numpy.zeros(40)), rows(wanted, ignores)))
    assert exchange_p(flat, correlation, Exchanges(0)) == Measured(None, "there is no difference to test")
