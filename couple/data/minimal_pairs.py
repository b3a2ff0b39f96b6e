"""Minimal pairs of our own: statements that uphold a value, reject it, or reject it for the sake of another.

The sentences are put together from frames and phrases in ``minimal_pairs.yaml``. They are evidence for the level
"contradicted" that natural data here hardly has, and no more natural than that.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from pydantic import BaseModel, ConfigDict

from couple.foundation import package_file, read_yaml
from couple.values import load_system

HELD_OUT_PHRASES = 2  # the last ones of each value


class Frames(BaseModel):
    """Sentences with a place {x} for what is upheld and {y} for what is rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    upheld: tuple[str, ...]
    rejected: tuple[str, ...]
    traded: tuple[str, ...]


class PairMaterial(Frames):
    """``minimal_pairs.yaml``."""

    phrases: Mapping[str, tuple[str, ...]]
    held_out: Frames


def load_minimal_pairs(*, held_out: bool) -> pd.DataFrame:
    """Every combination of one frame with phrases, ``held_out`` or for training; of traded ones a fixed selection.

    Columns: ``text``, ``upheld`` and ``rejected`` (names in schwartz20, or None), ``frame``. The two parts share no
    frame and no phrase.
    """
    material = PairMaterial.model_validate(read_yaml(package_file("data", "minimal_pairs.yaml"), what="minimal pairs"))
    names = load_system("schwartz20").names
    frames: Frames = material.held_out if held_out else material
    own = {name: material.phrases[name] for name in names}
    cut = {name: all_[-HELD_OUT_PHRASES:] if held_out else all_[:-HELD_OUT_PHRASES] for name, all_ in own.items()}
    rows = [*_single(frames, cut), *_traded(frames.traded, cut, names)]
    return pd.DataFrame(rows, columns=["text", "upheld", "rejected", "frame"])


def _single(frames: Frames, phrases: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str | None, str | None, str]]:
    for name, own in phrases.items():
        for phrase in own:
            for frame in frames.upheld:
                yield _capital(frame.replace("{x}", phrase)), name, None, frame
            for frame in frames.rejected:
                yield _capital(frame.replace("{y}", phrase)), None, name, frame


def _traded(
    frames: Sequence[str], phrases: Mapping[str, Sequence[str]], names: Sequence[str]
) -> Iterator[tuple[str, str | None, str | None, str]]:
    """Each value for the sake of the ones 3, 7 and 10 places on: near and far on the circle."""
    for place, name in enumerate(names):
        for step in (3, 7, 10):
            other = names[(place + step) % len(names)]
            for number, frame in enumerate(frames):
                x, y = (phrases[one][(number + step) % len(phrases[one])] for one in (other, name))
                yield _capital(frame.replace("{x}", x).replace("{y}", y)), other, name, frame


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
