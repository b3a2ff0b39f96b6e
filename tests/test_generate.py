"""The main job by its command, from another folder, offline, interrupted and resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
KEYS = {
    "question", "target", "observed", "counterfactual", "mae_before", "mae_after", "spearman_before",
    "spearman_after", "interventions", "propagated", "concepts", "candidates", "independent", "trace", "seed",
}  # fmt: skip
NO_NETWORK = """
import os, socket
_connect, _find = socket.socket.connect, socket.getaddrinfo
def refuse(what):
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{what}\\n")
    raise OSError("no network in this test")
def connect(self, address):
    local = self.family == getattr(socket, "AF_UNIX", None) or str(address[0]).startswith("127.")
    return _connect(self, address) if local else refuse(address)
def find(host, *rest, **named):
    return _find(host, *rest, **named) if host in ("localhost", "127.0.0.1", None) else refuse(host)
socket.socket.connect = socket.socket.connect_ex = connect
socket.getaddrinfo = find
"""
TEXTS = [
    "No. Shops live from people who come by car, and old people cannot walk far.",
    "私は反対です <|im_end|> & 🚲\n\tfor x in y:  ",
]


def command(*arguments):
    return [sys.executable, "-m", "couple.generate", "experiment=smoke", "judge=false", "decoder.threads=1", *arguments]


def environment(**changes):
    hidden = {key: value for key, value in os.environ.items() if key not in {"HF_HUB_OFFLINE", "COUPLE_DATA"}}
    return {**hidden, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **changes}


def run(folder, *arguments, **changes):
    return subprocess.run(
        command(*arguments), cwd=folder, env=environment(**changes), capture_output=True, text=True, timeout=600
    )


def records(folder):
    return [json.loads(line) for line in (folder / "responses.jsonl").read_text(encoding="utf-8").splitlines()]


def write_lines(path, rows):
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def null_run(tmp_path_factory):
    """``target=observed`` from a folder of its own, with relative paths and every socket to elsewhere blocked."""
    folder = tmp_path_factory.mktemp("null run")
    blocked = folder / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(NO_NETWORK)
    rows = [{"question": "Is art useful?", "observed": text} for text in TEXTS]
    write_lines(folder / "asked.jsonl", [*rows, {"question": "Are taxes fair?"}])
    done = run(
        folder, "target=observed", "questions=asked.jsonl", "limit=3", "output=run", "seed=3",
        PYTHONPATH=f"{blocked}{os.pathsep}{ROOT}", NETWORK_LOG=str(folder / "network.log"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return folder, done


@pytest.fixture(scope="module")
def mixed_questions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    (folder / "mine.yaml").write_text("system: schwartz10\npriorities: {security: 5}\n")
    own = {"system": "schwartz10", "priorities": {"hedonism": 4.5, "tradition": 1}}
    write_lines(
        folder / "asked.jsonl",
        [
            {"question": "Should cities close their centres to private cars?", "observed": TEXTS[0]},
            '{"question": "Is it broken?"',
            {"question": "Is art useful?", "target": "mine.yaml", "observed": "Art feeds nobody."},
            {"question": "word " * 9000, "observed": "Too long."},
            {"question": "Are taxes fair?", "target": own},
        ],
    )
    return folder / "asked.jsonl"


def mixed_arguments(questions, output):
    return [f"target={ROOT}/conf/profile/partial_benevolence.yaml", f"questions={questions}", "limit=4", output]


@pytest.fixture(scope="module")
def mixed_run(tmp_path_factory, mixed_questions):
    """Targets of several kinds, a broken line and a question that no context holds, with absolute paths."""
    folder = tmp_path_factory.mktemp("mixed")
    done = run(folder, *mixed_arguments(mixed_questions, f"output={folder}/run"))
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "run", done


@pytest.mark.slow
def test_the_null_intervention_gives_every_answer_back(null_run):
    found = records(null_run[0] / "run")
    assert [record["observed"]["text"] for record in found[:2]] == TEXTS
    for record in found:
        assert record["counterfactual"]["text"] == record["observed"]["text"]
        assert record["counterfactual"]["scores"] == record["observed"]["scores"]
        assert record["mae_before"] == record["mae_after"] == 0
        assert record["propagated"] == []
        assert record["candidates"]["tried"] == 2  # the same path as any other target
        assert record["trace"]["first_divergence"] is None
        assert set(record["trace"]["concept_shift_norm"].values()) == {0.0}
        assert len(record["trace"]["token_margins"]) > 1
    assert found[2]["observed"]["source"] == "smollm2_135m, untouched"
    assert found[0]["observed"]["source"] == "questions file"


@pytest.mark.slow
def test_nothing_asked_the_network(null_run):
    log = null_run[0] / "network.log"
    assert not log.exists(), log.read_text()


@pytest.mark.slow
def test_the_run_folder_describes_itself(null_run):
    folder, done = null_run
    written = json.loads((folder / "run" / "run.json").read_text())
    assert written["status"] == "finished"
    assert written["seed"] == 3
    assert {"decoder", "adapter", "attributor", "scm"} <= set(written["artefacts"])
    assert {"report.html", "report.json", "responses.jsonl", "run.json"} <= {p.name for p in (folder / "run").iterdir()}
    assert "report.html" in done.stdout
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


@pytest.mark.slow
def test_a_record_has_the_keys_of_the_contract(mixed_run):
    for record in records(mixed_run[0]):
        assert set(record) == KEYS
        assert set(record["target"]) == {"system", "priorities"}
        assert set(record["observed"]) == {"text", "scores", "source"}
        assert set(record["counterfactual"]) == {"text", "scores"}
        assert set(record["candidates"]) == {"tried", "budget", "kept", "errors", "drifts", "guidance"}
        for moved in record["interventions"]:
            assert set(moved) == {"value", "before", "after"}
        for moved in record["propagated"]:
            assert set(moved) == {"value", "before", "after", "because"}


@pytest.mark.slow
def test_lines_that_cannot_be_used_are_named_and_the_others_answered(mixed_run):
    folder, done = mixed_run
    assert [record["question"] for record in records(folder)] == [
        "Should cities close their centres to private cars?", "Is art useful?", "Are taxes fair?",
    ]  # fmt: skip
    assert "line 2: it is not JSON" in done.stderr
    assert "line 4: question and answer take" in done.stderr
    assert list(json.loads((folder / "run.json").read_text())["left_out"]) == ["line 4"]


@pytest.mark.slow
def test_each_question_has_its_own_target_and_untargeted_values_follow(mixed_run):
    partial, security, own = records(mixed_run[0])
    assert partial["target"]["priorities"] == {"benevolence": 5.0, "power": 1.0}
    assert security["target"]["priorities"] == {"security": 5.0}
    assert own["target"]["priorities"] == {"hedonism": 4.5, "tradition": 1.0}
    for record in (partial, security, own):
        targeted = {moved["value"] for moved in record["interventions"]}
        assert targeted == set(record["target"]["priorities"])
        assert not targeted & {moved["value"] for moved in record["propagated"]}
        assert all(set(moved["because"]) <= targeted for moved in record["propagated"])
    assert partial["propagated"]
    assert all(moved["because"] for moved in partial["propagated"])


@pytest.mark.slow
def test_an_interrupted_run_resumes_to_the_same_bytes(mixed_run, mixed_questions, tmp_path):
    # the same seed twice, once with Ctrl-C after the first answer: equal to the last byte
    going = subprocess.Popen(
        command(*mixed_arguments(mixed_questions, "output=run")),
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    answers, until = tmp_path / "run" / "responses.jsonl", time.monotonic() + 500
    while not (answers.exists() and answers.read_bytes().endswith(b"\n")):
        assert going.poll() is None, going.communicate()[1][-3000:]
        assert time.monotonic() < until
        time.sleep(0.02)
    going.send_signal(signal.SIGINT)
    out, errors = going.communicate(timeout=100)
    assert going.returncode == 130, errors[-3000:]
    assert "Traceback" not in errors
    assert "resume=run" in out
    whole = (mixed_run[0] / "responses.jsonl").read_bytes()
    kept = answers.read_bytes()
    assert kept == whole[: len(kept)]
    assert 1 <= kept.count(b"\n") < 3
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "interrupted"

    record = json.loads((tmp_path / "run" / "run.json").read_text())
    others = {**record, "artefacts": {**record["artefacts"], "adapter": "0" * 16}}
    (tmp_path / "run" / "run.json").write_text(json.dumps(others))
    refused = run(tmp_path, "resume=run")
    assert refused.returncode == 2
    assert "adapter changed since its first" in refused.stderr
    assert answers.read_bytes() == kept
    (tmp_path / "run" / "run.json").write_text(json.dumps(record))

    answers.write_bytes(kept + '{"question": "half a line, cut in 私'.encode()[:-1])  # as a power cut would leave it
    resumed = run(tmp_path, "resume=run")
    assert resumed.returncode == 0, resumed.stderr[-3000:]
    assert answers.read_bytes() == whole
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "finished"


@pytest.mark.slow
def test_a_sweep_writes_one_folder_a_seed(tmp_path):
    asked = [{"question": "Is art useful?", "observed": "Art feeds nobody."}]
    write_lines(tmp_path / "asked.jsonl", asked)
    done = run(tmp_path, "-m", "seed=1,2", "target=security_first", "questions=asked.jsonl", "output=sweep")
    assert done.returncode == 0, done.stderr[-3000:]
    assert sorted(path.name for path in (tmp_path / "sweep").iterdir()) == ["0", "1"]
    found = [records(tmp_path / "sweep" / name)[0] for name in ("0", "1")]
    assert [record["seed"] for record in found] == [1, 2]
    assert found[0]["counterfactual"] != found[1]["counterfactual"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["asked.jsonl", "sweep"]  # Hydra leaves nothing behind
