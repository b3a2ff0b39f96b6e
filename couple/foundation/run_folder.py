"""One self-describing folder a run: never overwritten, readable after any interrupt, reproducible from ``run.json``."""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from couple import __version__
from couple.foundation.certificate import library_versions
from couple.foundation.errors import UserError
from couple.foundation.files import read_json, write_json

_LIBRARIES = ("torch", "transformers", "peft", "pyro-ppl", "dowhy", "causal-learn", "networkx", "hydra-core", "numpy")


class RunFolder:
    """A run's folder and its growing ``run.json``. Use ``create`` or ``resume``."""

    def __init__(self, path: Path, record: dict[str, Any]) -> None:
        self.path, self.record = path, record
        self._started = time.monotonic()

    @classmethod
    def create(cls, verb: str, config: dict[str, Any], *, output: str | None) -> "RunFolder":
        """Make ``output``, or ``outputs/VERB/TIME`` under the current folder. An existing folder is never touched."""
        path = Path(output).expanduser() if output else _unused(Path("outputs") / verb / time.strftime("%Y%m%d-%H%M%S"))
        asked = f"write the run to {path}"
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            remedy = "name another folder: output=NEW (or go on: resume=DIR)"
            raise UserError(asked, "it exists and is not empty", remedy)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(asked, f"the system refused: {error.strerror}", "name a folder you may write to") from None
        record = {
            "format_version": 1,
            "verb": verb,
            "version": __version__,
            "git_revision": git_revision(),
            "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "status": "running",
            "config": config,
            "seed": config.get("seed"),
            "versions": {"python": sys.version.split()[0], **library_versions(*_LIBRARIES)},
            "artefacts": {},
            "timings": {},
        }
        folder = cls(path, record)
        folder.save()
        return folder

    @classmethod
    def resume(cls, verb: str, path: str) -> "RunFolder":
        """Open the folder of an interrupted run of ``verb``."""
        asked = f"resume={path}"
        if not (Path(path).expanduser() / "run.json").is_file():
            raise UserError(asked, "there is no run.json in it", "name the folder that the interrupted run printed")
        record = read_json(Path(path).expanduser() / "run.json", what="run record")
        if not isinstance(record, dict) or record.get("verb") != verb:
            found = f"it holds a run of {record.get('verb') if isinstance(record, dict) else 'nothing'}"
            raise UserError(asked, found, f"name a folder that couple.{verb} made")
        return cls(Path(path).expanduser(), record)

    def note(self, section: str, **facts: Any) -> None:
        """Add facts to a section of ``run.json`` (``artefacts``, ``timings``, ...) and save it."""
        self.record.setdefault(section, {}).update(facts)
        self.save()

    def finish(self, status: str = "finished") -> None:
        """Write the final status, the seconds that processes worked on the run, and this process's peak memory."""
        seconds = self.record["timings"].get("seconds", 0.0) + time.monotonic() - self._started
        self._started = time.monotonic()
        self.record["status"] = status
        self.note("timings", seconds=round(seconds, 3), peak_memory_mb=peak_memory_mb())

    def discard(self) -> None:
        """Remove the folder of a run that refused its input before it wrote anything else."""
        (self.path / "run.json").unlink(missing_ok=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()

    def save(self) -> None:
        """Write ``run.json``."""
        write_json(self.path / "run.json", self.record)


def _unused(path: Path) -> Path:
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate


def peak_memory_mb() -> int | None:
    """The largest resident memory of this process so far, in MB, or None where the system does not say."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1_000_000 if sys.platform == "darwin" else 1_000))


def git_revision() -> str | None:
    """The commit of the checkout this package runs from, or None when it is installed from a wheel."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() if re.fullmatch(r"[0-9a-f]{40}", done.stdout.strip()) else None
