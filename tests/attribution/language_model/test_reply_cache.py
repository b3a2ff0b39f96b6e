import json

import pytest

from couple.attribution.language_model import CachedChat, Message, Reply
from couple.foundation import UserError

ASKED = [(Message("user", f"question {k}"),) for k in range(3)]
SETTINGS = {"schema": {"type": "object"}, "max_new_tokens": 9, "seed": 0}


class Counting:
    """A chat that says what it was asked, and counts."""

    name = "counting"

    def __init__(self, fingerprint="f"):
        self.fingerprint, self.asked = fingerprint, []

    def reply(self, conversations, *, schema, max_new_tokens, seed):
        self.asked += conversations
        return [Reply(f"{len(self.asked)} ü", "cut off") for _ in conversations]


@pytest.fixture
def chat():
    return Counting()


def entries(folder):
    return sorted(folder.rglob("*.json"))


def test_nothing_is_asked_twice(chat, tmp_path):
    first = CachedChat(chat, tmp_path).reply([*ASKED, ASKED[0]], **SETTINGS)
    assert first[0] == first[3] and len(chat.asked) == len(entries(tmp_path)) == 3
    assert CachedChat(Counting(), tmp_path).reply(ASKED[::-1], **SETTINGS) == first[2::-1]
    assert CachedChat(chat, tmp_path).reply([], **SETTINGS) == []
    assert len(chat.asked) == 3


@pytest.mark.parametrize("change", [{"schema": {}}, {"max_new_tokens": 8}, {"seed": 1}])
def test_everything_that_decides_a_reply_is_in_the_key(chat, tmp_path, change):
    CachedChat(chat, tmp_path).reply(ASKED, **SETTINGS)
    CachedChat(chat, tmp_path).reply(ASKED, **{**SETTINGS, **change})
    assert len(chat.asked) == 6


def test_another_model_is_asked_itself(chat, tmp_path):
    other = Counting("g")
    for one in (chat, other):
        CachedChat(one, tmp_path).reply(ASKED, **SETTINGS)
    assert len(other.asked) == 3 and CachedChat(other, tmp_path).fingerprint == "g"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"\xff" + data,
        lambda data: b"[1, 2]",
        lambda data: b"{}",
        lambda data: data.replace(b"cut off", b"cut xxx"),
        lambda data: json.dumps({**json.loads(data), "text": 5}).encode(),
        lambda data: b"[" * 100_000,
    ],
)
def test_a_damaged_entry_is_asked_again_and_mended(chat, tmp_path, damage):
    kept = CachedChat(chat, tmp_path)
    kept.reply(ASKED, **SETTINGS)
    broken = entries(tmp_path)[1]
    broken.write_bytes(damage(broken.read_bytes()))
    again = kept.reply(ASKED, **SETTINGS)
    assert len(chat.asked) == 4 and kept.reply(ASKED, **SETTINGS) == again and len(chat.asked) == 4


def test_a_reply_without_text_is_asked_for_again(tmp_path):
    class Refusing(Counting):
        def reply(self, conversations, **settings):
            super().reply(conversations, **settings)
            return [Reply("", "the model refused") for _ in conversations]

    chat = Refusing()
    for _ in range(2):
        assert CachedChat(chat, tmp_path).reply(ASKED, **SETTINGS)[0] == Reply("", "the model refused")
    assert len(chat.asked) == 6 and entries(tmp_path) == []


def test_an_entry_under_another_name_is_not_believed(chat, tmp_path):
    kept = CachedChat(chat, tmp_path)
    kept.reply(ASKED, **SETTINGS)
    one, other, _ = entries(tmp_path)
    other.write_bytes(one.read_bytes())
    kept.reply(ASKED, **SETTINGS)
    assert len(chat.asked) == 4


def test_an_interrupt_keeps_the_shards_that_were_done(tmp_path):
    class Interrupted(Counting):
        def reply(self, conversations, **settings):
            if self.asked:
                raise KeyboardInterrupt
            return super().reply(conversations, **settings)

    many = [(Message("user", f"{k}"),) for k in range(50)]
    with pytest.raises(KeyboardInterrupt):
        CachedChat(Interrupted(), tmp_path).reply(many, **SETTINGS)
    chat = Counting()
    CachedChat(chat, tmp_path).reply(many, **SETTINGS)
    assert len(chat.asked) == 50 - 32


def test_a_folder_that_cannot_be_is_a_clear_error(chat, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="name a folder you may write to"):
        CachedChat(chat, tmp_path / "file" / "cache")
