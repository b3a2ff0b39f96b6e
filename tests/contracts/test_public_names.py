"""The names that each room gives to the outside: taking one away breaks somebody's script."""

from importlib import import_module
from pathlib import Path

import pytest

import couple

PACKAGE = Path(couple.__file__).parent


def public_names() -> dict[str, list[str]]:
    """Each room's ``__all__``, sorted."""
    rooms = ["couple", *(f"couple.{file.parent.name}" for file in sorted(PACKAGE.glob("*/__init__.py")))]
    return {room: sorted(import_module(room).__all__) for room in rooms}


def test_every_public_name_is_there():
    missing = [
        f"{room}.{name}"
        for room, names in public_names().items()
        for name in names
        if not hasattr(import_module(room), name)
    ]
    assert missing == []


def test_public_names_are_those_that_were_promised(compare):
    compare("public_names.json", public_names())


def test_a_name_that_comes_or_goes_fails_with_the_way_to_renew(compare, monkeypatch):
    monkeypatch.delenv("UPDATE_CONTRACTS", raising=False)
    now = public_names()
    now["couple.graph"] = [*(name for name in now["couple.graph"] if name != "Edge"), "Invented"]
    del now["couple.report"]
    with pytest.raises(pytest.fail.Exception) as failed:
        compare("public_names.json", now)
    said = str(failed.value)
    assert "- couple.graph: Edge" in said
    assert "+ couple.graph: Invented" in said
    assert "- couple.report\n" in said
    assert "UPDATE_CONTRACTS=1 python -m pytest tests/contracts" in said
