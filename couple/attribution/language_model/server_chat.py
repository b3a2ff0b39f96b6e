"""A chat model behind an OpenAI-compatible server (vLLM, llama.cpp, Ollama, a vendor), which enforces the schema.

The schema travels as ``response_format``; several requests are under way at a time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from couple.attribution.language_model.chat import Conversation, Reply, as_dictionaries
from couple.foundation import UserError
from couple.foundation.chat_server import REMEDY, ChatServer, ChatServerConfig


class ServerChatConfig(ChatServerConfig):
    """Where the server is and which model to ask; a reply that is held to a schema may take longer than an answer."""

    timeout: float = Field(default=120.0, gt=0)


class ServerChat(ChatServer):
    """Replies through the ``openai`` client."""

    def __init__(self, config: ServerChatConfig) -> None:
        super().__init__(config, retries=4)

    def reply(
        self, conversations: Sequence[Conversation], *, schema: Mapping[str, Any], max_new_tokens: int, seed: int
    ) -> list[Reply]:
        """One reply for each conversation, in order.

        Raises:
            UserError: the server cannot be reached or does not do what it was asked; its own words are quoted.
        """

        def ask(conversation: Conversation) -> Reply:
            return self._ask(conversation, schema, max_new_tokens, seed % 2**31)

        return self.side_by_side(ask, conversations)

    def _ask(self, conversation: Conversation, schema: Mapping[str, Any], max_new_tokens: int, seed: int) -> Reply:
        from openai import OpenAIError

        messages: Any = as_dictionaries(conversation)
        held: Any = {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)}}
        try:
            completion = self.client.chat.completions.create(
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

        remedy = REMEDY
        if isinstance(error, AuthenticationError | PermissionDeniedError):
            remedy = f"put a valid key into the environment variable {self.config.key_from}"
        elif isinstance(error, BadRequestError):
            remedy = "use a server that holds replies to a JSON schema (response_format), with room for the prompt"
        return self.failure(error, remedy)
