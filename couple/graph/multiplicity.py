"""Many tests at once: p-values adjusted for how many were made, and whether several estimates are one and the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy

Correction = Literal["benjamini_hochberg", "holm"]


@dataclass(frozen=True)
class Heterogeneity:
    """Do k independent estimates estimate one number? (Cochran 1954; Higgins & Thompson 2002)

    ``q`` is chi-square with ``degrees`` of freedom if they do; ``i_squared`` (0..1) is the share of their variance that
    sampling does not explain; ``mean`` and ``spread`` are the mean over populations and the standard deviation between
    them (random effects, DerSimonian & Laird 1986), in the unit of the estimates. ``predicted`` holds the number of a
    further such population with probability 0.95 (Higgins et al. 2009, equation 12); None for fewer than three.
    """

    mean: float
    q: float
    degrees: int
    p: float
    i_squared: float
    spread: float
    predicted: tuple[float, float] | None


def adjust(p_values: "Sequence[float] | numpy.ndarray", correction: Correction) -> "numpy.ndarray":
    """Adjusted p-values of one family of tests, in the same order.

    ``benjamini_hochberg`` (1995) bounds the expected share of false ones among what is found at alpha;
    ``holm`` (1979) bounds the probability of a single false one.
    """
    import numpy
    from scipy.stats import false_discovery_control

    given = numpy.asarray(p_values, dtype=float)
    if not given.size:
        return given
    if correction == "benjamini_hochberg":
        return false_discovery_control(given, method="bh")
    order = numpy.argsort(given, kind="stable")
    stepped = numpy.maximum.accumulate((len(given) - numpy.arange(len(given))) * given[order])
    adjusted = numpy.empty_like(given)
    adjusted[order] = numpy.minimum(stepped, 1.0)
    return adjusted


def heterogeneity(values: "numpy.ndarray", variances: "numpy.ndarray") -> Heterogeneity:
    """Cochran's Q and what is read from it, for k independent estimates (shape (k,)) and their variances."""
    from scipy.stats import chi2, t

    weights, degrees = 1 / variances, len(values) - 1
    shifted = values - values[0]  # so that equal estimates are exactly homogeneous
    q = float((weights * (shifted - (weights * shifted).sum() / weights.sum()) ** 2).sum())
    excess = max(q - degrees, 0.0)
    between = excess / float(weights.sum() - (weights**2).sum() / weights.sum())
    weights = 1 / (variances + between)
    mean = float((weights * values).sum() / weights.sum())
    reach = float(t.ppf(0.975, degrees - 1)) * (between + 1 / float(weights.sum())) ** 0.5 if degrees > 1 else None
    predicted = None if reach is None else (mean - reach, mean + reach)
    share = excess / q if q > 0 else 0.0
    return Heterogeneity(mean, q, degrees, float(chi2.sf(q, degrees)), share, between**0.5, predicted)


def zero_p(values: "numpy.ndarray", errors: "numpy.ndarray") -> "numpy.ndarray":
    """Two-sided p-values of the hypothesis that each true value is zero, estimates being normal."""
    import numpy
    from scipy.stats import norm

    return 2 * norm.sf(numpy.abs(values) / errors)


def equivalence_p(values: "numpy.ndarray", errors: "numpy.ndarray", margin: float) -> "numpy.ndarray":
    """P-values of the hypothesis that the true value lies at or beyond -margin or margin.

    Two one-sided tests (Schuirmann 1987): the larger of the two p-values. Small means: nearer to zero than that.
    """
    import numpy
    from scipy.stats import norm

    return norm.sf((margin - numpy.abs(values)) / errors)
