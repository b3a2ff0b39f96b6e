"""Ways to read a value by its description, compared on the attributor's training arguments.

    python experiments/attribution/compare_descriptions.py [RESULTS.json]

Needs touche23 (COUPLE_DATA) and three minutes on one core. Ideas without training see no label at all; the learnt map
reads categories and conclusions that it did not learn from. Validation is not touched: the choice is made here.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from jaxtyping import Bool, Float
from numpy import ndarray
from torch import Tensor

from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.loading import background_folder
from couple.attribution.descriptions.statements import statements
from couple.attribution.encoder import SentenceEncoder
from couple.data import attributor_arguments, conclusion_key, load_finer_labels, locate
from couple.foundation import library_versions, numpy_generator, read_json, write_json
from couple.values import Value, load_system

SEED = 0
RIDGE = 10.0  # both penalties, in units of the mean eigenvalue
RARE = 0.002  # finer values marked less often are left out
RESULTS = Path(__file__).with_name("compare_descriptions.json")


def ideas() -> dict[str, float]:
    """The mean area under the curve of each idea."""
    from sklearn.metrics import roc_auc_score

    system, rows, encoder = load_system("schwartz20"), attributor_arguments(), SentenceEncoder.load()
    background = Background.load(background_folder("minilm_descriptions"))
    labels = rows[list(system.names)].to_numpy()
    texts = encoder.encode(rows["premise"].tolist()).double()
    centred = background.of_texts(texts)
    sentences = [statements(value) for value in system.values]
    first = encoder.encode([value.definition for value in system.values]).double()
    words = encoder.encode([value.label for value in system.values]).double()
    flat = encoder.encode([one for several in sentences for one in several]).double()
    mean = flat.unflatten(0, (len(sentences), len(sentences[0]))).mean(1)
    ours = background.of_statements(mean)
    similarity = centred @ ours.T
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(centred))
    whitened = vectors @ torch.diag((values + 0.1 * values.mean()).rsqrt()) @ vectors.T
    sharpened = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    learnt = held_out_map(centred, ours, labels, rows, finer_values(encoder, background))
    tried = {
        "labels, cosine": texts @ words.T,
        "definitions, cosine": texts @ first.T,
        "statements, cosine": texts @ mean.T,
        "statements against the mean of the system's values": texts @ mean.T - (texts @ mean.T).mean(1, keepdim=True),
        "statements against the background (shipped)": similarity,
        "the same, texts whitened (Su et al. 2021)": centred @ whitened @ ours.T,
        "the same, main directions of texts strengthened (square root of their covariance)": centred
        @ sharpened
        @ ours.T,
        "learnt bilinear map (Romera-Paredes and Torr 2015), held-out categories": learnt,
        "shipped + learnt map, each standardised": similarity / similarity.std(0) + learnt / learnt.std(0),
    }
    return {
        name: round(float(roc_auc_score(labels, found.numpy(), average="macro")), 4) for name, found in tried.items()
    }


def held_out_map(
    texts: Float[Tensor, "n d"],
    values: Float[Tensor, "k d"],
    labels: Bool[ndarray, "n k"],
    rows: pd.DataFrame,
    finer: tuple[Float[Tensor, "f d"], list[int]],
) -> Float[Tensor, "n k"]:
    """V = (X X' + g I)^-1 X Y S' (S S' + l I)^-1 from other categories and other conclusions than those it reads.

    ``finer``: the vectors of the 54 finer values and the category that each belongs to; they are learnt from as well.
    """
    from sklearn.model_selection import GroupKFold

    keys = rows["conclusion"].map(conclusion_key)
    marks = np.concatenate([labels, load_finer_labels(rows).to_numpy()], axis=1)
    known = torch.cat([values, finer[0]])
    folds = numpy_generator(SEED, "held-out categories").permutation(len(values)) % 5
    fold_of = np.concatenate([folds, folds[finer[1]]])
    found, identity = torch.zeros(labels.shape, dtype=torch.float64), torch.eye(texts.shape[1], dtype=torch.float64)
    for train, unseen in GroupKFold(5).split(keys, groups=keys):
        x, y = texts[train], torch.from_numpy(marks[train]).double()
        often = y.mean(0).numpy() > RARE
        y = (y - y.mean(0)) / y.std(0).clamp(min=1e-6)
        left = torch.linalg.solve(x.T @ x + RIDGE * len(x) / x.shape[1] * identity, x.T @ y)
        for fold in range(5):
            kept, out = np.flatnonzero((fold_of != fold) & often), np.flatnonzero(folds == fold)
            s = known[kept]
            right = torch.linalg.solve(s.T @ s + RIDGE * len(s) / s.shape[1] * identity, values[out].T)
            found[np.ix_(unseen, out)] = texts[unseen] @ (left[:, kept] @ s @ right)
    return found


def finer_values(encoder: SentenceEncoder, background: Background) -> tuple[Float[Tensor, "f d"], list[int]]:
    """The finer values, each described by the effects that its publisher lists, and the place of its category."""
    categories = read_json(locate("touche23") / "value-categories.json")
    place = {value.label: number for number, value in enumerate(load_system("schwartz20").values)}
    listed = {name: (effects, place[label]) for label, group in categories.items() for name, effects in group.items()}
    names = list(load_finer_labels(attributor_arguments()).columns)
    said = [statements(Value(name="finer", label=name, definition=f"{', '.join(listed[name][0])}.")) for name in names]
    flat = encoder.encode([sentence for several in said for sentence in several]).double()
    vectors = background.of_statements(flat.unflatten(0, (len(said), len(said[0]))).mean(1))
    return vectors, [listed[name][1] for name in names]


if __name__ == "__main__":
    found = {
        "recipe": "python experiments/attribution/compare_descriptions.py",
        "seed": SEED,
        "versions": library_versions("torch", "transformers", "scikit-learn", "numpy"),
        "mean area under the curve, schwartz20": ideas(),
    }
    write_json(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS, found)
    print(found)
