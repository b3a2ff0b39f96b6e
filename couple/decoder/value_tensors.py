"""Tensors beside an adapter that have an axis of values: read by the values' names, whatever the order asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import Tensor

from couple.foundation import UserError


def read_for_values(path: Path, values: Sequence[str]) -> tuple[Mapping[str, Tensor], Sequence[int], Mapping[str, str]]:
    """The tensors of a safetensors file, the place of each of ``values`` on their axis of values, and the metadata.

    Raises:
        UserError: the file is missing or damaged, or was made for other values.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            said = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 -- no mapping
    except (SafetensorError, OSError) as error:
        raise damaged(path, error) from None
    stored = said.get("values", "").split(",")
    if set(stored) != set(values):
        asked = f"use the adapter {path.parent} for {', '.join(values)}"
        found = f"the adapter was trained for {', '.join(stored)}"
        raise UserError(asked, found, "train one: couple.tune")
    return tensors, [stored.index(value) for value in values], said


def damaged(path: Path, error: Exception) -> UserError:
    """What to say of a file that cannot be read."""
    return UserError(f"load {path}", f"the file is damaged: {error}", "rebuild the adapter with couple.tune")
