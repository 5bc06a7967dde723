"""Our own processes that `partwise up` starts: one table, the same commands as in `docker-compose.yml`."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import SetupError
from local import health, process

STOP_GRACE_S = 15.0
_STEADY_S = 1.0


@dataclass(frozen=True, slots=True)
class App:
    """One process: the arguments of `partwise`, how to tell that it is ready, and how long that may take."""

    name: str
    arguments: tuple[str, ...]
    ready: Literal["http", "worker", "steady"]
    timeout_s: float = 60.0

    @property
    def command(self) -> tuple[str, ...]:
        """The command as it is written in `docker-compose.yml`."""
        return ("partwise", *self.arguments)


# Run once, to its end, before the others.
MIGRATE = App("migrate", ("migrate",), "steady", timeout_s=300.0)
# In the order of their start; they stop in the opposite one.
APPS = (
    App("worker", ("worker",), "worker"),
    App("relay", ("relay",), "steady"),
    App("beat", ("beat",), "steady"),
    App("web", ("web",), "http"),
)


def _argv(app: App) -> tuple[str, ...]:
    """`partwise …` by this very Python, whatever is on PATH."""
    return (sys.executable, "-m", "cli.main", *app.arguments)


def environment(home: Path, services: Mapping[str, str]) -> dict[str, str]:
    """What our processes see: this environment, the data folder as an absolute path, and the services."""
    return os.environ | {"PARTWISE_HOME": str(home)} | dict(services)


def migrate(home: Path, services: Mapping[str, str]) -> None:
    """Bring the schema up to date. Raises SetupError with the end of the output."""
    try:
        done = subprocess.run(
            _argv(MIGRATE), env=environment(home, services), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=MIGRATE.timeout_s
        )
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"`partwise migrate` takes longer than {MIGRATE.timeout_s:.0f} s: look for a lock in the database, then try again.") from error
    if done.returncode:
        ending = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise SetupError(f"`partwise migrate` failed:\n{ending}")


def start(home: Path, app: App, services: Mapping[str, str]) -> None:
    """Start the process unless it runs; does not wait."""
    process.start(home, process.Spec(app.name, _argv(app), env=environment(home, services)))


def wait_ready(home: Path, app: App, services: Mapping[str, str], web_url: str) -> None:
    """Return once the process does its work. Raises SetupError with the end of its log."""
    probes: dict[str, Callable[[], bool]] = {
        "http": lambda: health.web(web_url),
        "worker": lambda: health.worker(services["REDIS_URL"]),
        "steady": lambda: process.age_s(home, app.name) >= _STEADY_S,
    }
    process.wait_ready(home, app.name, probes[app.ready], app.timeout_s)
