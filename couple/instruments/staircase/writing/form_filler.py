"""A local language model as a respondent that cannot leave the form: its decoding is held to a JSON schema.

For writers and annotators that would not keep to a form by themselves; what they write is no better for it. A question
with options is answered by one of them; any other with a staircase (``WrittenStaircase``).
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from couple.instruments.asking.presentation import Presentation
from couple.instruments.staircase.writing.form import WrittenStaircase

if TYPE_CHECKING:
    from couple.attribution.language_model.chat import ChatModel, Conversation


class FormFiller:
    """``chat`` replies by its likeliest tokens; nothing is drawn."""

    def __init__(self, chat: "ChatModel") -> None:
        self._chat = chat
        self.name, self.fingerprint = chat.name, f"{chat.fingerprint} held to form"

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """The option that was chosen, or the JSON object as far as it came."""
        texts = [""] * len(shown)
        forms: dict[tuple[frozenset[str], int], list[int]] = {}
        for place, one in enumerate(shown):
            forms.setdefault((frozenset(one.options), one.longest), []).append(place)
        for (_, longest), places in forms.items():
            options = shown[places[0]].options
            conversations = [_conversation(shown[place]) for place in places]
            schema = _choice_schema(options) if options else WrittenStaircase.model_json_schema()
            # an option stands inside a JSON object, which takes some tokens of its own
            room = longest + 24 if options else longest
            replies = self._chat.reply(conversations, schema=schema, max_new_tokens=room, seed=seed)
            for place, reply in zip(places, replies, strict=True):
                texts[place] = _option(reply.text) if options else reply.text
        return texts


def _conversation(shown: Presentation) -> "Conversation":
    from couple.attribution.language_model.chat import Message

    system = (Message("system", shown.prompt.system),) if shown.prompt.system else ()
    return (*system, Message("user", shown.prompt.user))


def _choice_schema(options: Sequence[str]) -> Mapping[str, Any]:
    answer = {"type": "string", "enum": sorted(options)}
    return {"type": "object", "properties": {"answer": answer}, "required": ["answer"], "additionalProperties": False}


def _option(text: str) -> str:
    try:
        return str(json.loads(text)["answer"])
    except (ValueError, KeyError, TypeError):
        return text
