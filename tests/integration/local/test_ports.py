"""Ports: free ones, remembered, and other people's left alone."""

import socket
from pathlib import Path

import pytest

from core.errors import SetupError
from local import ports, state


def listening(port: int = 0) -> socket.socket:
    server = socket.socket()
    server.bind((ports.HOST, port))
    server.listen()
    return server


def test_a_port_is_chosen_once_and_remembered(home: Path) -> None:
    first = ports.choose(home, "redis")
    assert ports.SERVICE_RANGE[0] <= first < ports.SERVICE_RANGE[1]
    assert ports.choose(home, "redis") == first
    assert state.recall(home, "port.redis") == first


def test_a_remembered_port_that_a_stranger_took_is_given_up(home: Path) -> None:
    first = ports.choose(home, "redis")
    with listening(first):
        second = ports.choose(home, "redis")
        assert second != first
        assert ports.is_free(second)


def test_a_port_held_on_all_addresses_is_not_free() -> None:
    with socket.socket() as server:
        server.bind(("0.0.0.0", 0))  # noqa: S104 - what a stranger's server does
        server.listen()
        assert not ports.is_free(server.getsockname()[1])


def test_no_free_port_is_one_sentence(home: Path) -> None:
    with listening() as server:
        port = server.getsockname()[1]
        with pytest.raises(SetupError, match=f"No free port between {port} and {port} for redis"):
            ports.choose(home, "redis", (port, port + 1))


def test_the_web_port_is_the_next_free_one_from_the_preferred_on(home: Path) -> None:
    with listening() as server:
        taken = server.getsockname()[1]
        chosen = ports.choose_near(home, "web", taken)
        assert chosen > taken
        assert ports.choose_near(home, "web", taken) == chosen
    assert ports.choose_near(home, "web", chosen) == chosen
