"""The benchmark on decoders that are not the embedded one: a second local model, and one behind a server."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas
import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    asked = ["questions=mine.txt", "limit=null", "values_per_question=null", "profiles=[partial_benevolence]"]
    asked += ["decoder.max_new_tokens=6", "decoder.threads=1", "resamples=100"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "couple.benchmark", *asked, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decoders")
    (folder / "mine.txt").write_text("Should we ban cars from cities?\nShould we tax sugar?\n")
    return folder


@pytest.fixture(scope="module")
def second_model(folder):
    """A random two-layer Llama with the embedded tokenizer: another base model, at no cost."""
    from transformers import LlamaConfig, LlamaForCausalLM

    from couple.decoder.language_model import LanguageModel

    embedded = LanguageModel.load(precision="float32")
    config = LlamaConfig(
        vocab_size=embedded.model.config.vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=1024,
        eos_token_id=embedded.tokenizer.eos_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        LlamaForCausalLM(config).save_pretrained(folder / "second")
    embedded.tokenizer.save_pretrained(folder / "second")
    return "second"


class Handler(BaseHTTPRequestHandler):
    """An OpenAI-compatible server by rule: it agrees, in three words, and says that these are four tokens."""

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = request["messages"][-1]["content"]
        message = {"role": "assistant", "content": f"Yes, because {asked.split()[-1]}"}
        body = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": request["model"],
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 20, "completion_tokens": 4, "total_tokens": 24},
        }
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}/v1"
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.mark.slow
def test_a_second_local_model(folder, second_model):
    methods = "methods=[raw,value_prompt,best_of_n]"
    done = run(folder, methods, f"decoder.model={second_model}", "options.best_of_n.candidates=2", "output=local")
    assert done.returncode == 0, done.stderr
    frame = pandas.read_parquet(folder / "local" / "results.parquet")
    spent = frame.groupby("method")["generations"].mean().to_dict()
    assert spent == {"raw": 1.0, "value_prompt": 1.0, "best_of_n": 2.0}
    assert (frame["tokens_written"] > 0).all() and frame["surprise"].notna().any()
    assert second_model in (folder / "local" / "results.md").read_text()


@pytest.mark.slow
def test_our_method_refuses_a_model_that_its_adapter_was_not_made_for(folder, second_model):
    done = run(folder, "methods=[couple]", f"decoder.model={second_model}", "output=refused")
    assert done.returncode == 2
    assert "couple benchmark:" in done.stderr and "adapter" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_server(folder, address):
    pytest.importorskip("openai")
    server = [f"server.base_url={address}", "server.model=some-model"]
    done = run(folder, "methods=[raw,value_prompt,best_of_n]", *server, "options.best_of_n.candidates=2", "output=far")
    assert done.returncode == 0, done.stderr
    frame = pandas.read_parquet(folder / "far" / "results.parquet")
    assert set(frame["answer"]) == {"Yes, because cities?", "Yes, because sugar?"}
    assert frame.groupby("method")["tokens_written"].mean().to_dict() == {
        "raw": 4.0,
        "value_prompt": 4.0,
        "best_of_n": 8.0,
    }
    assert frame["tokens_read"].max() == 40.0
    assert frame["surprise"].isna().all()  # weights that cannot be seen cannot be surprised
    assert frame["surprise_unknown"].str.contains("no language model").all()
    assert "some-model" in (folder / "far" / "results.md").read_text()
