"""Asking for a form: a reply that is not valid is sent back once with what is wrong with it, then it is unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from couple.attribution.language_model.chat import ChatModel, Conversation, Message, Reply
from couple.attribution.language_model.form import Form

Content = TypeVar("Content")


@dataclass(frozen=True)
class Answer(Generic[Content]):
    """``content``, or None and the ``reason``. ``repaired``: the first reply was not valid, the second is."""

    content: Content | None
    reason: str | None = None
    repaired: bool = False


def ask(
    chat: ChatModel, conversations: Sequence[Conversation], form: Form[Content], *, max_new_tokens: int, seed: int
) -> list[Answer[Content]]:
    """One answer for each conversation, in order. A model that refuses or has no room is not asked again."""

    def reply(asked: Sequence[Conversation]) -> list[Reply]:
        return chat.reply(asked, schema=form.schema, max_new_tokens=max_new_tokens, seed=seed) if asked else []

    replies = reply(conversations)
    answers = [_read(form, one) for one in replies]
    broken = [place for place, one in enumerate(replies) if answers[place].content is None and one.text]
    again = [_sent_back(conversations[place], replies[place], answers[place].reason) for place in broken]
    for place, second in zip(broken, reply(again), strict=True):
        repaired = _read(form, second)
        if repaired.content is None:
            answers[place] = Answer(None, f"{answers[place].reason}; after one repair: {repaired.reason}")
        else:
            answers[place] = Answer(repaired.content, repaired=True)
    return answers


def _read(form: Form[Content], reply: Reply) -> Answer[Content]:
    try:
        return Answer(form.read(reply.text))
    except ValueError as error:
        return Answer(None, reply.problem or f"the model's reply is not valid: {error}")


def _sent_back(conversation: Conversation, reply: Reply, reason: str | None) -> Conversation:
    remark = f"This reply cannot be used ({reason}). Reply again, with the JSON object only, whole and valid."
    return (*conversation, Message("assistant", _without_marks(reply.text)), Message("user", _without_marks(remark)))


def _without_marks(said: str) -> str:
    """A model may repeat what a text told it to: its words open no turn either (see ``prompting``)."""
    return said.replace("<", "\\u003c")
