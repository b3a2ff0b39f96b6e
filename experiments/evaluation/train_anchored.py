"""Train the evaluator by anchored comparison, and set it beside the rating judge on the same pairs.

    python experiments/evaluation/train_anchored.py [OUTPUT_FOLDER]

Needs the data set touche23 (COUPLE_DATA), the package wordllama and two minutes on one core. Features and penalties
were chosen by cross-validation on the judge's rows, none by what the validation conclusions that nobody learned from
show at the end.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from agreement import SYSTEM, beside, evidence, on_unseen, rating_out_of_fold
from jaxtyping import Bool, Float, Int
from judge_data import certified_data
from numpy import ndarray
from torch import Tensor

from couple.attribution.reading_fit import FOLDS, fit_reading
from couple.data import judge_arguments, report_arguments
from couple.data.touche23 import load_taxonomy
from couple.evaluation.judges.anchored import AnchoredDetector, AnchoredJudge
from couple.evaluation.judges.anchored_file import FILES, KIND, save_anchored_judge
from couple.evaluation.judges.comparer import Comparer, TextFeatures
from couple.evaluation.judges.comparer_fit import ComparerConfig, confidence, fit_comparer
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, fingerprint_file, library_versions, package_file

ANCHORS = 16  # for each value
ENDS = 0.02, 0.98  # quantiles of the judge's rows between which the anchors lie, evenly spaced in strength
SHIPPED = package_file("evaluation", "artefacts", "anchored")
ALONE = {value: (value,) for value in SYSTEM.names}


def main(output: Path) -> None:
    """Fit, calibrate out of fold, measure on unseen conclusions, write the artefact."""
    config, embeddings = ComparerConfig(), StaticEmbeddings.load()
    rows, unseen = judge_arguments(), report_arguments()
    texts = rows["premise"].tolist()
    labels, importance, groups = evidence(rows)
    features = text_features(embeddings, texts)
    encoded = features.encode(texts).numpy()
    held_out, factor = out_of_fold(features, encoded, labels, groups, config)
    reading = fit_reading(held_out, labels, importance, groups, source=SYSTEM.names, systems={SYSTEM.name: ALONE})
    weight = factor * fit_comparer(encoded, labels, groups, config)
    detector, places = build(features, encoded, weight, groups)
    identifiers = {
        value: rows["identifier"].iloc[places[:, column]].tolist() for column, value in enumerate(SYSTEM.names)
    }
    save_anchored_judge(output, detector.comparer, detector.anchors, reading, identifiers)
    metrics: dict[str, object] = {
        "confidence": round(factor, 3),
        "cross-validation on the judge's rows": beside(
            {"anchored": held_out, "rating": rating_out_of_fold(embeddings, rows, groups)}, labels, groups
        ),
        "unseen validation conclusions": on_unseen(AnchoredJudge(SYSTEM, detector, reading), reading, unseen),
    }
    save_certificate(output, rows, embeddings.fingerprint, config, metrics)
    for name, measures in metrics.items():
        print(f"{name}: {measures}")
    print(f"wrote {output}")


def text_features(embeddings: StaticEmbeddings, texts: list[str]) -> TextFeatures:
    """Features with the names of the 54 finer values ("Have privacy") and the average word of the judge's rows."""
    names = [name for members in load_taxonomy().values() for name in members]
    phrases = [name.removeprefix("Have ").removeprefix("Be ") for name in names]
    words = sorted({word for text in texts for word in TextFeatures.words(text)})
    return TextFeatures(embeddings, embeddings.encode(phrases), embeddings.encode(words).mean(0))


def build(
    features: TextFeatures,
    encoded: Float[ndarray, "n f"],
    weight: Float[Tensor, "members d f"],
    groups: Int[ndarray, " n"],
) -> tuple[AnchoredDetector, Int[ndarray, "k d"]]:
    """The comparer with its anchors: for each value rows at even distances, none of them from one debate twice."""
    utilities = torch.einsum("nf,mdf->mnd", torch.tensor(encoded), weight)
    mean = utilities.mean(0).numpy()
    places = np.stack([spread(mean[:, column], groups) for column in range(mean.shape[1])], axis=1)
    anchors = torch.stack([utilities[:, places[:, d], d] for d in range(mean.shape[1])], dim=2)
    anchors32 = anchors.float().double()  # as they will be stored
    return AnchoredDetector(Comparer(features, weight.float()), anchors32, "being trained"), places


def spread(strength: Float[ndarray, " n"], groups: Int[ndarray, " n"]) -> Int[ndarray, " k"]:
    """Rows nearest to evenly spaced strengths."""
    low, high = np.quantile(strength, ENDS)
    chosen: list[int] = []
    for wanted in np.linspace(low, high, ANCHORS):
        free = ~np.isin(groups, groups[chosen])
        chosen.append(int(np.argmin(np.where(free, np.abs(strength - wanted), np.inf))))
    return np.array(chosen)


def out_of_fold(
    features: TextFeatures,
    encoded: Float[ndarray, "n f"],
    labels: Bool[ndarray, "n d"],
    groups: Int[ndarray, " n"],
    config: ComparerConfig,
) -> tuple[Float[ndarray, "n d"], float]:
    """Strengths of every row from a comparer and anchors that did not see its debate, and the comparers' confidence."""
    from sklearn.model_selection import GroupKFold

    folds = list(GroupKFold(FOLDS).split(groups, groups=groups))
    weights = [fit_comparer(encoded[train], labels[train], groups[train], config) for train, _ in folds]
    utilities, strengths = np.zeros(labels.shape), np.zeros(labels.shape)
    for weight, (_, held) in zip(weights, folds, strict=True):
        utilities[held] = encoded[held] @ weight.mean(0).numpy().T
    factor = confidence(utilities, labels, groups)
    for weight, (train, held) in zip(weights, folds, strict=True):
        detector, _ = build(features, encoded[train], factor * weight, groups[train])
        own = torch.einsum("nf,mdf->mnd", torch.tensor(encoded[held]), factor * weight)
        strengths[held] = detector.strengths(own)[0].numpy()
    return strengths, factor


def save_certificate(
    output: Path, rows: pd.DataFrame, base: str, config: ComparerConfig, metrics: dict[str, object]
) -> None:
    """Say where the judge comes from."""
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/evaluation/train_anchored.py",
        base_model_id="wordllama (l2_supercat_256, MIT)",
        base_model=base,
        data=certified_data(rows),
        data_licence="CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only fitted parameters, the "
        "vectors of the finer values' names and identifiers of arguments are stored",
        config={**config.model_dump(), "anchors": ANCHORS, "ends": ENDS, "folds": FOLDS},
        seed=config.seed,
        versions=library_versions("torch", "transformers", "scikit-learn", "numpy"),
        metrics=metrics,
        files={name: fingerprint_file(output / name) for name in FILES},
    ).save(output)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
