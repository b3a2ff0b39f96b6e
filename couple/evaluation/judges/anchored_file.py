"""The anchored judge on disk: weights, the anchors' utilities and identifiers, and how strengths are read. No text."""

from collections.abc import Sequence
from pathlib import Path

from jaxtyping import Float
from pydantic import ValidationError
from torch import Tensor

from couple.attribution.attributor import reader_for
from couple.attribution.reading import Reading
from couple.evaluation.judges.anchored import AnchoredDetector, AnchoredJudge
from couple.evaluation.judges.comparer import Comparer, TextFeatures
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file, read_json, write_json
from couple.values import ValueSystem

KIND = "anchored judge"
FILES = ("comparer.safetensors", "reading.json", "anchors.json")
_ASKED = "load the anchored judge"


def load_anchored_judge(system: ValueSystem) -> AnchoredJudge:
    """The anchored judge that ships with couple, for ``schwartz10``.

    Raises:
        UserError: another system, damaged files, or word vectors other than those the comparer was trained on.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    folder = package_file("evaluation", "artefacts", "anchored")
    certificate = BirthCertificate.load(folder, kind=KIND)
    try:
        reading = Reading.model_validate(read_json(folder / "reading.json", what=KIND))
        stored = load_file(folder / "comparer.safetensors")
        weight, anchors, phrases, centre = (stored[name] for name in ("weight", "anchors", "phrases", "centre"))
    except (ValidationError, SafetensorError, KeyError, OSError) as error:
        found, remedy = f"it is damaged: {str(error).splitlines()[0]}", f"rebuild it: {certificate.recipe}"
        raise UserError(_ASKED, found, remedy) from None
    reader_for(system, reading)  # refuse before the word vectors are loaded
    embeddings = StaticEmbeddings.load()
    if certificate.base_model != embeddings.fingerprint:
        found = f"it was trained on the word vectors {certificate.base_model}, these are {embeddings.fingerprint}"
        raise UserError(_ASKED, found, f"install {certificate.base_model_id}")
    fingerprint = fingerprint_bytes("\n".join([embeddings.fingerprint, *certificate.files.values()]).encode())
    comparer = Comparer(TextFeatures(embeddings, phrases, centre), weight)
    return AnchoredJudge(system, AnchoredDetector(comparer, anchors, fingerprint), reading)


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
