"""The few numbers by which AdAEM judges an instrument: agreement of parts, spread, and change after an intervention."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from couple.values.distance import Measured


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Before and after on the same ``n`` units: means, the paired t-test (two-sided), and Cohen's d of differences.

    ``t``, ``p`` and ``d`` are positive where ``after`` is higher, None where every unit changes alike (``reason``).
    """

    n: int
    before: float
    after: float
    t: float | None
    p: float | None
    d: float | None
    reason: str | None = None


def paired_change(before: Sequence[float], after: Sequence[float]) -> PairedChange:
    """The change of each unit; at least two units. d = mean difference / standard deviation of differences (ddof 1)."""
    from scipy.stats import ttest_rel

    differences = np.subtract(after, before)
    if len(differences) < 2:
        raise ValueError("a paired change needs at least two units")
    means = float(np.mean(before)), float(np.mean(after))
    spread = float(differences.std(ddof=1))
    if np.isclose(spread, 0, atol=1e-12):
        return PairedChange(len(differences), *means, None, None, None, "every unit changes by the same amount")
    found = ttest_rel(after, before)
    effect = float(differences.mean()) / spread
    return PairedChange(len(differences), *means, float(found.statistic), float(found.pvalue), effect)


def cronbach_alpha(parts: Float[np.ndarray, "cases parts"]) -> Measured:
    """How consistently parts of an instrument order the cases, at most 1 (Cronbach 1951).

    k / (k - 1) * (1 - sum of the parts' variances / variance of the cases' sums), variances with ddof 1.
    """
    cases, count = parts.shape
    if cases < 2 or count < 2:
        return Measured(None, "alpha needs at least two cases and two parts")
    total = float(parts.sum(axis=1).var(ddof=1))
    if np.isclose(total, 0):
        return Measured(None, "all cases have the same sum")
    return Measured(count / (count - 1) * (1 - float(parts.var(axis=0, ddof=1).sum()) / total))


def coefficient_of_variation(parts: Float[np.ndarray, "cases parts"]) -> Measured:
    """Each case's standard deviation over the parts (ddof 1) relative to its mean, averaged over cases; 0 is steady.

    The paper gives a CV without saying of what; this is ours. Cases with a mean of 0 have none and make it unknown.
    """
    means = parts.mean(axis=1)
    if parts.shape[1] < 2 or np.isclose(means, 0).any():
        return Measured(None, "a case's mean over the parts is zero, or there is one part")
    return Measured(float((parts.std(axis=1, ddof=1) / means).mean()))


def spread(scores: Float[np.ndarray, "respondents values"]) -> float:
    """How far respondents differ: the population standard deviation over respondents, averaged over values."""
    return float(scores.std(axis=0).mean())


def likeness_of_profiles(scores: Float[np.ndarray, "respondents values"]) -> Measured:
    """Pearson's correlation of two respondents' profiles, averaged over pairs; low where an instrument tells apart."""
    if scores.shape[0] < 2 or np.isclose(scores.std(axis=1), 0).any():
        return Measured(None, "fewer than two respondents, or one with the same score on every value")
    correlations = np.corrcoef(scores)
    return Measured(float(correlations[np.triu_indices(len(scores), 1)].mean()))
