"""How well found labels match human ones: the official score of ValueEval'23, and what calibration leaves."""

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray


def official_f1(labels: Bool[ndarray, "n k"], found: Bool[ndarray, "n k"]) -> float:
    """2PR/(P+R) of the macro-averaged precision P and recall R, 0..1 (Kiesel et al. 2023, SemEval task 4).

    This is not the mean of the per-category F1. A category never found has precision 0.
    """
    hits = (labels & found).sum(axis=0)
    precision = (hits / np.maximum(found.sum(axis=0), 1)).mean()
    recall = (hits / np.maximum(labels.sum(axis=0), 1)).mean()
    return float(2 * precision * recall / (precision + recall)) if hits.any() else 0.0


def category_f1(labels: Bool[ndarray, "n k"], found: Bool[ndarray, "n k"]) -> Float[ndarray, " k"]:
    """F1 of each category; 0 for one that neither occurs nor is found."""
    hits = (labels & found).sum(axis=0)
    return 2 * hits / np.maximum(labels.sum(axis=0) + found.sum(axis=0), 1)


def calibration_error(labels: Bool[ndarray, "n k"], probabilities: Float[ndarray, "n k"], bins: int = 10) -> float:
    """Expected calibration error over all cells: the mean gap between stated and observed frequency in equal bins."""
    place = np.clip((probabilities * bins).astype(int), 0, bins - 1)
    gaps = [
        (place == b).mean() * abs(probabilities[place == b].mean() - labels[place == b].mean())
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps))
