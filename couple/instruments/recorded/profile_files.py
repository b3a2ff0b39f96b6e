"""Measured profiles as files: what was found in one model can be the target of another.

A centred score says by how many points of the 1..6 answer scale a value stands above or below the respondent's own
level; as for people and countries, its priority is 3 plus that score, within 1..5 (``couple.values.scale``). Nothing is
stretched: a respondent that hardly tells values apart has a flat profile.
"""

import re
from collections.abc import Mapping

from couple.values import ValueProfile, ValueSystem, priority_from_centred

FOLDER = "profiles"


def measured_profile(scores: Mapping[str, float | None], system: ValueSystem) -> ValueProfile | None:
    """The profile over the values whose centred score is known; None where none is."""
    known = {value: priority_from_centred(score) for value, score in scores.items() if score is not None}
    return ValueProfile(system, known) if known else None


def profile_files(
    profiles: Mapping[str, Mapping[str, float | None]], system: ValueSystem, *, reference: str | None = None
) -> dict[str, str]:
    """``profiles/NAME.yaml`` -> text that ``load_profile`` reads, for every respondent with a known score.

    Args:
        profiles: respondent -> value -> centred score.
        system: of the values.
        reference: how the files name the system: its name by default, the path of a system of your own.
    """
    files: dict[str, str] = {}
    for respondent, scores in profiles.items():
        profile = measured_profile(scores, system)
        if profile is None:
            continue
        stem, number = _file_name(respondent), 1
        while (name := f"{FOLDER}/{stem}{f'_{number}' if number > 1 else ''}.yaml") in files:
            number += 1
        files[name] = profile.to_yaml(system=reference)
    return files


def _file_name(respondent: str) -> str:
    """Letters, digits, dots, dashes and underscores; a name from a file may hold anything, path separators too."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", respondent).strip("._-")
    return plain[:100] or "respondent"
