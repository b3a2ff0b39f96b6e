"""The independent evaluator: a second attributor that judges results and takes no part in making them.

It shares neither training rows, nor conclusions, nor an encoder with any attributor (``couple.data.roles`` says who
learns from what), and no weights with the embedded decoder. It reads word vectors, so it is a weaker reader than
those it judges, and no human being: the certificate says how well it agrees with human labels and with them.
"""

from pathlib import Path

from jaxtyping import Float
from pydantic import ValidationError
from torch import Tensor

from couple.attribution.attributor import DetectorAttributor, reader_for
from couple.attribution.reading import Reading
from couple.evaluation.static_embeddings import StaticDetector, StaticEmbeddings
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file, read_json, write_json
from couple.values import ValueSystem

KIND = "judge"
FILES = ("linear.safetensors", "reading.json")


def load_judge(system: ValueSystem) -> DetectorAttributor:
    """The judge that ships with couple, for ``schwartz20`` or ``schwartz10``.

    Raises:
        UserError: another system, damaged files, or word vectors other than those the judge was trained on.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    folder = package_file("evaluation", "artefacts", "judge")
    certificate = BirthCertificate.load(folder, kind=KIND)
    try:
        reading = Reading.model_validate(read_json(folder / "reading.json", what="judge"))
        linear = load_file(folder / "linear.safetensors")
        weight, bias = linear["weight"], linear["bias"]
    except (ValidationError, SafetensorError, KeyError, OSError) as error:
        remedy = f"rebuild it: {certificate.recipe}"
        raise UserError("load the judge", f"it is damaged: {str(error).splitlines()[0]}", remedy) from None
    reader_for(system, reading)  # refuse before the word vectors are loaded
    embeddings = StaticEmbeddings.load()
    if certificate.base_model != embeddings.fingerprint:
        found = f"it was trained on the word vectors {certificate.base_model}, these are {embeddings.fingerprint}"
        raise UserError("load the judge", found, f"install {certificate.base_model_id}")
    fingerprint = fingerprint_bytes("\n".join([embeddings.fingerprint, *certificate.files.values()]).encode())
    return DetectorAttributor(system, StaticDetector(embeddings, weight, bias, fingerprint), reading)


def save_judge(folder: Path, weight: Float[Tensor, "k d"], bias: Float[Tensor, " k"], reading: Reading) -> None:
    """Write the parts of a judge; the certificate is the recipe's to write."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({"weight": weight.float().contiguous(), "bias": bias.float()}, folder / FILES[0])
    write_json(folder / FILES[1], reading.model_dump(mode="json"))
