"""An OpenAI-compatible server (vLLM, llama.cpp, Ollama, a vendor): its address, its client, and how it fails.

What is asked of it is its users' business; here are the parts that all of them share.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation.certificate import fingerprint_bytes
from couple.foundation.errors import UserError

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

REMEDY = "check that the server runs, its address ends in /v1, and the model's name"


class ChatServerConfig(BaseModel):
    """Where the server is (an address that ends in ``/v1``) and which model to ask.

    The key is read from the environment variable ``key_from``; ``timeout`` is in seconds, for one request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    model: str
    key_from: str = "OPENAI_API_KEY"
    timeout: float = Field(default=60.0, gt=0)
    parallel: int = Field(default=4, ge=1, le=64)


class ChatServer:
    """A model on a server, through the ``openai`` client. Install it with ``pip install 'couple[server]'``."""

    def __init__(self, config: ChatServerConfig, *, retries: int) -> None:
        try:
            from openai import OpenAI
        except ImportError:
            asked = f"ask the server {config.base_url}"
            raise UserError(asked, "the openai package is not installed", "pip install 'couple[server]'") from None
        self.config = config
        key = os.environ.get(config.key_from) or "none"
        self.client = OpenAI(base_url=config.base_url, api_key=key, timeout=config.timeout, max_retries=retries)

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.config.model

    @property
    def fingerprint(self) -> str:
        """Of the address and the name: a server's weights cannot be seen."""
        return fingerprint_bytes(f"{self.config.base_url} {self.config.model}".encode())

    def side_by_side(self, ask: Callable[[Asked], Answered], requests: Sequence[Asked]) -> list[Answered]:
        """What ``ask`` gives for each request, in order; several are under way at a time."""
        with ThreadPoolExecutor(self.config.parallel) as pool:
            return list(pool.map(ask, requests))

    def failure(self, error: Exception, remedy: str = REMEDY) -> UserError:
        """A failed request in the user's words; the server's own are quoted."""
        asked = f"ask {self.config.model} at {self.config.base_url}"
        return UserError(asked, f"{type(error).__name__}: {error}", remedy)
