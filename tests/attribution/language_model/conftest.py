"""A small server that speaks the OpenAI protocol and replies as a test says, and a chat that asks it."""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from couple.values import ValueSystem

CRITERION = re.compile(r'^(\w+): ".*"\n(?:[1-4] \w+: ".*"\n){4}5 most_important: "(.*)"$', re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """What the server sends back: a choice, or an error when ``status`` is not 200."""

    content: str | None = None
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200


@dataclass
class Script:
    """``say`` turns a request into what is said; ``requests`` and ``keys`` are what came in."""

    address: str
    say: Callable[[dict[str, Any]], Said] = lambda request: Said("{}")
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def chat(self, **changes: Any):
        from couple.attribution.language_model import ServerChat, ServerChatConfig

        return ServerChat(ServerChatConfig(**{"base_url": self.address, "model": "scripted", **changes}))

    def in_turn(self, *said: Said) -> None:
        """Reply with these, one after the other."""
        left = iter(said)
        self.say = lambda request: next(left)


@pytest.fixture
def script():
    pytest.importorskip("openai")
    holder: list[Script] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            holder[0].requests.append(request)
            holder[0].keys.append(self.headers.get("Authorization"))
            said = holder[0].say(request)
            message = {"role": "assistant", "content": said.content, "refusal": said.refusal}
            choice = {"index": 0, "finish_reason": said.finish, "message": message}
            whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice]}
            data = json.dumps(whole if said.status == 200 else {"error": {"message": said.content}}).encode()
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    holder.append(Script(f"http://127.0.0.1:{server.server_port}/v1"))
    yield holder[0]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def trio():
    """A user's own system of three values."""
    return ValueSystem.model_validate(
        {
            "name": "trio",
            "title": "Three values",
            "source": "a test",
            "values": [
                {"name": "safety", "label": "Safety", "definition": "Being safe."},
                {"name": "freedom", "label": "Freedom", "definition": "Choosing for oneself."},
                {"name": "joy", "label": "Joy", "definition": "Having a good time."},
            ],
        }
    )


def text_of(request: dict[str, Any]) -> str:
    """The text that a rating request quotes."""
    (line,) = re.findall(r"^text: (.*)$", request["messages"][1]["content"], re.MULTILINE)
    return json.loads(line)


def criteria_of(request: dict[str, Any]) -> dict[str, str]:
    """The criterion for level 5 of every value that a rating request holds."""
    return dict(CRITERION.findall(request["messages"][0]["content"]))


def by_keyword(request: dict[str, Any]) -> Said:
    """A rater that does follow criteria: 5 where the last word of the criterion for 5 is in the text, else 2."""
    text, criteria = text_of(request), criteria_of(request)
    return Said(json.dumps({name: 5 if one.split()[-1] in text else 2 for name, one in criteria.items()}))


@pytest.fixture
def keyword_rater():
    return by_keyword
