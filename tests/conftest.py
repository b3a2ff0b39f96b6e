"""What every test shares: tensor shapes that are really checked, no network, data that is there or a skip that says so.

Shapes: modules that state tensor shapes are imported with jaxtyping's hook, so that every call checks them. This must
happen before anything imports them, hence at the head of this file. Processes that tests start run unchecked.
"""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jaxtyping import install_import_hook

PACKAGE = Path(__file__).resolve().parents[1] / "couple"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing that a test needs may come from the hub
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads and forked processes do not go together
# a shell that puts the suite in the background makes it and all it starts deaf to Ctrl-C, which some tests send
signal.signal(signal.SIGINT, signal.default_int_handler)


def modules_with_shapes() -> list[str]:
    """The modules of the package that state tensor shapes; in the others plain annotations are left to pyright."""
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if "from jaxtyping import" in file.read_text("utf-8")]
    return [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]


install_import_hook(modules_with_shapes(), "beartype.beartype")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """In this test, this process reaches nothing but its own machine.

    Other connections and look-ups raise, and fail the test even where a library swallows that. Yields the attempts.
    """
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    attempts: list[str] = []

    def refuse_others(host: Any) -> None:
        if host not in LOOPBACK:
            attempts.append(str(host))
            raise ConnectionRefusedError(f"a test without network tried to reach {host}")

    def checked_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refuse_others(address[0])
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            refuse_others(address[0])
        return connect_ex(self, address)

    def checked_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        refuse_others(host)
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", checked_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", checked_look_up)
    yield attempts
    assert attempts == []


@pytest.fixture(scope="session")
def data_folder() -> Callable[[str], Path]:
    """``data_folder("touche23")``: the folder of a data set, or a skip with the reason."""

    def folder(dataset: str) -> Path:
        from couple.data import is_available, locate

        if not is_available(dataset):
            pytest.skip(f"the data set {dataset} is not here (set COUPLE_DATA)")
        return locate(dataset)

    return folder
