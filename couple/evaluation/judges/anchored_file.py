"""The anchored judge on disk: weights, the anchors' utilities and identifiers, and how strengths are read. No text."""

from collections.abc import Sequence
from pathlib import Path

from jaxtyping import Float
from torch import Tensor

from couple.attribution.reading import Reading
from couple.evaluation.judges.anchored import AnchoredDetector, AnchoredJudge
from couple.evaluation.judges.comparer import Comparer, TextFeatures
from couple.evaluation.judges.stored import load_stored
from couple.foundation import write_json
from couple.values import ValueSystem

KIND = "anchored judge"
FILES = ("comparer.safetensors", "reading.json", "anchors.json")


def load_anchored_judge(system: ValueSystem) -> AnchoredJudge:
    """The anchored judge that ships with couple, for ``schwartz10``.

    Raises:
        UserError: another system, damaged files, or word vectors other than those the comparer was trained on.
    """
    found = load_stored("anchored", KIND, FILES[0], ("weight", "anchors", "phrases", "centre"), system)
    features = TextFeatures(found.embeddings, found.tensors["phrases"], found.tensors["centre"])
    comparer = Comparer(features, found.tensors["weight"])
    return AnchoredJudge(system, AnchoredDetector(comparer, found.tensors["anchors"], found.fingerprint), found.reading)


def save_anchored_judge(
    folder: Path,
    comparer: Comparer,
    anchors: Float[Tensor, "members k values"],
    reading: Reading,
    identifiers: dict[str, Sequence[str]],
) -> None:
    """Write the parts; the certificate is the recipe's to write. ``identifiers`` name the anchors of each value."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        "weight": comparer.weight,
        "anchors": anchors,
        "phrases": comparer.features.phrases,
        "centre": comparer.features.centre,
    }
    save_file({name: tensor.float().contiguous() for name, tensor in tensors.items()}, folder / FILES[0])
    write_json(folder / FILES[1], reading.model_dump(mode="json"))
    write_json(folder / FILES[2], {value: list(names) for value, names in identifiers.items()})
