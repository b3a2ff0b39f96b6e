"""Estimates equal closed forms; their standard errors equal theory where there is one, and the bootstrap elsewhere."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import Edge, ResponseStyle, ValueGraph
from couple.graph.edge_estimates import NetMoments, associations, effects

GRAPH = ValueGraph(("a", "b", "c", "d"), (Edge("a", "b"), Edge("a", "c"), Edge("b", "c"), Edge("c", "d")))


def ratings(rows: int, seed: int, style: float = 0.6) -> pandas.DataFrame:
    """a -> b -> c -> d with a -> c, skewed noise, under a common style."""
    generator = numpy_generator(seed, "edge estimates")
    noise = generator.exponential(1, (rows, 4)) - 1
    a = noise[:, 0]
    b = 0.5 * a + noise[:, 1]
    c = 0.3 * a - 0.4 * b + noise[:, 2]
    d = 0.6 * c + noise[:, 3]
    lift = style * generator.standard_normal(rows)
    return pandas.DataFrame({"a": a + lift, "b": b + lift, "c": c + lift, "d": d + lift})


def moments(table, *, style_share=0.0, standardised=False) -> NetMoments:
    return NetMoments.of(table, style_share=style_share, standardised=standardised)


def test_associations_are_partial_correlations():
    table = ratings(500, 1)
    found = associations(moments(table))
    for (first, second), value in zip(found.pairs, found.values, strict=True):
        rest = [name for name in table if name not in (first, second)]
        design = numpy.column_stack([numpy.ones(len(table)), table[rest]])
        ends = table[[first, second]].to_numpy()
        left, right = (ends - design @ numpy.linalg.lstsq(design, ends, rcond=None)[0]).T
        assert numpy.tanh(value) == pytest.approx(numpy.corrcoef(left, right)[0, 1], abs=1e-12)


def test_effects_are_least_squares_and_their_errors_are_those_of_white():
    """Without style the sandwich is White's (1980) heteroscedasticity-consistent one, here with our factor for n."""
    table = ratings(500, 2)
    found = effects(moments(table), GRAPH)
    centred = table - table.mean()
    design, target = centred[["a", "b"]].to_numpy(), centred["c"].to_numpy()
    slopes = numpy.linalg.lstsq(design, target, rcond=None)[0]
    inverse = numpy.linalg.inv(design.T @ design)
    residual = target - design @ slopes
    white = inverse @ (design.T * residual**2) @ design @ inverse * len(table) / (len(table) - 5)
    places = [found.pairs.index(("a", "c")), found.pairs.index(("b", "c"))]
    assert found.values[places] == pytest.approx(slopes, abs=1e-12)
    assert found.covariance[numpy.ix_(places, places)] == pytest.approx(white, rel=1e-9)


def test_style_taken_out_is_the_model_of_response_style():
    table = ratings(3000, 3)
    style = ResponseStyle.fit(table)
    found = moments(table, style_share=1.0)
    assert found.style_variance == pytest.approx(style.tau_squared, rel=1e-3)
    assert found.style_bound == pytest.approx(style.upper_bound, rel=1e-3)
    assert found.net == pytest.approx(found.ratings - found.style_variance, abs=1e-12)


def test_normal_rows_have_fishers_variance():
    table = pandas.DataFrame(numpy_generator(4, "normal").standard_normal((20_000, 4)), columns=list("abcd"))
    errors = numpy.diag(associations(moments(table)).covariance)
    assert errors == pytest.approx(numpy.full(6, 1 / (20_000 - 2 - 3)), rel=0.05)


@pytest.mark.parametrize("standardised", [False, True])
@pytest.mark.parametrize("style_share", [0.0, 0.5])
def test_standard_errors_are_those_of_the_bootstrap(style_share, standardised):
    """Skewed rows, style estimated: 400 bootstraps know each standard error to about 4 %."""
    table = ratings(1500, 5)
    generator = numpy_generator(5, "bootstrap")
    settings = {"style_share": style_share, "standardised": standardised}
    drawn = [moments(table.iloc[generator.integers(len(table), size=len(table))], **settings) for _ in range(400)]
    for read in (associations, lambda each: effects(each, GRAPH)):
        spread = numpy.array([read(each).values for each in drawn]).std(axis=0)
        expected = numpy.diag(read(moments(table, **settings)).covariance) ** 0.5
        assert spread / expected == pytest.approx(numpy.ones(len(spread)), abs=0.15)


def test_order_of_columns_changes_nothing():
    table = ratings(300, 6)
    for read in (associations, lambda each: effects(each, GRAPH)):
        first, turned = (read(moments(each, style_share=0.5)) for each in (table, table[list("cadb")]))
        assert first.pairs == turned.pairs
        assert (first.values == turned.values).all()
        assert (first.covariance == turned.covariance).all()


def test_more_style_than_the_data_allow_is_refused():
    with pytest.raises(UserError, match="smaller style_share"):
        moments(ratings(300, 7), style_share=20.0)
