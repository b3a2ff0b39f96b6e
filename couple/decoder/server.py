"""A decoder behind an OpenAI-compatible server (vLLM, llama.cpp, Ollama, a vendor): it can be observed, not opened."""

from collections.abc import Sequence
from threading import Lock
from typing import Any

from couple.decoder.metering import Usage
from couple.decoder.prompt import Prompt
from couple.foundation import child_seed
from couple.foundation.chat_server import ChatServer, ChatServerConfig


class ServerDecoderConfig(ChatServerConfig):
    """Where the server is and which model to ask."""


class ServerDecoder(ChatServer):
    """Answers prompts through the ``openai`` client; ``usage`` sums what the server says that it read and wrote."""

    def __init__(self, config: ServerDecoderConfig) -> None:
        super().__init__(config, retries=2)
        self.usage = Usage()
        self._counting = Lock()

    def generate(self, prompts: Sequence[Prompt], *, max_new_tokens: int, temperature: float, seed: int) -> list[str]:
        """One answer a prompt, in order, several requests at a time.

        Raises:
            UserError: the server cannot be reached or refuses; its own words are quoted.
        """

        def ask(prompt: Prompt) -> str:
            return self._ask(prompt, max_new_tokens, temperature, child_seed(seed, "answer", str(prompt)) % 2**31)

        return self.side_by_side(ask, prompts)

    def _ask(self, prompt: Prompt, max_new_tokens: int, temperature: float, seed: int) -> str:
        from openai import OpenAIError

        messages: Any = prompt.messages
        try:
            reply = self.client.chat.completions.create(
                model=self.config.model,
                messages=messages,
                max_tokens=max_new_tokens,
                temperature=temperature,
                seed=seed,
            )
        except OpenAIError as error:
            raise self.failure(error) from None
        told = reply.usage
        with self._counting:  # several requests at a time
            self.usage = self.usage + Usage(
                1, told.prompt_tokens if told else None, told.completion_tokens if told else None
            )
        text = reply.choices[0].message.content if reply.choices else None
        return (text or "").strip()
