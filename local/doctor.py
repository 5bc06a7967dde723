"""What `partwise doctor` looks at: each thing that a start needs, with what to do where it is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import SetupError
from local import jars, java, machine, postgres, redis, runtime, services


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `detail` says what was found or what to do."""

    check: str
    ok: bool
    detail: str


def examine(home: Path) -> list[Finding]:
    """Run every check; none stops the others."""
    heap = services.configured().engine.heap
    checks: dict[str, Callable[[], str]] = {
        "python": machine.python,
        "disk": lambda: machine.disk(home),
        "memory": lambda: machine.memory(heap),
        "java": lambda: str(java.executable()),
        "postgres": lambda: str(postgres.binaries()),
        "identity": _identity,
        "redis": lambda: str(redis.binary()),
        "jars": _jars,
    }
    return [_finding(name, check) for name, check in checks.items()] + _running(home)


def _finding(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, detail=check())
    except SetupError as error:
        return Finding(name, ok=False, detail=error.detail)


def _identity() -> str:
    before, user = machine.server_identity()
    return f"PostgreSQL starts by `{before[0]}`" if before else f"PostgreSQL starts as {user or 'this user'}"


def _jars() -> str:
    """Not a failure when missing: `up` downloads them."""
    locked = jars.read_lock()
    missing = len(jars.missing(locked))
    return f"{len(locked) - missing} of {len(locked)} files in the Maven cache" + (", the rest is downloaded by `partwise up`" if missing else "")


def _running(home: Path) -> list[Finding]:
    """A part that is down is no fault of the machine."""
    return [Finding(f"up: {name}", ok=True, detail="answers" if part["ok"] else "not running") for name, part in runtime.status(home).items()]
