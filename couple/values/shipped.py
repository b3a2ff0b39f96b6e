"""Where shipped systems, mappings and profiles lie, and how a word on the command line finds one of them or a file."""

from collections.abc import Sequence
from pathlib import Path

from couple.foundation import UserError, nearest_name, package_file

SYSTEM_FOLDER = package_file("values", "systems")
MAPPING_FOLDER = package_file("values", "mappings")


def shipped_profile_folder() -> Path:
    """``conf/profile``: inside the package when installed from a wheel, beside it in a checkout."""
    inside, beside = package_file("conf", "profile"), package_file().parent / "conf" / "profile"
    return inside if inside.is_dir() else beside


def shipped_names(folder: Path) -> tuple[str, ...]:
    """The names of the YAML files in ``folder``, sorted."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


def find_yaml(
    ref: str | Path, folder: Path, *, what: str, relative_to: Path | None = None, also: Sequence[str] = ()
) -> Path:
    """The YAML file that ``ref`` means: a name shipped in ``folder`` first, else a path.

    A file in the way of a shipped name is reached as ``./name``. Relative paths start at ``relative_to``, or else
    where the user stands. Raises ``UserError`` with the nearest shipped name when ``ref`` is neither; ``also`` are
    names that ship otherwise than as files and may be meant.
    """
    names = shipped_names(folder)
    if str(ref) in names:
        return folder / f"{ref}.yaml"
    path = (relative_to or Path()) / Path(ref).expanduser()
    try:
        found = path.exists()
    except (OSError, ValueError):  # a name too long for the file system, or one with a NUL in it
        found = False
    if found:
        return path
    near = nearest_name(Path(ref).stem, [*names, *also])
    hint = f"did you mean {near}? " if near else ""
    problem = f"there is no such file, and no {what} of that name ships with couple"
    others = f", and {also[0]} to {also[-1]}" if also else ""
    raise UserError(f"use the {what} {str(ref)[:200]}", problem, f"{hint}shipped: {', '.join(names)}{others}")
