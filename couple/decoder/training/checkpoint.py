"""Where a training stands, in one file that is replaced whole: trained weights, AdamW's moments, and the step.

Tensors are safetensors; the rest is JSON in that file's header. Weights keep their float32, so that a training that
goes on from here comes to the same weights as one that was never interrupted.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from couple.foundation import UserError

CHECKPOINT_FILE = "checkpoint.safetensors"
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")  # as torch.optim.AdamW calls them


def save_checkpoint(
    path: Path, weights: Mapping[str, nn.Parameter], optimiser: torch.optim.AdamW, *, step: int, identity: str
) -> None:
    """Write the state after ``step`` steps. ``identity`` says of which training."""
    tensors = {f"weight.{name}": weight for name, weight in weights.items()}
    for name, weight in weights.items():
        moments = optimiser.state.get(weight, {})
        tensors |= {f"{key}.{name}": moments[key] for key in _MOMENTS if key in moments}
    kept = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    save_file(kept, temporary, metadata={"state": json.dumps({"step": step, "identity": identity})})
    temporary.replace(path)


def load_checkpoint(
    path: Path, weights: Mapping[str, nn.Parameter], optimiser: torch.optim.AdamW, *, identity: str
) -> int:
    """Put back what ``save_checkpoint`` wrote; returns how many steps were done, 0 where there is no such file.

    Raises:
        UserError: the file is damaged, or belongs to a training with other settings or other data.
    """
    if not path.exists():
        return 0
    asked, remedy = f"go on from {path}", "start a new run, or delete this file to train the run from its beginning"
    try:
        with safe_open(path, framework="pt") as file:
            state = json.loads((file.metadata() or {})["state"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 -- no mapping
        if state["identity"] != identity:
            raise UserError(asked, "it belongs to a training with other settings or other data", remedy)
        with torch.no_grad():
            for name, weight in weights.items():
                weight.copy_(tensors[f"weight.{name}"])
                moments = {key: tensors[f"{key}.{name}"] for key in _MOMENTS if f"{key}.{name}" in tensors}
                # AdamW counts its steps on the CPU
                optimiser.state[weight] = {
                    key: moment if key == "step" else moment.to(weight.device) for key, moment in moments.items()
                }
        return int(state["step"])
    except (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise UserError(asked, f"the file is damaged: {str(error).splitlines()[0]}", remedy) from None
