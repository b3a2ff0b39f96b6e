"""Train the attribution head that ships with couple: frozen MiniLM, linear, its share of Touché23's training arguments.

    python experiments/attribution/train_head.py [OUTPUT_FOLDER]

Needs the data set touche23 (COUPLE_DATA) and three minutes on one core. Weights, calibration, thresholds and anchors
see no validation row; validation only gives the metrics in the certificate.
"""

import sys
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from couple.attribution.attributor import KIND
from couple.attribution.encoder import HUB_ID, SentenceEncoder
from couple.attribution.fitting import FOLDS, fit_head
from couple.attribution.measuring import measure_head
from couple.data import attributor_arguments, conclusion_key, load_arguments, locate
from couple.foundation import BirthCertificate, fingerprint_bytes, fingerprint_file, library_versions, package_file
from couple.values import load_mapping, load_system

LAYERS = (2, 4, 5, 6)
PENALTY = 1.0
SHIPPED = package_file("attribution", "artefacts", "minilm_touche23")
SOURCES = ("arguments-training.tsv", "labels-training.tsv")


def main(output: Path) -> None:
    """Fit, measure on validation, write the artefact."""
    source, mapping = load_system("schwartz20"), load_mapping("schwartz20", "schwartz10")
    encoder = SentenceEncoder.load()
    rows, unseen = attributor_arguments(), load_arguments("validation")
    labels = rows[list(source.names)].to_numpy()
    keys = rows["conclusion"].map(conclusion_key)
    head, out_of_fold = fit_head(
        read(encoder, rows["premise"].tolist()).double().numpy(),
        labels,
        keys.astype("category").cat.codes.to_numpy(),
        values=source.names,
        layers=LAYERS,
        systems={source.name: {name: (name,) for name in source.names}, "schwartz10": dict(mapping.groups)},
        penalty=PENALTY,
    )
    head.save(output)
    metrics = {
        "own arguments, out of fold": measure_head(head, torch.tensor(out_of_fold), labels),
        "validation": measure_head(
            head, head.logits(read(encoder, unseen["premise"].tolist())), unseen[list(source.names)].to_numpy()
        ),
    }
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/attribution/train_head.py",
        base_model_id=HUB_ID,
        base_model=encoder.fingerprint,
        data={
            **{f"touche23/{name}": fingerprint_file(locate("touche23") / name) for name in SOURCES},
            "arguments": str(len(rows)),
            "conclusions": str(keys.nunique()),
            "conclusion_keys": fingerprint_bytes("\n".join(sorted(set(keys))).encode()),
        },
        data_licence="CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only fitted parameters are stored",
        config={"layers": list(LAYERS), "penalty": PENALTY, "folds": FOLDS},
        seed=0,
        versions=library_versions("torch", "transformers", "scikit-learn", "numpy"),
        metrics=metrics,
        files={name: fingerprint_file(output / name) for name in ("head.safetensors", "head.json")},
    ).save(output)
    for system, measures in metrics["validation"].items():
        print(f"validation, {system}: {measures}")
    print(f"wrote {output}")


def read(encoder: SentenceEncoder, texts: list[str]) -> Float[Tensor, "n d"]:
    """Features of texts that fit one window each."""
    windows = encoder.windows(texts)
    assert len(windows) == len(texts), "an argument is longer than one window"
    return encoder.features(windows, layers=LAYERS)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
