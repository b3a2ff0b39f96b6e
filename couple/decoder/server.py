"""A decoder behind an OpenAI-compatible server (vLLM, llama.cpp, Ollama, a vendor): it can be observed, not opened."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from couple.decoder.prompt import Prompt
from couple.foundation import UserError, child_seed, fingerprint_bytes


class ServerDecoderConfig(BaseModel):
    """Where the server is and which model to ask. The key is read from the environment variable ``key_from``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    model: str
    key_from: str = "OPENAI_API_KEY"
    timeout: float = Field(default=60.0, gt=0)
    parallel: int = Field(default=4, ge=1, le=64)


class ServerDecoder:
    """Answers prompts through the ``openai`` client. Install it with ``pip install couple[server]``."""

    def __init__(self, config: ServerDecoderConfig) -> None:
        import os

        try:
            from openai import OpenAI
        except ImportError:
            asked = f"ask the server {config.base_url}"
            raise UserError(asked, "the openai package is not installed", "pip install 'couple[server]'") from None
        self.config = config
        key = os.environ.get(config.key_from) or "none"
        self._client = OpenAI(base_url=config.base_url, api_key=key, timeout=config.timeout, max_retries=2)

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self.config.model

    @property
    def fingerprint(self) -> str:
        """Of the address and the name: a server's weights cannot be seen."""
        return fingerprint_bytes(f"{self.config.base_url} {self.config.model}".encode())

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """One answer a prompt, in order, several requests at a time.

        Raises:
            UserError: the server cannot be reached or refuses; its own words are quoted.
        """

        def ask(prompt: Prompt) -> str:
            return self._ask(prompt, max_new_tokens, temperature, child_seed(seed, "answer", str(prompt)) % 2**31)

        with ThreadPoolExecutor(self.config.parallel) as pool:
            return list(pool.map(ask, prompts))

    def _ask(self, prompt: Prompt, max_new_tokens: int, temperature: float, seed: int) -> str:
        from openai import OpenAIError

        messages: Any = prompt.messages
        try:
            reply = self._client.chat.completions.create(
                model=self.config.model,
                messages=messages,
                max_tokens=max_new_tokens,
                temperature=temperature,
                seed=seed,
            )
        except OpenAIError as error:
            asked = f"ask {self.config.model} at {self.config.base_url}"
            remedy = "check that the server runs, its address ends in /v1, and the model's name"
            raise UserError(asked, f"{type(error).__name__}: {error}", remedy) from None
        text = reply.choices[0].message.content if reply.choices else None
        return (text or "").strip()
