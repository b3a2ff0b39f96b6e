"""Profiles as people write them: a shipped name, a YAML file, or the same keys inline.

A profile takes exactly one of three forms::

    system: schwartz10                # a shipped system, or the path of a YAML file of your own
    priorities: {security: 5, self_direction: 2.5}

    country: DE                       # or Germany

    survey: answers.csv               # see couple.values.survey_file
    instrument: pvq21                 # optional
    reversed: true                    # optional: code 1 = very much like me

Profiles are untrusted input: plain data only, unknown keys refused. Relative paths start at the profile's folder.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from couple.foundation import UserError, nearest_name, read_yaml
from couple.values.country import country_profile
from couple.values.profile import ValueProfile
from couple.values.shipped import find_yaml, shipped_names, shipped_profile_folder
from couple.values.survey_file import survey_profile
from couple.values.survey_profiles import survey_group_profile, survey_profile_names
from couple.values.system import load_system

_FORMS = {
    "priorities": ("system", "priorities"),
    "country": ("country",),
    "survey": ("survey", "instrument", "reversed"),
}


def shipped_profiles() -> tuple[str, ...]:
    """The names of the profiles that ship with couple, such as ``security_first``."""
    return shipped_names(shipped_profile_folder())


def load_profile(ref: str | Path | Mapping[str, Any], *, relative_to: Path | None = None) -> ValueProfile:
    """The profile that ``ref`` means.

    Args:
        ref: the name of a shipped profile, the name of one computed from the survey (``ess9_de``, see
            ``couple.values.survey_profiles``), the path of a YAML file, or a mapping with the keys of one.
        relative_to: the folder where relative paths start; None is where the user stands.

    Raises:
        UserError: nothing of that name, an unreadable file, or anything in it that is not a profile.
    """
    if isinstance(ref, Mapping):
        return _build(ref, relative_to or Path())
    computed = survey_profile_names()
    if str(ref) in computed:
        return survey_group_profile(str(ref))
    path = find_yaml(ref, shipped_profile_folder(), what="profile", relative_to=relative_to, also=computed)
    raw = read_yaml(path, what="profile")
    with _naming(f"read the profile {path}"):
        return _build(raw, path.parent)


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Say in which file a mistake was made."""
    try:
        yield
    except UserError as error:
        raise UserError(f"{what}: {error.asked}", error.found, error.remedy) from None


def _build(raw: object, folder: Path) -> ValueProfile:
    form = _form(raw)
    assert isinstance(raw, Mapping)
    if form == "priorities":
        system = load_system(_text(raw, "system"), relative_to=folder)
        priorities = raw["priorities"]
        if not isinstance(priorities, Mapping):
            found = f"they are {_kind(priorities)}, not a mapping"
            raise UserError("set priorities", found, f"write priorities: {{{system.names[0]}: 4, ...}}")
        return ValueProfile(system, priorities)
    if form == "country":
        # YAML 1.1 reads a bare NO, the code of Norway, as false; no other country is written that way.
        return country_profile("NO" if raw["country"] is False else _text(raw, "country"))
    reversed_codes = raw.get("reversed")
    if not isinstance(reversed_codes, bool | None):
        raise UserError("set reversed", f"it is {_kind(reversed_codes)}", "write reversed: true or reversed: false")
    instrument = _text(raw, "instrument") if raw.get("instrument") is not None else None
    path = folder / Path(_text(raw, "survey")).expanduser()
    return survey_profile(path, instrument=instrument, reversed_codes=reversed_codes)


def _form(raw: object) -> str:
    """Which of the three forms ``raw`` takes; raises ``UserError`` when it takes none or several."""
    asked = "read a profile"
    example = "write system: schwartz10 and priorities: {security: 4}, or country: DE, or survey: answers.csv"
    if not isinstance(raw, Mapping):
        raise UserError(asked, f"it is {_kind(raw)}, not a mapping of keys", example)
    known = [key for keys in _FORMS.values() for key in keys]
    for key in raw:
        if key not in known:
            near = nearest_name(str(key), known)
            hint = f"did you mean {near}?" if near else f"known keys: {', '.join(known)}"
            raise UserError(asked, f"there is no key {key!r} in a profile", hint)
    heads = [head for head in _FORMS if head in raw]
    if len(heads) != 1:
        found = f"it holds {' and '.join(heads)}" if heads else "it says neither priorities, country nor survey"
        raise UserError(asked, f"{found}; a profile takes exactly one", example)
    form = heads[0]
    for key in raw:
        if key not in _FORMS[form]:
            raise UserError(asked, f"{key} does not go with {form}", f"keep only {', '.join(_FORMS[form])}")
    if form == "priorities" and "system" not in raw:
        raise UserError(asked, "it does not say which system its priorities belong to", "add system: schwartz10")
    return form


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str) or not value.strip():
        found = "it is empty" if value is None or value == "" else f"it is {_kind(value)}, not text"
        raise UserError(
            f"set {key}", found, f"write {key}: and a name (in quotes if it looks like a number or a yes/no)"
        )
    return value


def _kind(value: object) -> str:
    """What a person would call a piece of YAML."""
    names = {dict: "a mapping", list: "a list", str: "text", bool: "a yes/no", int: "a number", float: "a number"}
    return "empty" if value is None else names.get(type(value), f"a {type(value).__name__}")
