"""The keys that each verb takes on its command line: taking one away breaks somebody's script."""

from collections.abc import Iterator, Mapping
from typing import Any

from couple.__main__ import VERBS


def flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """``decoder.temperature`` for every key that holds no keys of its own."""
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_keys_are_flattened_to_what_is_typed():
    assert list(flat({"seed": 0, "decoder": {"guidance": {"weight": 3}}, "do": {}})) == [
        "seed",
        "decoder.guidance.weight",
        "do",
    ]


def test_command_keys_are_those_that_were_promised(compose, compare):
    compare("command_keys.json", {verb: sorted(flat(compose(verb))) for verb in VERBS})


def test_every_verb_takes_an_output_folder(compose):
    assert [verb for verb in VERBS if "output" not in compose(verb)] == []
