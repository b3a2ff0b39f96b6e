"""The client against a real server on loopback that answers with the embedded decoder."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from couple.decoder.local import LocalDecoder
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.decoder.server import ServerDecoder, ServerDecoderConfig
from couple.foundation import UserError, build_config, child_seed

pytest.importorskip("openai")


def _handler(decoder, seen, one_at_a_time):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((request, self.headers.get("Authorization")))
            if self.path != "/v1/chat/completions":
                return self._reply(404, {"error": {"message": f"no such path: {self.path}"}})
            if request["model"] != decoder.name:
                return self._reply(404, {"error": {"message": f"the model {request['model']} does not exist"}})
            by_role = {message["role"]: message["content"] for message in request["messages"]}
            with one_at_a_time:
                text = decoder.generate(
                    [Prompt(by_role["user"], by_role.get("system"))],
                    max_new_tokens=request["max_tokens"],
                    temperature=request["temperature"],
                    seed=request["seed"],
                )[0]
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            return self._reply(
                200, {"id": "1", "object": "chat.completion", "created": 0, "model": decoder.name, "choices": [choice]}
            )

        def _reply(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            pass

    return Handler


@pytest.fixture(scope="module")
def server(plain_models):
    seen = []
    decoder = LocalDecoder(plain_models["float32"])
    running = ThreadingHTTPServer(("127.0.0.1", 0), _handler(decoder, seen, threading.Lock()))
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/v1", decoder, seen
    running.shutdown()
    running.server_close()
    thread.join()


def client(address, **changes):
    return ServerDecoder(ServerDecoderConfig(**{"base_url": address, "model": "smollm2_135m", **changes}))


def test_answers_come_back_in_order_and_as_the_model_gave_them(server):
    address, decoder, _ = server
    prompts = [opinion_prompt("Is art useful?"), Prompt("Hi"), opinion_prompt("Are taxes fair?")]
    asked = client(address).generate(prompts, max_new_tokens=8, temperature=0.7, seed=3)
    for prompt, answer in zip(prompts, asked, strict=True):
        seed = child_seed(3, "answer", str(prompt)) % 2**31
        assert answer == decoder.generate([prompt], max_new_tokens=8, temperature=0.7, seed=seed)[0].strip()
    assert client(address).generate(prompts, max_new_tokens=8, temperature=0.7, seed=3) == asked


def test_the_request_carries_system_limits_and_key(server, monkeypatch):
    address, _, seen = server
    monkeypatch.setenv("MY_KEY", "a-key-of-mine")
    asked = client(address, key_from="MY_KEY")
    asked.generate([opinion_prompt("Is art useful?")], max_new_tokens=5, temperature=0.3, seed=1)
    request, key = seen[-1]
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["max_tokens"] == 5
    assert request["temperature"] == 0.3
    assert 0 <= request["seed"] < 2**31
    assert key == "Bearer a-key-of-mine"


def test_a_model_the_server_does_not_have_is_quoted(server):
    with pytest.raises(UserError, match="the model nothing does not exist"):
        client(server[0], model="nothing").generate([Prompt("Hi")], max_new_tokens=2, temperature=1.0, seed=0)


def test_a_wrong_path_is_explained(server):
    with pytest.raises(UserError, match="ends in /v1"):
        client(server[0].removesuffix("/v1")).generate([Prompt("Hi")], max_new_tokens=2, temperature=1.0, seed=0)


def test_a_server_that_is_down_is_a_clear_error():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(UserError) as caught:
        client(address).generate([Prompt("Hi")], max_new_tokens=2, temperature=1.0, seed=0)
    assert address in str(caught.value)
    assert "check that the server runs" in str(caught.value)


def test_an_address_without_a_scheme_is_a_clear_error():
    with pytest.raises(UserError, match="localhost"):
        client("localhost:1/v1").generate([Prompt("Hi")], max_new_tokens=2, temperature=1.0, seed=0)


def test_the_fingerprint_names_address_and_model(server):
    assert client(server[0]).fingerprint == client(server[0]).fingerprint
    assert client(server[0]).fingerprint != client(server[0], model="other").fingerprint


def test_a_misspelt_key_is_named():
    with pytest.raises(UserError, match=r"did you mean observer\.base_url"):
        build_config(ServerDecoderConfig, {"base_ulr": "x", "model": "y"}, where="observer")
