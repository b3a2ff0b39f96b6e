"""How often two readers order arguments as people did, side by side: what ``train_anchored.py`` measures."""

from dataclasses import asdict

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from numpy import ndarray

from couple.attribution.linear import fit_linear
from couple.attribution.measuring import measure_reading
from couple.attribution.reading import Reading, noisy_or
from couple.attribution.thresholds import platt
from couple.data import conclusion_key, load_importance
from couple.evaluation.judges.anchored import AnchoredJudge
from couple.evaluation.judges.comparer_fit import within_groups
from couple.evaluation.judges.judge import load_judge
from couple.evaluation.judges.pairwise import Estimate, accuracy_difference, pair_accuracy, tally_pairs
from couple.evaluation.measures.bootstrap import Resamples
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.values import load_mapping, load_system

SYSTEM = load_system("schwartz10")
SOURCE = load_system("schwartz20").names
MEMBERS = load_mapping("schwartz20", "schwartz10").groups
RATING_PENALTY = 0.3  # of train_judge.py
RESAMPLES = Resamples(0)


def rating_out_of_fold(embeddings: StaticEmbeddings, rows: pd.DataFrame, groups: ndarray) -> Float[ndarray, "n d"]:
    """The rating judge's logits of the same rows, each from a fit that did not see its debate."""
    labels = rows[list(SOURCE)].to_numpy(dtype=bool)
    vectors = embeddings.encode(rows["premise"].tolist()).double().numpy()
    _, _, raw = fit_linear(vectors, labels, groups, penalty=RATING_PENALTY)
    slope, intercept = platt(raw, labels)
    calibrated = torch.tensor(slope * raw + intercept)
    own = [noisy_or(calibrated[:, [SOURCE.index(one) for one in MEMBERS[value]]]) for value in SYSTEM.names]
    return torch.stack(own, dim=1).numpy()


def on_unseen(judge: AnchoredJudge, reading: Reading, unseen: pd.DataFrame) -> dict[str, object]:
    """Agreement with people on arguments that nobody learned from: of strengths, scores, and the rating judge."""
    labels, importance, groups = evidence(unseen)
    texts = unseen["premise"].tolist()
    found = judge.strengths(texts)
    strength = np.array([[one.strength[name] for name in SYSTEM.names] for one in found])
    error = np.array([[one.standard_error[name] for name in SYSTEM.names] for one in found])
    rating = load_judge(SYSTEM).logits(texts).numpy()
    return {
        **beside({"anchored": strength, "rating": rating}, labels, groups),
        "anchored, calibrated": estimate(
            pair_accuracy(tally_pairs(judge.logits(texts).numpy(), labels, groups), RESAMPLES)
        ),
        "anchored, pairs further apart than standard errors": sure_pairs(strength, error, labels, groups),
        "median standard error": round(float(np.median(error)), 3),
        "reading": measure_reading(reading, strength, labels, importance, groups)[SYSTEM.name],
    }


def beside(scores: dict[str, ndarray], labels: ndarray, groups: ndarray) -> dict[str, object]:
    """Pairwise accuracy of each reader and of each value, and how much the first is ahead of the second."""
    from sklearn.metrics import roc_auc_score

    tallies = {name: tally_pairs(one, labels, groups) for name, one in scores.items()}
    first, second = tallies.values()
    return {
        **{f"{name}, pairwise accuracy": estimate(pair_accuracy(one, RESAMPLES)) for name, one in tallies.items()},
        **{f"{name}, by value": rounded(one.by_value) for name, one in tallies.items()},
        **{f"{name}, mean AUC": round(float(roc_auc_score(labels, one)), 4) for name, one in scores.items()},
        "difference": estimate(accuracy_difference(first, second, RESAMPLES)),
        "pairs": {name: int(n) for name, n in zip(SYSTEM.names, first.pairs.sum(0), strict=True)},
    }


def sure_pairs(strength: ndarray, error: ndarray, labels: ndarray, groups: ndarray) -> dict[str, dict[str, float]]:
    """Accuracy on, and share of, the pairs whose strengths differ by more than so many of their standard errors."""
    found = {}
    for least in (0.5, 1.0):
        right, kept = [], []
        for column in range(labels.shape[1]):
            first, second = within_groups(labels[:, column], groups)
            gap = strength[first, column] - strength[second, column]
            sure = np.abs(gap) > least * np.hypot(error[first, column], error[second, column])
            right.append(np.mean(gap[sure] > 0) if sure.any() else np.nan)
            kept.append(sure.mean())
        found[f"more than {least:g}"] = {
            "accuracy": round(float(np.nanmean(right)), 4),
            "share": round(float(np.mean(kept)), 4),
        }
    return found


def evidence(rows: pd.DataFrame) -> tuple[ndarray, ndarray, ndarray]:
    """Labels and counts of marked finer values of each of the ten, and debates."""
    groups = rows["conclusion"].map(conclusion_key).astype("category").cat.codes.to_numpy().astype(int)
    counts = load_importance(rows)
    present = np.stack([rows[list(MEMBERS[value])].to_numpy(dtype=bool).any(axis=1) for value in SYSTEM.names], axis=1)
    marked = np.stack([counts[list(MEMBERS[value])].to_numpy().sum(axis=1) for value in SYSTEM.names], axis=1)
    return present, marked, groups


def rounded(numbers: ndarray) -> dict[str, float]:
    """By value."""
    return {name: round(float(number), 3) for name, number in zip(SYSTEM.names, numbers, strict=True)}


def estimate(found: Estimate) -> dict[str, float]:
    """To four digits."""
    return {name: round(number, 4) for name, number in asdict(found).items()}
