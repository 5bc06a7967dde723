"""Services and processes of a run, all in a data folder of their own: started, killed, stopped and continued by their pids."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from opensearchpy import OpenSearch
from psycopg import sql
from sqlalchemy import make_url

from core.db import make_engine
from core.opensearch import make_client
from core.settings import EncoderSettings, Settings
from indexer.resources import Resources
from local import health, opensearch, ports, process, redis, runtime
from tests.chaos.http_proxy import HttpProxy
from tests.chaos.proxy import Loop, Proxy

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {"net-postgres": "DATABASE_URL", "net-redis": "REDIS_URL", "net-opensearch": "OPENSEARCH_URL"}
# Both workers serve documents only: vectors are off here.
COMMANDS = {
    "worker1": ("worker", "--queues=index"),
    "worker2": ("worker", "--queues=index"),
    "relay1": ("relay",),
    "relay2": ("relay",),
    "web": ("web",),
}
_READY_S = 60.0
HEAP = "512m"


def silent(_name: str, _text: str) -> None:
    """A report that nobody reads."""


@contextmanager
def services() -> Iterator[tuple[Path, dict[str, str]]]:
    """The three services in a new folder, gone with it at the end: the folder and the URLs by variable."""
    home = Path(tempfile.mkdtemp(prefix="partwise-chaos-")) / "home"
    plain = Settings(_env_file=None).model_copy(update={"database_url": "", "redis_url": "", "opensearch_url": ""})
    plain = plain.model_copy(update={"engine": plain.engine.model_copy(update={"heap": HEAP})})
    try:
        yield home, runtime.up(home, silent, services_only=True, settings=plain)
    finally:
        for name in (*COMMANDS, "rebuild"):
            _thaw(home, name)
            process.stop(home, name, signal.SIGKILL)
        for name in (redis.NAME, opensearch.NAME):
            _thaw(home, name)
        runtime.down(home, silent)
        shutil.rmtree(home.parent, ignore_errors=True)


def _thaw(home: Path, name: str) -> None:
    pid = process.running(home, name)
    if pid is not None:
        os.killpg(pid, signal.SIGCONT)


class Rig:
    """One run's database, indexes, proxies and processes over running services."""

    def __init__(self, home: Path, urls: dict[str, str], seed: int, names: tuple[str, ...], mutant: str = "") -> None:
        self.home, self.urls, self.names = home, dict(urls), names
        self._mutant = mutant
        self._loop = Loop()
        name = f"chaos_{seed}_{uuid4().hex[:6]}"
        with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        self.urls["DATABASE_URL"] = make_url(urls["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False)
        self.proxies = {lane: self._proxy(lane, variable, seed) for lane, variable in VARIABLES.items()}
        read = Settings(_env_file=None)
        engine = read.engine.model_copy(update={"index_prefix": name})
        located = {"database_url": self.urls["DATABASE_URL"], "redis_url": self.urls["REDIS_URL"], "opensearch_url": self.urls["OPENSEARCH_URL"]}
        settings = read.model_copy(update={**located, "engine": engine, "encoder": EncoderSettings(engine="off")})
        self.resources = Resources(make_engine(settings), make_client(settings), settings)
        self.web_port = ports.choose_near(home, "web", 21_000)

    @property
    def engine(self) -> OpenSearch:
        """The engine, without a proxy."""
        return self.resources.engine

    def _proxy(self, lane: str, variable: str, seed: int) -> Proxy:
        made = HttpProxy if lane == "net-opensearch" else Proxy
        return made(self._loop, make_url(self.urls[variable]).port or 0, seed)

    def environment(self, *, proxied: bool = True) -> dict[str, str]:
        """What a process of the product sees: the services, behind the proxies."""
        located = dict(self.urls)
        if proxied:
            located = {
                variable: make_url(located[variable]).set(port=self.proxies[lane].port).render_as_string(hide_password=False)
                for lane, variable in VARIABLES.items()
            }
        own = {
            "PARTWISE_HOME": str(self.home),
            "PARTWISE_ENGINE__INDEX_PREFIX": self.resources.prefix,
            "PARTWISE_ENCODER__ENGINE": "off",
            "PARTWISE_LOG__LEVEL": "warning",
            "PARTWISE_WEB__PORT": str(self.web_port),
            "PYTHONPATH": str(ROOT),
        }
        return os.environ | located | own

    def command(self, name: str, *arguments: str) -> tuple[str, ...]:
        """`partwise …` by this Python, with the run's mutation planted."""
        program = ("tests.chaos.mutant", self._mutant) if self._mutant else ("cli.main",)
        return (sys.executable, "-m", *program, *(COMMANDS.get(name) or arguments))

    def once(self, *arguments: str, proxied: bool = True, timeout_s: float = 90.0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        environment = self.environment(proxied=proxied)
        return subprocess.run(self.command("", *arguments), env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=timeout_s)

    def start(self, name: str) -> None:
        """Start a process or service that does not run; services are ready at the return."""
        if name == redis.NAME:
            redis.start(self.home)
        elif name == opensearch.NAME:
            opensearch.start(self.home, HEAP, lambda _text: None)
        else:
            process.start(self.home, process.Spec(name, self.command(name), env=self.environment(), cwd=ROOT))

    def spawn(self, name: str, *arguments: str) -> None:
        """Start a command that ends by itself; never mutated: what is looked for is the fault of relay and worker."""
        argv = (sys.executable, "-m", "cli.main", *arguments)
        process.start(self.home, process.Spec(name, argv, env=self.environment(), cwd=ROOT))

    def runs(self, name: str) -> bool:
        """Whether the process runs."""
        return process.running(self.home, name) is not None

    def signal(self, name: str, sent: signal.Signals, *, group: bool = True) -> None:
        """Send a signal to the process and, with `group`, to its children."""
        pid = process.running(self.home, name)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(pid, sent)

    def wait_ready(self) -> None:
        """Return when every process does its work."""
        checks: dict[str, Callable[[], bool]] = {
            "worker": lambda: health.worker(self.urls["REDIS_URL"]),
            "web": lambda: health.web(f"http://127.0.0.1:{self.web_port}"),
            "relay": lambda: True,
        }
        for name in self.names:
            process.wait_ready(self.home, name, checks[name.rstrip("12")], _READY_S)

    def migrate(self) -> None:
        """The schema. Fails with the command's output."""
        done = self.once("migrate", proxied=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def close(self) -> None:
        """End the processes and the proxies, drop database and indexes."""
        for name in (*self.names, "rebuild"):
            self.signal(name, signal.SIGKILL)
            process.stop(self.home, name, signal.SIGKILL)
        for proxy in self.proxies.values():
            proxy.close()
        self._loop.close()
        self.engine.indices.delete(index=f"{self.resources.prefix}_parts_2*", params={"ignore_unavailable": "true"})
        self.resources.db.dispose()
        name = make_url(self.urls["DATABASE_URL"]).database or ""
        server_url = make_url(self.urls["DATABASE_URL"]).set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def wait_for(holds: Callable[[], bool], seconds: float) -> float | None:
    """Seconds until something holds; None when it does not within `seconds`."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            return None
        time.sleep(0.1)
    return time.monotonic() - begun
