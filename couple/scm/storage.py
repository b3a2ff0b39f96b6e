"""A structural causal model on disk: ``scm.json``, ``parameters.safetensors`` and ``certificate.json``."""

from pathlib import Path
from typing import Any

from couple.foundation import (
    BirthCertificate,
    UserError,
    fingerprint_file,
    package_file,
    read_json,
    write_json,
)
from couple.graph import ValueGraph
from couple.scm.fitted import FittedSCM
from couple.scm.linear_gaussian import LinearGaussianSCM
from couple.scm.mechanisms import MECHANISMS

FORMAT_VERSION = 2  # 2 added "settings"; files of version 1 still load
KIND = "structural causal model"


def save_scm(model: FittedSCM, folder: str | Path, certificate: BirthCertificate) -> None:
    """Write ``model`` into ``folder``, with the fingerprints of its files added to ``certificate``."""
    from safetensors.torch import save_file

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    description = {
        "format_version": FORMAT_VERSION,
        "mechanism": model.mechanism,
        "graph": model.graph.to_json(),
        "settings": model.settings,
    }
    write_json(folder / "scm.json", description)
    save_file(
        {name: tensor.contiguous() for name, tensor in model.tensors().items()}, folder / "parameters.safetensors"
    )
    files = {name: fingerprint_file(folder / name) for name in ("scm.json", "parameters.safetensors")}
    certificate.model_copy(update={"kind": KIND, "files": files}).save(folder)


def load_scm(folder: str | Path) -> FittedSCM:
    """The model in ``folder``.

    Raises:
        UserError: the folder is not such a model, a file was damaged or changed, or a newer version wrote it.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    folder = Path(folder).expanduser()
    asked = f"load the causal model in {folder}"
    BirthCertificate.load(folder, kind=KIND)
    raw: Any = read_json(folder / "scm.json", what="causal model")
    version = raw.get("format_version") if isinstance(raw, dict) else None
    if version not in range(1, FORMAT_VERSION + 1):
        found = f"scm.json is written in format {version}, this version reads 1 to {FORMAT_VERSION}"
        raise UserError(asked, found, "update couple, or fit the model again: python -m couple.fit")
    if raw.get("mechanism") not in MECHANISMS:
        found = f"its mechanism is {raw.get('mechanism')!r}"
        raise UserError(asked, found, f"this version reads: {', '.join(MECHANISMS)}")
    graph = ValueGraph.from_json(raw.get("graph"), what=f"graph in {folder / 'scm.json'}")
    try:
        tensors = load_file(folder / "parameters.safetensors")
        return MECHANISMS[raw["mechanism"]].from_stored(graph, tensors, raw.get("settings") or {})
    except (KeyError, TypeError, ValueError, OSError, SafetensorError) as error:
        found = f"its parameters do not fit its graph: {error}"
        raise UserError(asked, found, "fit the model again: python -m couple.fit") from None


def find_scm(reference: str) -> FittedSCM:
    """The model in the folder ``reference``, or the shipped one of that name. Raises ``UserError`` for neither."""
    if Path(reference).expanduser().is_dir():
        return load_scm(reference)
    shipped = sorted(folder.name for folder in package_file("scm", "artefacts").iterdir() if folder.is_dir())
    if reference in shipped:
        return shipped_scm(reference)
    remedy = f"name a folder that couple.fit wrote, or a shipped model: {', '.join(shipped)}"
    raise UserError(f"scm={reference}", "there is no such folder or shipped model", remedy)


def shipped_scm(name: str = "ess9") -> LinearGaussianSCM:
    """A model that ships with the package: ``ess9`` (human values, European Social Survey round 9)."""
    model = load_scm(package_file("scm", "artefacts", name))
    assert isinstance(model, LinearGaussianSCM)
    return model
