"""The guards that tests stand under do guard: wrong shapes fail, and nothing gets out of the machine."""

import ast
import socket
import urllib.error
import urllib.request
from importlib import import_module

import pytest
import torch
from jaxtyping import TypeCheckError

from couple.decoder.gumbel import guided


def test_every_module_that_states_shapes_checks_them(modules):
    """The import hook leaves its name in what it checks; a module that was imported before it would go unchecked."""
    stating = [
        name
        for name, tree in modules.items()
        if any(isinstance(node, ast.ImportFrom) and node.module == "jaxtyping" for node in ast.walk(tree))
    ]
    assert len(stating) >= 15
    assert [name for name in stating if not hasattr(import_module(name), "jaxtyping")] == []


def test_a_wrong_shape_fails():
    weights = torch.zeros(3, 5, dtype=torch.float64)
    assert guided(weights, weights, 1.0, 0.02).shape == (3, 5)
    with pytest.raises(TypeCheckError):
        guided(weights, weights[:, :1], 1.0, 0.02)  # torch itself would broadcast it
    with pytest.raises(TypeCheckError):
        guided(weights.float(), weights, 1.0, 0.02)


def test_the_network_is_out_of_reach(no_network):
    with pytest.raises(ConnectionRefusedError, match=r"reach example\.org"):
        socket.create_connection(("example.org", 80), timeout=1)
    with pytest.raises(ConnectionRefusedError), socket.socket() as one:
        one.connect(("192.0.2.1", 80))
    with pytest.raises(ConnectionRefusedError), socket.socket() as one:
        one.connect_ex(("192.0.2.1", 80))
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://example.org", timeout=1)
    assert no_network == ["example.org", "192.0.2.1", "192.0.2.1", "example.org"]
    no_network.clear()


def test_this_machine_stays_in_reach(no_network):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
