"""Reading and writing tensors of the concept room: safetensors with the values' names inside, never positions."""

from pathlib import Path

import torch
from torch import Tensor

from couple.concepts.encoder import ConceptEncoder
from couple.foundation import UserError

ENCODER_FILE = "encoder.safetensors"


def save_encoder(encoder: ConceptEncoder, folder: Path) -> None:
    """Write ``encoder.safetensors`` (float32) into ``folder``."""
    tensors = {"directions": encoder.directions.float(), "offset": encoder.offset.float()}
    write_tensors(folder / ENCODER_FILE, tensors, encoder.values)


def load_encoder(folder: Path) -> ConceptEncoder:
    """Read what ``save_encoder`` wrote."""
    tensors, values = read_tensors(folder / ENCODER_FILE)
    return ConceptEncoder(values, tensors["directions"].double(), tensors["offset"].double())


def write_tensors(path: Path, tensors: dict[str, Tensor], values: tuple[str, ...]) -> None:
    """One safetensors file whose first tensor axis follows ``values``."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()}, path, metadata={"values": ",".join(values)}
    )


def read_tensors(path: Path) -> tuple[dict[str, torch.Tensor], tuple[str, ...]]:
    """The tensors of a file and the values their first axis follows. Raises ``UserError`` when it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            values = tuple((file.metadata() or {}).get("values", "").split(","))
            return {name: file.get_tensor(name) for name in file.keys()}, values  # noqa: SIM118 -- no mapping
    except (SafetensorError, OSError) as error:
        raise UserError(f"load {path}", f"the file is missing or damaged: {error}", "rebuild it: couple.tune") from None
