"""The package as text: every module parsed once."""

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def modules() -> Mapping[str, ast.Module]:
    """The syntax tree of every module under ``couple``, by dotted name (packages without ``__init__``)."""
    trees = {}
    for file in sorted((ROOT / "couple").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        trees[name] = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    assert len(trees) > 100, "the package was not found"
    return trees


@pytest.fixture(scope="session")
def repository_files() -> Mapping[str, Path]:
    """Every file that git keeps, or would keep, by its path in the repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout: nobody knows which files belong to it")
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()}
