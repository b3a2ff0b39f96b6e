"""The wheel works elsewhere: built without network, installed into a clean environment, run from another folder."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 12_000_000  # bytes


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run without this checkout on the path and without any package index."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COUPLE_"))}
    environment |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONNOUSERSITE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], ROOT)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel; other libraries come from the running one through a .pth file.

    Such a file is not followed further: an editable checkout of couple over there stays out of reach.
    """
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    installer = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--no-deps"]
    done = run([*installer, str(wheel)], folder)
    assert done.returncode == 0, done.stderr
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def command(environment, tmp_path):
    """``command("couple", "--help")`` runs a program of the clean environment in an empty folder."""
    return lambda program, *arguments: run([str(environment / "bin" / program), *arguments], tmp_path)


def test_the_wheel_holds_everything_that_runs_need(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "couple").rglob("*") if path.is_file()}
    missing = {name for name in kept if "__pycache__" not in name} - names
    settings = {f"couple/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "conf").rglob("*.yaml")}
    assert missing == set()
    assert settings - names == set()
    for part in ("couple/values/systems/", "couple/report/templates/", "couple/decoder/artefacts/", "couple/conf/"):
        assert any(name.startswith(part) for name in names), part


def test_the_wheel_holds_nothing_else_and_is_small(wheel):
    with zipfile.ZipFile(wheel) as opened:
        tops = {name.split("/")[0] for name in opened.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"couple"}
    assert wheel.stat().st_size < LARGEST


def test_couple_comes_from_the_wheel(command, environment):
    done = command("python", "-c", "import couple; print(couple.__file__)")
    assert Path(done.stdout.strip()).is_relative_to(environment), done.stderr


def test_help_works_elsewhere(command):
    assert "python -m couple.VERB" in command("couple", "--help").stdout
    done = command("couple", "generate", "--help")
    assert "python -m couple.generate target=profile.yaml" in done.stdout, done.stderr


def test_settings_are_composed_elsewhere(command):
    for start in (["python", "-m", "couple.generate"], ["couple", "generate"]):
        done = command(*start, "--cfg", "job", "target=x")
        assert done.returncode == 0, done.stderr
        assert yaml.safe_load(done.stdout)["target"] == "x"


def test_a_dry_run_works_elsewhere(command, tmp_path):
    done = command("python", "-m", "couple.generate", "target=security_first", "dry_run=true")
    assert done.returncode == 0, done.stderr
    assert "nothing was answered" in done.stdout
    assert list(tmp_path.iterdir()) == []
