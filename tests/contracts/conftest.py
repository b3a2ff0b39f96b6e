"""Snapshots of what other people's scripts rely on: compared in every run, renewed only when somebody asks."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
RENEW = "UPDATE_CONTRACTS=1 python -m pytest tests/contracts"


def difference(frozen: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> list[str]:
    """What was taken away (``-``) and what was added (``+``), one name a line."""
    lines = []
    for place in sorted(set(frozen) | set(now)):
        before, after = set(frozen.get(place, [])), set(now.get(place, []))
        lines += [f"- {place}: {name}" for name in sorted(before - after)]
        lines += [f"+ {place}: {name}" for name in sorted(after - before)]
        if place not in now:
            lines.append(f"- {place}")
        elif place not in frozen:
            lines.append(f"+ {place}")
    return lines


@pytest.fixture
def compare() -> Callable[[str, Mapping[str, list[str]]], None]:
    """``compare("public_names.json", now)`` fails with the difference, or renews the file when asked to."""

    def compare(name: str, now: Mapping[str, list[str]]) -> None:
        file = HERE / name
        if os.environ.get("UPDATE_CONTRACTS") == "1":
            file.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n", encoding="utf-8")
            pytest.skip(f"wrote {name}: read its difference, and note what was removed in the change log")
        lines = difference(json.loads(file.read_text(encoding="utf-8")), now)
        if lines:
            pytest.fail(
                f"{name} is a contract and no longer holds:\n" + "\n".join(lines) + f"\nIf that is meant: {RENEW}",
                pytrace=False,
            )

    return compare


@pytest.fixture
def compose() -> Iterator[Callable[..., dict[str, Any]]]:
    """``compose("generate", "decoder=local")``: the settings that a verb would get, ``???`` where one is missing."""
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from omegaconf import OmegaConf

    from couple.entry import conf_folder

    def compose(verb: str, *overrides: str) -> dict[str, Any]:
        settings = OmegaConf.to_container(hydra_compose(verb, list(overrides)), throw_on_missing=False)
        assert isinstance(settings, dict)
        return {str(key): value for key, value in settings.items()}

    with initialize_config_dir(config_dir=str(conf_folder()), version_base="1.3"):
        yield compose
