"""Adjusted p-values are the library's; heterogeneity is what its definition says."""

import numpy
import pytest
from scipy.stats import chi2, norm
from statsmodels.stats.multitest import multipletests

from couple.foundation import numpy_generator
from couple.graph.multiplicity import adjust, equivalence_p, heterogeneity, zero_p


@pytest.mark.parametrize(("correction", "method"), [("benjamini_hochberg", "fdr_bh"), ("holm", "holm")])
@pytest.mark.parametrize("seed", range(5))
def test_adjusted_p_values_are_those_of_statsmodels(correction, method, seed):
    generator = numpy_generator(seed, "p")
    given = numpy.concatenate([generator.random(40), generator.random(10) / 1000, [0.0, 1.0, 0.5, 0.5]])
    assert adjust(given, correction) == pytest.approx(multipletests(given, method=method)[1], abs=1e-12)


def test_no_tests_need_no_adjustment():
    assert adjust([], "holm").size == 0
    assert adjust([], "benjamini_hochberg").size == 0


def test_equal_estimates_are_homogeneous():
    found = heterogeneity(numpy.full(5, 0.3), numpy.array([0.1, 0.2, 0.3, 0.4, 0.5]))
    assert (found.q, found.p, found.i_squared, found.spread, found.degrees) == (0, 1, 0, 0, 4)
    assert found.mean == pytest.approx(0.3)


def test_two_estimates_give_the_square_of_their_z():
    """With k = 2, Q is the squared Wald statistic."""
    values, variances = numpy.array([0.5, 0.1]), numpy.array([0.01, 0.02])
    found = heterogeneity(values, variances)
    z = (values[0] - values[1]) / variances.sum() ** 0.5
    assert found.q == pytest.approx(z**2)
    assert found.p == pytest.approx(2 * norm.sf(abs(z)))
    assert found.p == pytest.approx(chi2.sf(z**2, 1))
    assert found.predicted is None


def test_spread_between_populations_is_recovered():
    generator = numpy_generator(1, "spread")
    variances = generator.uniform(0.001, 0.004, 400)
    values = 0.2 + 0.1 * generator.standard_normal(400) + variances**0.5 * generator.standard_normal(400)
    found = heterogeneity(values, variances)
    assert found.spread == pytest.approx(0.1, abs=0.012)
    assert found.mean == pytest.approx(0.2, abs=0.02)
    assert found.predicted is not None
    low, high = found.predicted
    assert ((values > low) & (values < high)).mean() == pytest.approx(0.95, abs=0.04)


def test_two_one_sided_tests_and_the_test_of_zero():
    assert zero_p(numpy.array([1.96]), numpy.array([1.0])) == pytest.approx(0.05, abs=1e-4)
    inside, edge, outside = equivalence_p(numpy.array([0.0, -0.1, 0.3]), numpy.full(3, 0.05), 0.1)
    assert inside == pytest.approx(norm.sf(2))
    assert edge == pytest.approx(0.5)
    assert outside > 0.99
