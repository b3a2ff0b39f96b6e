"""From a plain mapping to the frozen config that sits beside a class: typed, complete, unknown keys refused."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from couple.foundation.errors import UserError, nearest_name

Config = TypeVar("Config", bound=BaseModel)


def build_config(config: type[Config], values: Mapping[str, Any], *, where: str) -> Config:
    """Validate ``values`` as ``config`` (a frozen pydantic model with ``extra="forbid"``).

    Args:
        config: the model class to validate as.
        values: what the composed configuration holds at that place.
        where: the place to name in messages, such as ``"decoder"`` for keys typed as ``decoder.temperature=``; empty
            for keys typed without a group.

    Raises:
        UserError: names the first wrong key, the nearest known one, or the range that was missed.
    """
    known = list(config.model_fields)
    prefix = f"{where}." if where else ""
    for key in values:
        if key not in known:
            near = nearest_name(str(key), known)
            hint = f"did you mean {prefix}{near}?" if near else f"known keys: {', '.join(known)}"
            raise UserError(f"set {prefix}{key}", "there is no such key", hint)
    try:
        return config.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        found = f"{first.get('input')!r}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise UserError(f"set {prefix}{key}", found, f"type {prefix}{key}=VALUE with a value in range") from None


def choose_config(
    kinds: Mapping[str, type[Config]], settings: Mapping[str, Any], *, default: str, where: str
) -> Config:
    """The config of the kind that ``settings`` names under ``kind``, built from the other keys.

    Raises:
        UserError: there is no such kind (the nearest is named), or as ``build_config``.
    """
    kind = settings.get("kind", default)
    if kind not in kinds:
        near = nearest_name(str(kind), list(kinds))
        hint = f"did you mean {near}? " if near else ""
        raise UserError(f"{where}.kind={kind}", "there is no such kind", f"{hint}known: {', '.join(kinds)}")
    return build_config(kinds[kind], {key: value for key, value in settings.items() if key != "kind"}, where=where)
