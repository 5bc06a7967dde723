"""A web process of its own for a measurement, as `partwise web` starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from socket import AF_INET, SOCK_STREAM, socket

from api.bench.wire import Call, Line
from core.errors import SetupError, Unavailable

_READY = Call("/readyz")
_START_S = 60.0
_STOP_S = 10.0
_CPU = "process_cpu_seconds_total "


@contextmanager
def serving(**variables: str) -> Iterator[str]:
    """Its URL while it runs, with these environment variables besides our own. Raises SetupError when it does not come up."""
    with socket(AF_INET, SOCK_STREAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--http", "httptools", "--no-access-log", "--no-server-header", "--log-level", "warning"]
    # Its log lines cost what they cost, but go nowhere.
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **variables})
    try:
        _wait(child, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(child: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and child.poll() is None:
        line = Line(url)
        try:
            line.send(_READY)
        except (OSError, HTTPException, Unavailable):
            time.sleep(0.1)
        else:
            return
        finally:
            line.close()
    raise SetupError("The web process did not come up: `partwise web` in the same environment says why.")


def cpu_s(line: Line) -> float | None:
    """Processor seconds that the process has used so far, all threads; None where the system does not tell (outside Linux)."""
    text = line.send(Call("/metrics")).decode()
    found = [row for row in text.splitlines() if row.startswith(_CPU)]
    return float(found[0].removeprefix(_CPU)) if found else None
