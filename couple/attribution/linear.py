"""A linear detector on frozen features: class-balanced logistic regression, and its logits out of fold."""

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

FOLDS = 5


def fit_linear(
    features: Float[ndarray, "n d"], labels: Bool[ndarray, "n k"], groups: Int[ndarray, " n"], *, penalty: float
) -> tuple[Float[ndarray, "k d"], Float[ndarray, " k"], Float[ndarray, "n k"]]:
    """Weights and biases of one logit a label, and the logits of every row from a fit that did not see its group.

    Args:
        features: one row a text.
        labels: what annotators found.
        groups: what each text is about; a group never straddles a fold.
        penalty: L2 penalty of the weights, in units of one text's (class-balanced) log loss.
    """
    from sklearn.model_selection import GroupKFold

    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.maximum(spread, 0.01 * spread.mean())  # a dead unit is not blown up
    scaled = (features - mean) / spread
    raw = np.zeros(labels.shape)
    for train, held_out in GroupKFold(FOLDS).split(groups, groups=groups):
        weight, bias = _logistic(scaled[train], labels[train], penalty)
        raw[held_out] = scaled[held_out] @ weight.T + bias
    weight, bias = _logistic(scaled, labels, penalty)
    weight = weight / spread
    return weight, bias - weight @ mean, raw


def _logistic(
    features: Float[ndarray, "n d"], labels: Bool[ndarray, "n k"], penalty: float
) -> tuple[Float[ndarray, "k d"], Float[ndarray, " k"]]:
    from sklearn.linear_model import LogisticRegression

    strength = 1.0 / (penalty * len(features))
    fits = [
        LogisticRegression(C=strength, class_weight="balanced", max_iter=500).fit(features, column)
        for column in labels.T
    ]
    return np.concatenate([fit.coef_ for fit in fits]), np.concatenate([fit.intercept_ for fit in fits])
