"""Start, find and stop the processes of one data folder.

Each runs detached in its own session. `<home>/run/<name>.json` holds its pid and start time: a pid that the system
gave to a stranger since is never taken for ours. A process carries `PARTWISE_PROCESS=<name>@<home>` in its environment,
by which one whose record was lost (the starter was killed in between) is still found and ended.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import SetupError
from local import state

MARK = "PARTWISE_PROCESS"
_LOG_LIMIT = 10 * 1024 * 1024
_POLL_S = 0.05
# Children of this very process: asking them is what lets the system forget the dead ones.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Spec:
    """One process to start: its command, environment and the system user to become (None: the present one)."""

    name: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: str | None = None


def log_path(home: Path, name: str) -> Path:
    """Where the output of process `name` goes."""
    return home / "log" / f"{name}.log"


def start_time(pid: int) -> str | None:
    """What distinguishes this pid from an earlier or later owner of the same number; None when it is dead."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        return None
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else _start_time_by_ps(pid)
    except ProcessLookupError:
        return None
    return None if after_name[0] in "ZX" else after_name[19]


def _start_time_by_ps(pid: int) -> str | None:
    """The same for systems without /proc."""
    found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return None if not found or found.startswith("Z") else found.partition(" ")[2].strip()


def running(home: Path, name: str) -> int | None:
    """The pid of process `name` of this folder, or None when it does not run."""
    try:
        record = json.loads((home / "run" / f"{name}.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    pid = int(record["pid"])
    return pid if record["start"] == start_time(pid) else None


def age_s(home: Path, name: str) -> float:
    """Seconds since process `name` was started; 0 when it does not run."""
    if running(home, name) is None:
        return 0.0
    return time.time() - (home / "run" / f"{name}.json").stat().st_mtime


def start(home: Path, spec: Spec) -> int:
    """Start the process unless it runs already; returns its pid. Raises SetupError when the command cannot be run."""
    known = running(home, spec.name)
    if known is not None:
        return known
    _end_unrecorded(home, spec.name)
    log = log_path(home, spec.name)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        try:
            child = subprocess.Popen(
                spec.argv,
                env=spec.env | {MARK: _mark(home, spec.name)},
                cwd=spec.cwd,
                user=spec.user,
                extra_groups=[] if spec.user else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise SetupError(f"{spec.name} cannot be started: {spec.argv[0]}: {error.strerror}.") from error
    _children[child.pid] = child
    record = {"pid": child.pid, "start": start_time(child.pid), "argv": list(spec.argv)}
    state.write_private(home / "run" / f"{spec.name}.json", json.dumps(record))
    return child.pid


def stop(home: Path, name: str, first: signal.Signals = signal.SIGTERM, grace_s: float = 10.0) -> bool:
    """End process `name` and whatever it left behind: `first`, then SIGKILL after `grace_s`. Returns whether it ran."""
    pid = running(home, name)
    if pid is not None:
        _end(pid, first, grace_s)
    _end_unrecorded(home, name)
    (home / "run" / f"{name}.json").unlink(missing_ok=True)
    return pid is not None


def _end(pid: int, first: signal.Signals, grace_s: float) -> None:
    """Ask, wait, then kill; a pid that changes hands meanwhile is left alone."""
    owner = start_time(pid)
    for chosen, seconds in ((first, grace_s), (signal.SIGKILL, 10.0)):
        if owner is None or start_time(pid) != owner:
            return
        try:
            os.kill(pid, chosen)
        except ProcessLookupError:
            return
        until = time.monotonic() + seconds
        while start_time(pid) == owner and time.monotonic() < until:
            time.sleep(_POLL_S)
    if start_time(pid) == owner:
        raise SetupError(f"Process {pid} does not end: end it by hand and try again.")


def _mark(home: Path, name: str) -> str:
    return f"{name}@{home}"


def _unrecorded(home: Path, name: str) -> Iterator[int]:
    """Pids that carry the mark of `name`. Processes of other users cannot be read and are not ours."""
    wanted = f"{MARK}={_mark(home, name)}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment and int(entry.name) != os.getpid():
            yield int(entry.name)


def _end_unrecorded(home: Path, name: str) -> None:
    for pid in list(_unrecorded(home, name)):
        _end(pid, signal.SIGTERM, 5.0)


def tail(home: Path, name: str, lines: int = 15) -> str:
    """The last lines that process `name` wrote."""
    try:
        with log_path(home, name).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 16_384))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


def wait_ready(home: Path, name: str, probe: Callable[[], bool], timeout_s: float) -> None:
    """Return once `probe` is true. Raises SetupError with the end of the log when the process ends or takes too long."""
    until = time.monotonic() + timeout_s
    while not probe():
        if running(home, name) is None:
            raise SetupError(f"{name} ended while it started; the end of {log_path(home, name)}:\n{tail(home, name)}")
        if time.monotonic() > until:
            raise SetupError(f"{name} is not ready after {timeout_s:.0f} s; the end of {log_path(home, name)}:\n{tail(home, name)}")
        time.sleep(_POLL_S)
