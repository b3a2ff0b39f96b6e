"""Measure the background that descriptions are read against, and calibrate it on categories held out in turn.

    python experiments/attribution/train_descriptions.py [OUTPUT_FOLDER]

Needs the data set touche23 (COUPLE_DATA) and two minutes on one core. Only the attributor's share of the training
arguments is read. Nothing is learnt about any single value: two mean vectors, and one scale for all values of all
systems. Its quality in the certificate is that of each category read with a scale made from the other nineteen.
"""

import sys
from itertools import product
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float
from numpy import ndarray
from torch import Tensor

from couple.attribution.descriptions.background import Background, DescriptionScale
from couple.attribution.descriptions.laplace import condition
from couple.attribution.descriptions.loading import KIND
from couple.attribution.descriptions.statements import TEMPLATES, statements
from couple.attribution.encoder import HUB_ID, SentenceEncoder
from couple.attribution.score import calibration_error, official_f1
from couple.data import attributor_arguments, conclusion_key, locate
from couple.foundation import (
    BirthCertificate,
    fingerprint_bytes,
    fingerprint_file,
    library_versions,
    numpy_generator,
    package_file,
)
from couple.values import ValueSystem, load_system, shipped_systems

SHIPPED = package_file("attribution", "descriptions", "artefacts", "minilm_descriptions")
SOURCES = ("arguments-training.tsv", "labels-training.tsv")
SEED = 0
ARGUMENTS = 150  # drawn for the variances: the Gaussian process costs their cube
VARIANCES = tuple(float(x) for x in np.geomspace(0.1, 100, 7))


def main(output: Path) -> None:
    """Measure, calibrate, write the artefact."""
    system, encoder, rows = load_system("schwartz20"), SentenceEncoder.load(), attributor_arguments()
    labels = rows[list(system.names)].to_numpy()
    vectors = encoder.encode(rows["premise"].tolist())
    by_system = {name: value_vectors(load_system(name), encoder) for name in shipped_systems()}
    mean_statement = torch.cat(list(by_system.values())).mean(0)
    blank = DescriptionScale(
        slope=1.0, intercept=0.0, anchors=(0.0, 1.0, 2.0, 3.0), bias_variance=1.0, weight_variance=1.0
    )
    raw = Background(vectors.mean(0), mean_statement, blank)
    texts = raw.of_texts(vectors)
    similarity = (texts @ raw.of_statements(by_system[system.name]).T).numpy()
    slope, intercept = platt(similarity, labels)
    logits = slope * similarity + intercept
    bias_variance, weight_variance = most_likely_variances(texts, torch.from_numpy(logits), labels)
    scale = DescriptionScale(
        slope=slope,
        intercept=intercept,
        anchors=measure_anchors(logits, labels),
        bias_variance=bias_variance,
        weight_variance=weight_variance,
    )
    Background(raw.texts, raw.statements, scale).save(output)
    metrics = held_out_quality(similarity, labels)
    keys = sorted(set(rows["conclusion"].map(conclusion_key)))
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/attribution/train_descriptions.py",
        base_model_id=HUB_ID,
        base_model=encoder.fingerprint,
        data={
            **{f"touche23/{name}": fingerprint_file(locate("touche23") / name) for name in SOURCES},
            "arguments": str(len(rows)),
            "conclusion_keys": fingerprint_bytes("\n".join(keys).encode()),
        },
        data_licence="CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only means and a scale are stored",
        config={"templates": list(TEMPLATES), "systems": list(shipped_systems()), "arguments": ARGUMENTS},
        seed=SEED,
        versions=library_versions("torch", "transformers", "scikit-learn", "numpy"),
        metrics=metrics,
        files={name: fingerprint_file(output / name) for name in ("background.safetensors", "background.json")},
    ).save(output)
    print(scale, metrics, f"wrote {output}", sep="\n")


def value_vectors(system: ValueSystem, encoder: SentenceEncoder) -> Float[Tensor, "values d"]:
    """The mean vector of each value's statements, float64."""
    sentences = [sentence for value in system.values for sentence in statements(value)]
    return encoder.encode(sentences).double().unflatten(0, (len(system.values), len(TEMPLATES))).mean(1)


def platt(similarity: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]) -> tuple[float, float]:
    """One slope and intercept for all columns together (Platt 1999, without smoothing)."""
    from sklearn.linear_model import LogisticRegression

    fit = LogisticRegression(C=1e6).fit(similarity.reshape(-1, 1), labels.reshape(-1))
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def best_threshold(logits: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]) -> float:
    """The common logit from which all categories together have the best official F1."""
    grid = np.quantile(logits, np.linspace(0.3, 0.95, 66))
    return float(grid[np.argmax([official_f1(labels, logits >= x) for x in grid])])


def measure_anchors(logits: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]) -> tuple[float, float, float, float]:
    """The logits of 2, 3, 4 and 5: median of absent cells found absent, the threshold, then the median and the 90th
    percentile of present cells found present; all categories pooled.
    """
    threshold = best_threshold(logits, labels)
    found = logits[labels & (logits >= threshold)]
    absent = logits[~labels & (logits < threshold)]
    return float(np.median(absent)), threshold, float(np.median(found)), float(np.quantile(found, 0.9))


def most_likely_variances(
    texts: Float[Tensor, "n d"], mean: Float[Tensor, "n k"], labels: Bool[ndarray, "n k"]
) -> tuple[float, float]:
    """Variances of bias and weight that make the labels of a draw of arguments most likely, all categories together.

    Type II maximum likelihood on a grid (Rasmussen and Williams 2006, section 5.4.1), every category around what its
    description alone predicts.
    """
    drawn = numpy_generator(SEED, "arguments for the variances").permutation(len(texts))[:ARGUMENTS]
    seen, shown = texts[drawn], torch.from_numpy(labels[drawn])
    product_kernel = seen @ seen.T

    def evidence(pair: tuple[float, float]) -> float:
        kernel = pair[0] + pair[1] * product_kernel
        return sum(condition(kernel, mean[drawn, k], shown[:, k]).evidence for k in range(shown.shape[1]))

    return max(product(VARIANCES, VARIANCES), key=evidence)


def held_out_quality(similarity: Float[ndarray, "n k"], labels: Bool[ndarray, "n k"]) -> dict[str, float]:
    """Every category read with slope, intercept and threshold from the other categories."""
    from sklearn.metrics import roc_auc_score

    probabilities, found = np.zeros(labels.shape), np.zeros(labels.shape, dtype=bool)
    for k in range(labels.shape[1]):
        others = np.arange(labels.shape[1]) != k
        slope, intercept = platt(similarity[:, others], labels[:, others])
        logits = slope * similarity + intercept
        probabilities[:, k] = 1 / (1 + np.exp(-logits[:, k]))
        found[:, k] = logits[:, k] >= best_threshold(logits[:, others], labels[:, others])
    by_value = [abs(probabilities[:, k].mean() - labels[:, k].mean()) for k in range(labels.shape[1])]
    return {
        "mean_auc": round(float(roc_auc_score(labels, similarity, average="macro")), 4),
        "official_f1": round(official_f1(labels, found), 4),
        "official_f1 of all ones": round(official_f1(labels, np.ones_like(labels)), 4),
        "calibration_error": round(calibration_error(labels, probabilities), 4),
        "mean gap between a value's stated and true frequency": round(float(np.mean(by_value)), 4),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
