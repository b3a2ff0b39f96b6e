"""How good a reading is on labelled texts, in every system that it can read."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from couple.attribution.reading import Reading, SystemReader
from couple.attribution.reading_fit import most_important
from couple.attribution.score import calibration_error, category_f1, official_f1

Measures = dict[str, float | dict[str, float] | dict[str, int] | dict[str, list[int]]]
LEVELS = ("absent", "present, not the most important", "most important")


def measure_reading(
    reading: Reading,
    raw: Float[ndarray, "n k"],
    labels: Bool[ndarray, "n k"],
    importance: Int[ndarray, "n k"],
    groups: Int[ndarray, " n"],
) -> dict[str, Measures]:
    """For each system how well presence, probabilities, levels and label sets fit what annotators found.

    Args:
        reading: how logits are read.
        raw: logits of the source values.
        labels: human labels of the same. A group of values is labelled when any member is.
        importance: finer values marked under each source value.
        groups: what each text is about.
    """
    place = {name: column for column, name in enumerate(reading.source)}
    found = {}
    for system, fitted in reading.systems.items():
        columns = [[place[member] for member in value.members] for value in fitted.values.values()]
        truth = np.stack([labels[:, members].any(axis=1) for members in columns], axis=1)
        counts = np.stack([importance[:, members].sum(axis=1) for members in columns], axis=1)
        reader = SystemReader(reading, system, tuple(fitted.values))
        found[system] = _measure(reader, torch.tensor(raw), truth, most_important(counts), groups)
    return found


def _measure(
    reader: SystemReader,
    raw: Float[torch.Tensor, "n k"],
    truth: Bool[ndarray, "n d"],
    first: Bool[ndarray, "n d"],
    groups: Int[ndarray, " n"],
) -> Measures:
    from sklearn.metrics import average_precision_score, roc_auc_score

    utilities = reader.utilities(raw)
    present = (utilities >= reader.thresholds).numpy()
    probabilities, scores = utilities.sigmoid().numpy(), reader.scores(utilities).numpy()
    levels = np.where(first, 2, truth.astype(int))
    by_value = category_f1(truth, present)
    measures: Measures = {
        "official_f1": _rounded(official_f1(truth, present)),
        "mean_auc": _rounded(roc_auc_score(truth, probabilities, average="macro")),
        "mean_average_precision": _rounded(average_precision_score(truth, probabilities, average="macro")),
        "brier": _rounded(((probabilities - truth) ** 2).mean()),
        "calibration_error": _rounded(calibration_error(truth, probabilities)),
        "auc_most_important_among_present": _rounded(roc_auc_score(first[truth], scores[truth])),
        "f1": {name: round(float(f1), 3) for name, f1 in zip(reader.names, by_value, strict=True)},
        "examples": {name: int(count) for name, count in zip(reader.names, truth.sum(axis=0), strict=True)},
        "rounded_scores_2_to_5": {
            label: [int(((levels == k) & (scores.round() == level)).sum()) for level in range(2, 6)]
            for k, label in enumerate(LEVELS)
        },
    }
    sets = reader.label_sets(utilities)
    if sets is not None:
        measures |= _coverage(sets, reader.names, truth, groups)
    return measures


def _coverage(
    sets: Sequence[Sequence[str]], names: Sequence[str], truth: Bool[ndarray, "n d"], groups: Int[ndarray, " n"]
) -> Mapping[str, float]:
    inside = np.array([[name in chosen for name in names] for chosen in sets])
    covered = np.all(inside | ~truth, axis=1)
    by_group = [covered[groups == group].mean() for group in np.unique(groups)]
    return {
        "label_set_coverage_texts": _rounded(covered.mean()),
        "label_set_coverage_questions": _rounded(float(np.mean(by_group))),  # what the guarantee speaks of
        "label_set_mean_size": _rounded(inside.sum(axis=1).mean()),
    }


def _rounded(number: float) -> float:
    return round(float(number), 4)
