"""Which regression an instrument is asked for: plain settings, read before anything heavy is imported."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from couple.instruments.ordinal.posterior import Inference


class RegressionSettings(BaseModel):
    """``own_items`` lets respondents differ on single items beyond values: see ``specification``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    inference: Literal["nuts", "svi", "map"]
    own_items: bool = False
    seed: int = Field(default=0, ge=0)


def find_inference(name: Literal["nuts", "svi", "map"]) -> "Inference":
    """The way of inference called ``name``, with its defaults."""
    from couple.instruments.ordinal.maximum import MaximumAPosteriori
    from couple.instruments.ordinal.nuts import NoUTurn
    from couple.instruments.ordinal.variational import Variational

    return {"nuts": NoUTurn, "svi": Variational, "map": MaximumAPosteriori}[name]()
