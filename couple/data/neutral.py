"""Texts of our own that express no value: annotated arguments all appeal to some, so readers of them overread."""

import pandas as pd
from pydantic import BaseModel, ConfigDict

from couple.foundation import numpy_generator, package_file, read_yaml

MOST_SENTENCES = 4


class NeutralMaterial(BaseModel):
    """``neutral.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentences: tuple[str, ...]
    held_out: tuple[str, ...]


def load_neutral_texts(count: int, *, held_out: bool, seed: int) -> pd.DataFrame:
    """``count`` texts of one to four sentences each, drawn without repetition inside a text.

    Column: ``text``. The two parts share no sentence. The same seed gives the same texts.
    """
    material = NeutralMaterial.model_validate(read_yaml(package_file("data", "neutral.yaml"), what="neutral texts"))
    sentences = material.held_out if held_out else material.sentences
    draw = numpy_generator(seed, "neutral texts")
    texts = [
        " ".join(draw.choice(sentences, size=int(draw.integers(1, MOST_SENTENCES + 1)), replace=False).tolist())
        for _ in range(count)
    ]
    return pd.DataFrame({"text": texts})
