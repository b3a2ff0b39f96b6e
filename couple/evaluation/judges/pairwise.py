"""How often does a reader order two arguments of one debate as people did? Topics can neither help nor hurt here.

A pair counts for a value when people found it in one of the two arguments and not in the other. A reader that tosses a
coin is right half the time; ties count half.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from couple.evaluation.judges.comparer_fit import within_groups
from couple.evaluation.measures.bootstrap import Resamples


@dataclass(frozen=True, slots=True)
class PairTally:
    """Rightly ordered pairs and all pairs of each debate (rows) and value (columns)."""

    hits: Float[ndarray, "debates d"]
    pairs: Float[ndarray, "debates d"]

    @property
    def by_value(self) -> Float[ndarray, " d"]:
        """Share of rightly ordered pairs for each value; NaN for a value without pairs."""
        return _shares(self.hits.sum(0), self.pairs.sum(0))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over values with its 95 % percentile interval, whole debates drawn with replacement."""

    mean: float
    low: float
    high: float


def tally_pairs(scores: Float[ndarray, "n d"], labels: Bool[ndarray, "n d"], groups: Int[ndarray, " n"]) -> PairTally:
    """Count the pairs that ``scores`` order as ``labels`` do; ``groups`` are the debates."""
    codes = np.unique(groups, return_inverse=True)[1]
    hits, pairs = np.zeros((codes.max() + 1, labels.shape[1])), np.zeros((codes.max() + 1, labels.shape[1]))
    for value in range(labels.shape[1]):
        first, second = within_groups(labels[:, value], codes)
        right = (np.sign(scores[first, value] - scores[second, value]) + 1) / 2
        hits[:, value] = np.bincount(codes[first], right, len(hits))
        pairs[:, value] = np.bincount(codes[first], minlength=len(hits))
    return PairTally(hits, pairs)


def pair_accuracy(tally: PairTally, resamples: Resamples) -> Estimate:
    """The share of rightly ordered pairs, mean over values."""
    return _estimate(float(np.nanmean(tally.by_value)), _drawn(tally, resamples), resamples)


def accuracy_difference(first: PairTally, second: PairTally, resamples: Resamples) -> Estimate:
    """How much more often ``first`` is right than ``second`` on the same pairs: paired, mean over values."""
    drawn = _drawn(first, resamples) - _drawn(second, resamples)
    return _estimate(float(np.nanmean(first.by_value) - np.nanmean(second.by_value)), drawn, resamples)


def _drawn(tally: PairTally, resamples: Resamples) -> Float[ndarray, " resamples"]:
    weights = resamples.weights(len(tally.hits))
    return np.nanmean(_shares(weights @ tally.hits, weights @ tally.pairs), axis=1)


def _shares(hits: Float[ndarray, "*shape"], pairs: Float[ndarray, "*shape"]) -> Float[ndarray, "*shape"]:
    return np.divide(hits, pairs, out=np.full(hits.shape, np.nan), where=pairs > 0)


def _estimate(mean: float, drawn: Float[ndarray, " resamples"], resamples: Resamples) -> Estimate:
    return Estimate(mean, *resamples.bounds(drawn))
