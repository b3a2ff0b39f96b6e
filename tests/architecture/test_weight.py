"""What is imported when: nothing heavy by the package itself, nor by asking any verb for help."""

import json
import os
import subprocess
import sys

import pytest

from couple.__main__ import VERBS

HEAVY = {
    "causallearn",
    "dowhy",
    "hydra",
    "matplotlib",
    "numpy",
    "omegaconf",
    "pandas",
    "peft",
    "pyro",
    "scipy",
    "sklearn",
    "torch",
    "transformers",
}


def imported_by(code: str, *arguments: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after ``code``, run with ``sys.argv[1:] = arguments``."""
    report = (
        "import sys, json; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    command = [sys.executable, "-c", f"{code}\n{report}", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_the_package_is_light():
    assert imported_by("import couple") & (HEAVY | {"pydantic", "yaml"}) == set()


def test_the_check_sees_a_heavy_import():
    assert "numpy" in imported_by("import numpy")


@pytest.mark.parametrize("verb", VERBS)
def test_help_is_light(verb):
    """Run as ``python -m couple.VERB --help`` runs it."""
    held = imported_by(
        f"import runpy; runpy.run_module('couple.{verb}', run_name='__main__', alter_sys=True)", "--help"
    )
    assert "couple" in held
    assert held & HEAVY == set()


def test_listing_the_verbs_is_light():
    assert imported_by("from couple.__main__ import main; main()") & HEAVY == set()


@pytest.mark.parametrize("room", ["foundation", "values"])
def test_the_lower_rooms_are_free_of_torch(room):
    assert imported_by(f"import couple.{room}") & {"torch", "transformers"} == set()
