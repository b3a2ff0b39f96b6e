"""Estimates that are functions of sums over topics, and their intervals: means, ratios, correlations, differences."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from couple.evaluation.measures.bootstrap import Interval, Resamples
from couple.evaluation.measures.observations import Tally

if TYPE_CHECKING:
    import numpy

# Sums of moments, shape (..., k), to estimates, shape (...); NaN where there is none
Estimator = Callable[["numpy.ndarray"], "numpy.ndarray"]


def quotient(moments: "numpy.ndarray") -> "numpy.ndarray":
    """The first moment over the second: a mean, or a ratio of sums. None where the second is not positive."""
    import numpy

    above, below = moments[..., 0], moments[..., 1]
    return numpy.divide(above, below, out=numpy.full_like(above, numpy.nan), where=below > 0)


def correlation(moments: "numpy.ndarray") -> "numpy.ndarray":
    """Pearson's, of the moments (1, x, y, xx, yy, xy). None where one side is constant."""
    import numpy

    n, x, y, xx, yy, xy = numpy.moveaxis(moments, -1, 0)
    spread_x, spread_y = n * xx - x**2, n * yy - y**2
    # what rounding leaves of a constant side is no spread
    defined = (spread_x > 1e-12 * n * xx) & (spread_y > 1e-12 * n * yy)
    below = numpy.sqrt(numpy.where(defined, spread_x * spread_y, 1.0))
    return numpy.where(defined, numpy.clip((n * xy - x * y) / below, -1, 1), numpy.nan)


def difference(estimate: Estimator) -> Estimator:
    """Of ``observations.paired``: the first's estimate minus the second's."""
    return lambda moments: estimate(_halves(moments)[0]) - estimate(_halves(moments)[1])


def ratio(estimate: Estimator) -> Estimator:
    """Of ``observations.paired``: the first's estimate over the second's. None where that is not positive."""
    import numpy

    return lambda moments: quotient(numpy.stack([estimate(half) for half in _halves(moments)], axis=-1))


def _halves(moments: "numpy.ndarray") -> tuple["numpy.ndarray", "numpy.ndarray"]:
    middle = moments.shape[-1] // 2
    return moments[..., :middle], moments[..., middle:]


def estimated(tally: Tally, estimate: Estimator, resamples: Resamples, *, undefined: str) -> Interval:
    """The estimate over all topics with its percentile interval over draws of topics.

    ``undefined`` is the reason to give where ``estimate`` gives none. Without an estimate in every single resample
    there is no interval: leaving some out would make it too narrow.
    """
    import numpy

    size = len(tally.moments)
    if not size:
        return Interval(None, None, None, 0, 0, tally.undefined, tally.reason)
    middle = float(estimate(tally.moments.sum(axis=0)))
    if numpy.isnan(middle):
        return Interval(None, None, None, tally.count, size, tally.undefined, undefined)
    if size < 2:
        return Interval(middle, None, None, tally.count, size, tally.undefined, "one question gives no interval")
    low, high = resamples.bounds(estimate(resamples.weights(size) @ tally.moments))
    if numpy.isnan(low):
        reason = f"no interval, since in some resamples {undefined}"
        return Interval(middle, None, None, tally.count, size, tally.undefined, reason)
    return Interval(middle, low, high, tally.count, size, tally.undefined)
