"""Train the independent evaluator: static word vectors, linear, arguments kept from every attributor.

    python experiments/evaluation/train_judge.py [OUTPUT_FOLDER]

Needs the data set touche23 (COUPLE_DATA), the package wordllama and a minute on one core. Measured on the validation
conclusions that neither the judge nor the attributors have seen.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Float
from judge_data import certified_data
from numpy import ndarray
from torch import Tensor

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.attribution.linear import FOLDS, fit_linear
from couple.attribution.measuring import measure_reading
from couple.attribution.reading_fit import fit_reading
from couple.data import conclusion_key, judge_arguments, load_importance, report_arguments
from couple.evaluation.judges.judge import FILES, KIND, load_judge, save_judge
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, fingerprint_file, library_versions, package_file
from couple.values import ValueSystem, load_mapping, load_system

PENALTY = 0.3
SHIPPED = package_file("evaluation", "artefacts", "judge")
VALUES = load_system("schwartz20").names


def main(output: Path) -> None:
    """Fit, measure on unseen conclusions, compare with the attributors, write the artefact."""
    mapping = load_mapping("schwartz20", "schwartz10")
    embeddings = StaticEmbeddings.load()
    rows, unseen = judge_arguments(), report_arguments()
    labels, importance, groups = evidence(rows)
    features = embeddings.encode(rows["premise"].tolist()).double().numpy()
    weight, bias, out_of_fold = fit_linear(features, labels, groups, penalty=PENALTY)
    systems = {"schwartz20": {value: (value,) for value in VALUES}, "schwartz10": dict(mapping.groups)}
    reading = fit_reading(out_of_fold, labels, importance, groups, source=VALUES, systems=systems)
    save_judge(output, torch.tensor(weight), torch.tensor(bias), reading)
    raw = embeddings.encode(unseen["premise"].tolist()).double().numpy() @ weight.T + bias
    metrics = {
        f"unseen validation conclusions, {system}": measures
        for system, measures in measure_reading(reading, raw, *evidence(unseen)).items()
    }
    save_certificate(output, rows, embeddings.fingerprint, metrics)
    if output == SHIPPED:
        metrics |= {
            f"agreement with {name}, {system.name}": agreement(name, system, unseen)
            for system in (load_system("schwartz20"), mapping.target)
            for name in ("fast", "accurate")
        }
        save_certificate(output, rows, embeddings.fingerprint, metrics)
    for name, measures in metrics.items():
        print(f"{name}: {measures}")
    print(f"wrote {output}")


def save_certificate(output: Path, rows: pd.DataFrame, base: str, metrics: dict[str, object]) -> None:
    """Say where the judge comes from."""
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/evaluation/train_judge.py",
        base_model_id="wordllama (l2_supercat_256, MIT)",
        base_model=base,
        data=certified_data(rows),
        data_licence="CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only fitted parameters are stored",
        config={"penalty": PENALTY, "folds": FOLDS},
        seed=0,
        versions=library_versions("torch", "transformers", "scikit-learn", "numpy"),
        metrics=metrics,
        files={name: fingerprint_file(output / name) for name in FILES},
    ).save(output)


def evidence(rows: pd.DataFrame) -> tuple[ndarray, ndarray, ndarray]:
    """Labels, marked finer values and conclusions of arguments."""
    groups = rows["conclusion"].map(conclusion_key).astype("category").cat.codes.to_numpy()
    return rows[list(VALUES)].to_numpy(dtype=bool), load_importance(rows).to_numpy(), groups


def agreement(detector: str, system: ValueSystem, rows: pd.DataFrame) -> dict[str, float]:
    """Spearman's rank correlation of scores between judge and attributor over texts, for each value, and their mean."""
    from scipy.stats import spearmanr

    texts = [Utterance(text) for text in rows["premise"]]
    scores: list[Float[Tensor, "n values"]] = []
    for attributor in (load_judge(system), load_attributor(AttributionConfig(detector=detector), system)):
        found = attributor.attribute(texts)
        scores.append(torch.tensor([[one.scores[name] for name in system.names] for one in found]))
    each = [float(spearmanr(scores[0][:, k], scores[1][:, k]).statistic) for k in range(len(system.names))]
    return {"mean": round(float(np.mean(each)), 3), **{n: round(x, 3) for n, x in zip(system.names, each, strict=True)}}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
