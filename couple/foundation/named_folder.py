"""A folder of an artefact that a user named: one that ships, by its name, or the user's own, by its path."""

from collections.abc import Sequence
from pathlib import Path

from couple.foundation.errors import UserError, nearest_name


def named_folder(name: str, shipped: Path, names: Sequence[str], *, where: str, what: str) -> Path:
    """``shipped / name`` for one of ``names``, else the folder at the path ``name``.

    Args:
        name: what the user typed.
        shipped: the folder inside the package that holds what ships.
        names: what ships.
        where: the key that was typed, such as ``attribution.detector``.
        what: what such a folder holds, in words.

    Raises:
        UserError: there is neither; the nearest shipped name is given.
    """
    if name in names:
        return shipped / name
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    near = nearest_name(name, list(names))
    hint = f"did you mean {near}? " if near else ""
    raise UserError(f"{where}={name}", f"there is no such {what}", f"{hint}shipped: {', '.join(names)}")
