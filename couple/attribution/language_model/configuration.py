"""What is set about an attributor that asks a language model."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from couple.attribution.language_model.server_chat import ServerChatConfig
from couple.foundation.weights import Precision


class LanguageModelAttributionConfig(BaseModel):
    """Which model reads, by which criteria, and how much at once.

    Attributes:
        model: the embedded decoder, a folder or a hub id; not used when there is a server.
        server: the server to ask; None, or a ``base_url`` of null, asks the local model.
        criteria: a file of criteria; None builds them from the system's definitions.
        probabilities: a file that says how often people found a value on each level; None leaves them unknown.
        cache: the folder in which replies are kept; None keeps none.
        longest_piece: a longer text is read in pieces of at most so many characters.
        max_new_tokens: the longest reply; twenty values take some 200 tokens.
        batch_size: texts that the local model reads at once.
        seed: for servers whose likeliest token is not always the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = "smollm2_135m"
    precision: Precision = "auto"
    batch_size: int = Field(default=8, ge=1, le=512)
    server: ServerChatConfig | None = None
    criteria: str | None = None
    probabilities: str | None = None
    cache: str | None = None
    longest_piece: int = Field(default=6000, ge=200, le=1_000_000)
    max_new_tokens: int = Field(default=512, ge=1, le=8192)
    seed: int = 0

    @field_validator("server", mode="before")
    @classmethod
    def _no_address_is_no_server(cls, given: Any) -> Any:
        return None if isinstance(given, Mapping) and given.get("base_url") is None else given
