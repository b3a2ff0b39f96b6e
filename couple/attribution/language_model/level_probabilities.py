"""A level is no probability: how often people found a value that the model put on that level is, and is measured."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, build_config, read_json, write_json

LEVELS = (1, 2, 3, 4, 5)
Probability = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=0)]


class LevelProbabilities(BaseModel):
    """For the levels 1 to 5, how likely a human annotator finds the value.

    Attributes:
        rater: fingerprint of the rater (model, criteria, wording) whose levels were counted.
        probabilities: in the order of the levels; from 2 to 5 they never fall, and level 1 stands for itself.
        counts: how many readings each rests on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rater: str
    probabilities: tuple[Probability, Probability, Probability, Probability, Probability]
    counts: tuple[Count, Count, Count, Count, Count]

    def save(self, path: str | Path) -> None:
        """Write the JSON file that ``load`` reads."""
        write_json(path, self.model_dump(mode="json"))

    @classmethod
    def load(cls, path: str | Path) -> "LevelProbabilities":
        """Raises ``UserError`` when the file is no such table."""
        raw = read_json(path, what="level probabilities")
        if not isinstance(raw, dict):
            raise UserError(f"read the level probabilities {path}", "it is no object", "measure them again")
        return build_config(cls, raw, where="probabilities")


def measure_level_probabilities(levels: Sequence[int], found: Sequence[bool], *, rater: str) -> LevelProbabilities:
    """From levels and what people found: Laplace's (k + 1) / (n + 2), pooled until it rises from level 2 to 5."""
    from sklearn.isotonic import isotonic_regression

    pairs = list(zip(levels, found, strict=True))
    counts = [sum(one == level for one, _ in pairs) for level in LEVELS]
    hits = [sum(one == level and there for one, there in pairs) for level in LEVELS]
    shares = [(hit + 1) / (count + 2) for hit, count in zip(hits, counts, strict=True)]
    rising = isotonic_regression(shares[1:], sample_weight=[count + 2 for count in counts[1:]])
    return LevelProbabilities.model_validate(
        {"rater": rater, "probabilities": (shares[0], *map(float, rising)), "counts": tuple(counts)}
    )
