"""How a head is made: class-balanced logistic regression, everything else measured out of fold, grouped by conclusion.

No number that the head ships with (calibration, thresholds, anchors) comes from rows that its weights had seen.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from couple.attribution.head import Head, HeadShape
from couple.attribution.scale import ValueScale, measure_anchors, noisy_or
from couple.attribution.score import category_f1, official_f1

FOLDS = 5


def fit_head(
    features: Float[ndarray, "n d"],
    labels: Bool[ndarray, "n k"],
    conclusions: Int[ndarray, " n"],
    *,
    values: Sequence[str],
    layers: Sequence[int],
    systems: Mapping[str, Mapping[str, Sequence[str]]],
    penalty: float,
) -> tuple[Head, Float[ndarray, "n k"]]:
    """Fit weights, calibration, thresholds and anchors.

    Args:
        features: one row a text.
        labels: the human labels in the order of ``values``.
        conclusions: a code for each row's group; a group never straddles a fold.
        values: the names of the labels' columns.
        layers: the hidden layers that the features are made of.
        systems: for each system to be read, the source values that make up each of its values.
        penalty: L2 penalty of the weights, in units of one text's (class-balanced) log loss.

    Returns:
        The head, and its calibrated out-of-fold logits on these rows.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.maximum(spread, 0.01 * spread.mean())  # a dead unit is not blown up
    scaled = (features - mean) / spread
    raw = np.zeros(labels.shape)
    for train, held_out in _folds(conclusions):
        weight, bias = _logistic(scaled[train], labels[train], penalty)
        raw[held_out] = scaled[held_out] @ weight.T + bias
    slope, intercept = _platt(raw, labels)
    weight, bias = _logistic(scaled, labels, penalty)
    weight, bias = slope[:, None] * weight / spread, slope * bias + intercept
    bias = bias - weight @ mean
    logits = slope * raw + intercept
    scales = {name: _scales(logits, labels, values, groups) for name, groups in systems.items()}
    shape = HeadShape(values=tuple(values), layers=tuple(layers), systems=scales)
    return Head(shape, torch.tensor(weight).float(), torch.tensor(bias).float()), logits


def _scales(
    logits: Float[ndarray, "n k"],
    labels: Bool[ndarray, "n k"],
    values: Sequence[str],
    groups: Mapping[str, Sequence[str]],
) -> dict[str, ValueScale]:
    columns = [[list(values).index(member) for member in members] for members in groups.values()]
    present = np.stack([labels[:, members].any(axis=1) for members in columns], axis=1)
    joined = np.stack([noisy_or(torch.tensor(logits[:, members])).numpy() for members in columns], axis=1)
    slope, intercept = _platt(joined, present)
    joined = slope * joined + intercept
    thresholds = shrunk_thresholds(joined, present)
    scales = {}
    for k, (name, members) in enumerate(groups.items()):
        anchors = measure_anchors(torch.tensor(joined[:, k]), torch.tensor(present[:, k]), float(thresholds[k]))
        scales[name] = ValueScale(
            members=tuple(members), slope=float(slope[k]), intercept=float(intercept[k]), anchors=anchors
        )
    return scales


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


def _folds(conclusions: Int[ndarray, " n"]) -> list[tuple[Int[ndarray, " a"], Int[ndarray, " b"]]]:
    from sklearn.model_selection import GroupKFold

    return list(GroupKFold(FOLDS).split(conclusions, groups=conclusions))


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


def _platt(
    raw: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]
) -> tuple[Float[ndarray, " k"], Float[ndarray, " k"]]:
    """Slope and intercept that turn each column of raw logits into calibrated ones (Platt 1999, without smoothing)."""
    from sklearn.linear_model import LogisticRegression

    fits = [LogisticRegression(C=1e6).fit(raw[:, [k]], labels[:, k]) for k in range(raw.shape[1])]
    return np.concatenate([fit.coef_[0] for fit in fits]), np.concatenate([fit.intercept_ for fit in fits])
