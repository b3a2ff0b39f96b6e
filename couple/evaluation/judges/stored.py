"""What shipped judges have in common on disk: a certificate, how scores are read, and tensors for word vectors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from couple.attribution.attributor import reader_for
from couple.attribution.reading import Reading
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file, read_json
from couple.values import ValueSystem

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class StoredJudge:
    """The parts of a judge, checked against its certificate; ``fingerprint`` is of the whole."""

    tensors: "dict[str, Tensor]"
    reading: Reading
    embeddings: StaticEmbeddings
    fingerprint: str


def load_stored(folder: str, kind: str, file: str, names: tuple[str, ...], system: ValueSystem) -> StoredJudge:
    """The judge in the artefact ``folder``, whose tensors ``names`` are in ``file``.

    Raises:
        UserError: another system, damaged files, or word vectors other than those the judge was trained on.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    asked, path = f"load the {kind}", package_file("evaluation", "artefacts", folder)
    certificate = BirthCertificate.load(path, kind=kind)
    try:
        reading = Reading.model_validate(read_json(path / "reading.json", what=kind))
        stored = load_file(path / file)
        tensors = {name: stored[name] for name in names}
    except (ValidationError, SafetensorError, KeyError, OSError) as error:
        found, remedy = f"it is damaged: {str(error).splitlines()[0]}", f"rebuild it: {certificate.recipe}"
        raise UserError(asked, found, remedy) from None
    reader_for(system, reading)  # refuse before the word vectors are loaded
    embeddings = StaticEmbeddings.load()
    if certificate.base_model != embeddings.fingerprint:
        found = f"it was trained on the word vectors {certificate.base_model}, these are {embeddings.fingerprint}"
        raise UserError(asked, found, f"install {certificate.base_model_id}")
    fingerprint = fingerprint_bytes("\n".join([embeddings.fingerprint, *certificate.files.values()]).encode())
    return StoredJudge(tensors, reading, embeddings, fingerprint)
