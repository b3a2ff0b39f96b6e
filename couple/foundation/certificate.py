"""Birth certificates: what an artefact is, from what it was made, and whether it still is what it says.

Every trained file (head, graph, SCM, concept space, adapter) lies beside a ``certificate.json``. Loading checks the
artefact's own fingerprint and, where one is needed, the base model's; a mismatch is refused, never guessed around.
"""

import hashlib
from importlib import metadata
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from couple.foundation.errors import UserError
from couple.foundation.files import read_json, write_json

FORMAT_VERSION = 1


class BirthCertificate(BaseModel):
    """Where an artefact comes from.

    ``files`` maps each file of the artefact to its fingerprint; ``base_model`` is the fingerprint of the frozen model
    it was trained on, or None; ``metrics`` were measured by the recipe named in ``recipe``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    kind: str
    recipe: str
    base_model_id: str | None = None
    base_model: str | None = None
    data: dict[str, str] = {}
    data_licence: str
    config: dict[str, Any] = {}
    seed: int
    versions: dict[str, str] = {}
    metrics: dict[str, Any] = {}
    files: dict[str, str] = {}

    def save(self, folder: str | Path) -> None:
        """Write ``certificate.json`` into ``folder``."""
        write_json(Path(folder) / "certificate.json", self.model_dump())

    @classmethod
    def load(cls, folder: str | Path, *, kind: str) -> "BirthCertificate":
        """Read and check the certificate in ``folder``: kind, format version, and every file's fingerprint."""
        folder = Path(folder)
        asked = f"load the {kind} in {folder}"
        raw = read_json(folder / "certificate.json", what="birth certificate")
        version = raw.get("format_version") if isinstance(raw, dict) else None
        if isinstance(version, int) and version > FORMAT_VERSION:
            found = f"it was written in format {version}, this version reads up to {FORMAT_VERSION}"
            raise UserError(asked, found, "update couple, or rebuild the artefact with its recipe")
        try:
            certificate = cls.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            found = f"the certificate is damaged at {'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise UserError(asked, found, "rebuild the artefact with its recipe") from None
        if certificate.kind != kind:
            raise UserError(asked, f"the folder holds a {certificate.kind}", f"name a folder that holds a {kind}")
        for name, expected in certificate.files.items():
            if Path(name).name != name:
                found = f"the certificate names {name!r}, outside its folder"
                raise UserError(asked, found, "do not trust this folder")
            actual = fingerprint_file(folder / name)
            if actual != expected:
                found = f"{name} is damaged or was changed: fingerprint {actual}, its certificate says {expected}"
                raise UserError(asked, found, f"fetch the file again, or rebuild it: {certificate.recipe}")
        return certificate


def fingerprint_bytes(data: bytes) -> str:
    """The first 16 hex digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()[:16]


def fingerprint_file(path: str | Path) -> str:
    """The fingerprint of a file's bytes. Raises ``UserError`` when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as handle:
            while chunk := handle.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise UserError(f"read {path}", f"the system refused: {error.strerror}", "check the path") from None
    return digest.hexdigest()[:16]


def library_versions(*names: str) -> dict[str, str]:
    """Installed versions by distribution name; a library that is not there is left out."""
    found: dict[str, str] = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
