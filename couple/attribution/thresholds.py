"""Turning raw logits into calibrated ones, and calibrated ones into a yes or no for each value."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from couple.attribution.score import category_f1, official_f1


def shrunk_thresholds(logits: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]) -> Float[ndarray, " k"]:
    """For each value the logit from which it counts as present: half its own best by F1, half what suits all values.

    What is shared is the lift, how far a logit stands above the value's base rate; the common lift has the best
    official score. Own optima of rare values are noisy: half shrunk they score better on unseen conclusions.
    """
    base = np.log(labels.mean(axis=0) / (1 - labels.mean(axis=0)))
    lift = logits - base
    grid = np.linspace(-1.5, 2.5, 161)
    own = [grid[np.argmax([category_f1(labels[:, [k]], lift[:, [k]] >= x)[0] for x in grid])] for k in range(len(base))]
    common = grid[np.argmax([official_f1(labels, lift >= x) for x in grid])]
    return base + (np.array(own) + common) / 2


def platt(
    raw: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]
) -> tuple[Float[ndarray, " k"], Float[ndarray, " k"]]:
    """Slope and intercept that turn each column of raw logits into calibrated ones (Platt 1999, without smoothing)."""
    from sklearn.linear_model import LogisticRegression

    fits = [LogisticRegression(C=1e6).fit(raw[:, [k]], labels[:, k]) for k in range(raw.shape[1])]
    return np.concatenate([fit.coef_[0] for fit in fits]), np.concatenate([fit.intercept_ for fit in fits])
