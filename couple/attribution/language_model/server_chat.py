"""A chat model behind an OpenAI-compatible server (vLLM, llama.cpp, Ollama, a vendor), which enforces the schema.

The schema travels as ``response_format``; several requests are under way at a time.
"""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from couple.attribution.language_model.chat import Conversation, Reply, as_dictionaries
from couple.foundation import UserError, fingerprint_bytes


class ServerChatConfig(BaseModel):
    """Where the server is (an address that ends in ``/v1``) and which model to ask.

    The key is read from the environment variable ``key_from``; ``timeout`` is in seconds, for one request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    model: str
    key_from: str = "OPENAI_API_KEY"
    timeout: float = Field(default=120.0, gt=0)
    parallel: int = Field(default=4, ge=1, le=64)


class ServerChat:
    """Replies through the ``openai`` client. Install it with ``pip install 'couple[server]'``."""

    def __init__(self, config: ServerChatConfig) -> None:
        try:
            from openai import OpenAI
        except ImportError:
            asked = f"ask the server {config.base_url}"
            raise UserError(asked, "the openai package is not installed", "pip install 'couple[server]'") from None
        self.config = config
        key = os.environ.get(config.key_from) or "none"
        self._client = OpenAI(base_url=config.base_url, api_key=key, timeout=config.timeout, max_retries=4)

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.config.model

    @property
    def fingerprint(self) -> str:
        """Of the address and the name: a server's weights cannot be seen."""
        return fingerprint_bytes(f"{self.config.base_url} {self.config.model}".encode())

    def reply(
        self, conversations: Sequence[Conversation], *, schema: Mapping[str, Any], max_new_tokens: int, seed: int
    ) -> list[Reply]:
        """One reply for each conversation, in order.

        Raises:
            UserError: the server cannot be reached or does not do what it was asked; its own words are quoted.
        """

        def ask(conversation: Conversation) -> Reply:
            return self._ask(conversation, schema, max_new_tokens, seed % 2**31)

        with ThreadPoolExecutor(self.config.parallel) as pool:
            return list(pool.map(ask, conversations))

    def _ask(self, conversation: Conversation, schema: Mapping[str, Any], max_new_tokens: int, seed: int) -> Reply:
        from openai import OpenAIError

        messages: Any = as_dictionaries(conversation)
        held: Any = {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)}}
        try:
            completion = self._client.chat.completions.create(
                model=self.config.model,
                messages=messages,
                response_format=held,
                max_tokens=max_new_tokens,
                temperature=0.0,
                seed=seed,
            )
        except OpenAIError as error:
            raise self._explained(error) from None
        if not completion.choices:
            return Reply("", "the server sent no reply")
        choice = completion.choices[0]
        text = (choice.message.content or "").strip()
        if choice.message.refusal:
            return Reply("", f"the model refused: {choice.message.refusal[:200]}")
        if choice.finish_reason == "content_filter":
            return Reply("", "the server's content filter withheld the reply")
        if choice.finish_reason == "length":
            return Reply(text, f"cut off after {max_new_tokens} tokens")
        return Reply(text, None if text else "the server sent an empty reply")

    def _explained(self, error: Exception) -> UserError:
        from openai import AuthenticationError, BadRequestError, PermissionDeniedError

        asked = f"ask {self.config.model} at {self.config.base_url}"
        remedy = "check that the server runs, its address ends in /v1, and the model's name"
        if isinstance(error, AuthenticationError | PermissionDeniedError):
            remedy = f"put a valid key into the environment variable {self.config.key_from}"
        elif isinstance(error, BadRequestError):
            remedy = "use a server that holds replies to a JSON schema (response_format), with room for the prompt"
        return UserError(asked, f"{type(error).__name__}: {error}", remedy)
