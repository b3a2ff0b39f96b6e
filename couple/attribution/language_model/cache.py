"""Replies kept on disk by the hash of everything that decides them: the same question is never paid for twice.

An entry is one small JSON file. It is written whole or not at all, and one that is damaged is asked for again. A reply
without text (refused, withheld, no room) is not kept: the next run may fare better.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from couple.attribution.language_model.chat import ChatModel, Conversation, Reply, as_dictionaries
from couple.foundation import UserError, fingerprint_bytes, write_json

SHARD = 32  # replies are written after so many, and an interrupt loses no more


class CachedChat:
    """``chat``, with its replies kept in ``folder``. Delete the folder when a server's model changed under its name."""

    def __init__(self, chat: ChatModel, folder: str | Path) -> None:
        self.chat, self.folder = chat, Path(folder).expanduser()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            found = f"the system refused: {error.strerror}"
            raise UserError(f"keep replies in {folder}", found, "name a folder you may write to") from None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.chat.name

    @property
    def fingerprint(self) -> str:
        """The model's fingerprint: a kept reply is the model's own."""
        return self.chat.fingerprint

    def reply(
        self, conversations: Sequence[Conversation], *, schema: Mapping[str, Any], max_new_tokens: int, seed: int
    ) -> list[Reply]:
        """Kept replies where there are some, the model's for the rest; equal conversations are asked once."""
        keys = [self._key(one, schema, max_new_tokens, seed) for one in conversations]
        known = {key: found for key in set(keys) if (found := self._kept(key))}
        missing = list({key: one for key, one in zip(keys, conversations, strict=True) if key not in known}.items())
        for first in range(0, len(missing), SHARD):
            shard = missing[first : first + SHARD]
            asked = [conversation for _, conversation in shard]
            fresh = self.chat.reply(asked, schema=schema, max_new_tokens=max_new_tokens, seed=seed)
            for (key, _), reply in zip(shard, fresh, strict=True):
                known[key] = reply
                if reply.text:
                    self._keep(key, reply)
        return [known[key] for key in keys]

    def _key(self, conversation: Conversation, schema: Mapping[str, Any], max_new_tokens: int, seed: int) -> str:
        decides = [self.fingerprint, as_dictionaries(conversation), schema, max_new_tokens, seed]
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def _keep(self, key: str, reply: Reply) -> None:
        write_json(self._path(key), {**_facts(key, reply), "check": _check(key, reply)})

    def _kept(self, key: str) -> Reply | None:
        """The entry, or None when there is none or it is not what was written."""
        try:
            entry = json.loads(self._path(key).read_bytes())
            reply = Reply(entry["text"], entry["problem"])
            return reply if entry["check"] == _check(key, reply) else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None


def _facts(key: str, reply: Reply) -> dict[str, str | None]:
    return {"key": key, "text": reply.text, "problem": reply.problem}


def _check(key: str, reply: Reply) -> str:
    return fingerprint_bytes(json.dumps(_facts(key, reply), sort_keys=True).encode())
