"""Response style as a latent cause: the drawn column has the model's moments, and no value is opposed by it."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import RESPONSE_STYLE, Pc, PcConfig, ResponseStyle, search, style_constraints

TAU_SQUARED = 0.15


def ratings(rows: int, seed: int) -> pandas.DataFrame:
    """Raw scores of ten independent values with unequal variances under a common style."""
    generator = numpy_generator(seed, "ratings")
    own = generator.standard_normal((rows, 10)) * numpy.sqrt(numpy.linspace(0.3, 0.9, 10))
    style = numpy.sqrt(TAU_SQUARED) * generator.standard_normal((rows, 1))
    return pandas.DataFrame(3 + style + own, columns=[f"v{number}" for number in range(10)])


def test_variance_is_recovered_and_lies_below_its_bound():
    fitted = ResponseStyle.fit(ratings(50_000, 1))
    assert fitted.tau_squared == pytest.approx(TAU_SQUARED, abs=0.005)
    assert fitted.tau_squared < fitted.upper_bound


def test_drawn_style_has_the_moments_of_the_model_and_full_rank():
    scores = ratings(200_000, 2)
    fitted = ResponseStyle.fit(scores)
    completed = fitted.complete(scores, numpy_generator(2, "draw"))
    assert list(completed.columns) == [RESPONSE_STYLE, *scores.columns]
    covariance = completed.cov()
    assert covariance.loc[RESPONSE_STYLE].to_numpy() == pytest.approx(numpy.full(11, fitted.tau_squared), abs=0.006)
    assert numpy.linalg.matrix_rank(completed.corr().to_numpy(), tol=1e-3) == 11
    assert completed[RESPONSE_STYLE].mean() == pytest.approx(scores.to_numpy().mean(), abs=0.01)


def test_independent_values_stay_unjoined_given_the_drawn_style_but_not_given_their_mean():
    scores = ratings(2000, 3)
    constraints = style_constraints(scores)
    drawn = ResponseStyle.fit(scores).complete(scores, numpy_generator(3, "draw"))
    mean = scores.mean(axis=1) + 0.001 * numpy_generator(3, "jitter").standard_normal(len(scores))
    counts = {
        name: len(search(Pc(PcConfig()), table, constraints).edges) - len(constraints.required)
        for name, table in {"drawn": drawn, "mean": scores.assign(response_style=mean)}.items()
    }
    assert counts["drawn"] <= 3  # 45 tests at level 0.01: 0.45 expected, more than 3 in one of 900 surveys
    assert counts["mean"] >= 20


def test_same_generator_same_bytes():
    scores = ratings(500, 4)
    fitted = ResponseStyle.fit(scores)
    first, again = (fitted.draw(scores, numpy_generator(4, "draw")) for _ in range(2))
    assert first.equals(again)
    assert not first.equals(fitted.draw(scores, numpy_generator(5, "draw")))


def test_column_order_does_not_matter():
    scores = ratings(500, 6)
    turned = ResponseStyle.fit(scores[scores.columns[::-1]]).draw(scores, numpy_generator(6, "draw"))
    assert turned.to_numpy() == pytest.approx(
        ResponseStyle.fit(scores).draw(scores, numpy_generator(6, "draw")).to_numpy()
    )


def test_centred_scores_are_refused():
    scores = ratings(500, 7)
    with pytest.raises(UserError, match="linearly dependent"):
        ResponseStyle.fit(scores.sub(scores.mean(axis=1), axis=0))


def test_scores_without_common_style_are_refused():
    values = numpy_generator(8, "opposed").standard_normal((500, 1)) * [[1.0, -1.0]]
    noisy = pandas.DataFrame(values + numpy_generator(8, "noise").standard_normal((500, 2)), columns=["a", "b"])
    with pytest.raises(UserError, match="no common style"):
        ResponseStyle.fit(noisy)
