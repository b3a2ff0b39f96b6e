"""The independent evaluator: a second attributor that judges results and takes no part in making them.

It shares neither training rows, nor conclusions, nor an encoder with any attributor (``couple.data.roles`` says who
learns from what), and no weights with the embedded decoder. It reads word vectors, so it is a weaker reader than
those it judges, and no human being: the certificate says how well it agrees with human labels and with them.
"""

from pathlib import Path

from jaxtyping import Float
from torch import Tensor

from couple.attribution.attributor import DetectorAttributor
from couple.attribution.reading import Reading
from couple.evaluation.judges.stored import load_stored
from couple.evaluation.static_embeddings import StaticDetector
from couple.foundation import write_json
from couple.values import ValueSystem

KIND = "judge"
FILES = ("linear.safetensors", "reading.json")


def load_judge(system: ValueSystem) -> DetectorAttributor:
    """The judge that ships with couple, for ``schwartz20`` or ``schwartz10``.

    Raises:
        UserError: another system, damaged files, or word vectors other than those the judge was trained on.
    """
    found = load_stored("judge", KIND, FILES[0], ("weight", "bias"), system)
    detector = StaticDetector(found.embeddings, found.tensors["weight"], found.tensors["bias"], found.fingerprint)
    return DetectorAttributor(system, detector, found.reading)


def save_judge(folder: Path, weight: Float[Tensor, "k d"], bias: Float[Tensor, " k"], reading: Reading) -> None:
    """Write the parts of a judge; the certificate is the recipe's to write."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({"weight": weight.float().contiguous(), "bias": bias.float()}, folder / FILES[0])
    write_json(folder / FILES[1], reading.model_dump(mode="json"))
