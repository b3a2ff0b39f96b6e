"""How good a head is on labelled texts, in every system that it can read."""

import numpy as np
import torch
from jaxtyping import Bool, Float
from numpy import ndarray
from torch import Tensor

from couple.attribution.head import Head
from couple.attribution.score import calibration_error, category_f1, official_f1

Measures = dict[str, dict[str, float]]


def measure_head(head: Head, logits: Float[Tensor, "n k"], labels: Bool[ndarray, "n k"]) -> Measures:
    """For each system: official F1, mean AUC, Brier score, calibration error and every value's F1.

    Args:
        head: its scales turn ``logits`` into values.
        logits: calibrated logits of the head's source values.
        labels: human labels of the same. A group of values is labelled when any member is.
    """
    from sklearn.metrics import roc_auc_score

    results: Measures = {}
    place = {name: column for column, name in enumerate(head.shape.values)}
    for system, scales in head.shape.systems.items():
        columns = [[place[member] for member in scale.members] for scale in scales.values()]
        truth = np.stack([labels[:, members].any(axis=1) for members in columns], axis=1)
        read = [scale.logit(logits[:, members]) for members, scale in zip(columns, scales.values(), strict=True)]
        found = torch.stack([logit >= scale.threshold for logit, scale in zip(read, scales.values(), strict=True)], 1)
        probabilities = torch.stack(read, dim=1).sigmoid().numpy()
        results[system] = {
            "official_f1": round(official_f1(truth, found.numpy()), 4),
            "mean_auc": round(float(roc_auc_score(truth, probabilities, average="macro")), 4),
            "brier": round(float(((probabilities - truth) ** 2).mean()), 4),
            "calibration_error": round(calibration_error(truth, probabilities), 4),
        }
        by_value = category_f1(truth, found.numpy())
        results[system] |= {f"f1 {name}": round(float(f1), 3) for name, f1 in zip(scales, by_value, strict=True)}
    return results
