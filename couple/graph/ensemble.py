"""Several algorithms at once: each drawn table is searched by every member, and their findings count alike."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class EnsembleConfig(BaseModel):
    """``members`` are the settings of the algorithms, each with its ``name``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["ensemble"] = "ensemble"
    members: tuple[Mapping[str, Any], ...] = Field(min_length=2)
