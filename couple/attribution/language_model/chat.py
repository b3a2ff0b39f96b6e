"""What a chat model is to the attributor: conversations in, replies held to a JSON schema out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


Conversation = tuple[Message, ...]


@dataclass(frozen=True)
class Reply:
    """What the model said.

    Attributes:
        text: its words, as far as they came; empty when it refused or could not be asked.
        problem: why the text may not be whole (cut off, refused, no room for the prompt); None when it ended by itself.
    """

    text: str
    problem: str | None = None


@runtime_checkable
class ChatModel(Protocol):
    """Anything that replies to conversations."""

    @property
    def name(self) -> str:
        """The model's name, as the user typed it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same conversation could get another reply."""
        ...

    def reply(
        self, conversations: Sequence[Conversation], *, schema: Mapping[str, Any], max_new_tokens: int, seed: int
    ) -> list[Reply]:
        """One reply for each conversation, in order, by the likeliest token each time.

        Args:
            conversations: each ends with what the model should reply to.
            schema: JSON schema; every reply that ends by itself follows it.
            max_new_tokens: the longest reply.
            seed: for servers whose likeliest token is not always the same.

        Raises:
            UserError: the model cannot be asked at all.
        """
        ...


def as_dictionaries(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation in the role/content form that chat templates and servers read."""
    return [{"role": message.role, "content": message.content} for message in conversation]
