"""The weights of a loaded model: what identifies them, and the precision to hold them in. Imports torch."""

import hashlib
from typing import Any, Literal

import torch

Precision = Literal["auto", "float32", "bfloat16"]


def weights_fingerprint(model: Any) -> str:
    """16 hex digits over names, shapes and a sample of each base weight, rounded to bfloat16; adapters do not count."""
    digest = hashlib.sha256()
    for name, weight in sorted(model.named_parameters()):
        if "lora_" in name:
            continue
        plain = name.replace("base_model.model.", "").replace(".base_layer", "")
        flat = weight.detach().flatten()
        sample = flat[:: max(1, flat.numel() // 64)].to("cpu", torch.bfloat16).view(torch.int16)
        digest.update(f"{plain}{tuple(weight.shape)}".encode() + sample.numpy().tobytes())
    return digest.hexdigest()[:16]


def torch_dtype(precision: Precision, place: str = "cpu") -> torch.dtype:
    """``auto`` is bfloat16 where the processor multiplies it natively, else float32."""
    if precision == "float32":
        return torch.float32
    if precision == "bfloat16" or place != "cpu":
        return torch.bfloat16
    capable = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return torch.bfloat16 if capable else torch.float32
