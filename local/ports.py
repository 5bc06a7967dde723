"""Free TCP ports of this machine, chosen once per data folder and remembered."""

import errno
import socket
import zlib
from collections.abc import Iterable
from pathlib import Path

from core.errors import SetupError
from local import state

HOST = "127.0.0.1"

# Below the range from which systems take the ports of outgoing connections, so that a remembered port stays free.
SERVICE_RANGE = (15_000, 31_000)
# The runner of the search engine looks for its HTTP port no higher than 9299.
ENGINE_RANGE = (8_900, 9_300)


def is_free(port: int) -> bool:
    """Whether nothing listens on `port`, neither on this host's loopback nor on every address."""
    for address in (HOST, "0.0.0.0"):  # noqa: S104 - a test bind, closed at once
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                    return False
                raise
    return True


def _spread(home: Path, name: str, span: tuple[int, int]) -> Iterable[int]:
    """All ports of `span`, beginning at one that depends on the folder, so that two folders rarely want the same."""
    low, high = span
    first = zlib.crc32(f"{home}/{name}".encode()) % (high - low)
    return (low + (first + step) % (high - low) for step in range(high - low))


def choose(home: Path, name: str, span: tuple[int, int] = SERVICE_RANGE) -> int:
    """The port of service `name` while it is not running: the remembered one if free, else a free one of `span`."""
    known = state.recall(home, f"port.{name}")
    if known is not None and span[0] <= known < span[1] and is_free(known):
        return int(known)
    port = next((port for port in _spread(home, name, span) if is_free(port)), None)
    if port is None:
        raise SetupError(f"No free port between {span[0]} and {span[1] - 1} for {name}: stop a server that listens there.")
    state.remember(home, f"port.{name}", port)
    return port


def choose_near(home: Path, name: str, preferred: int) -> int:
    """The remembered port of `name` if free and chosen for this preference, else the first free one from `preferred` on."""
    known = state.recall(home, f"port.{name}")
    if isinstance(known, list) and known[0] == preferred and is_free(known[1]):
        return int(known[1])
    port = next((port for port in range(preferred or SERVICE_RANGE[0], 65_536) if is_free(port)), None)
    if port is None:
        raise SetupError(f"No free port from {preferred} on for {name}: set PARTWISE_WEB__PORT to a free one.")
    state.remember(home, f"port.{name}", [preferred, port])
    return port
