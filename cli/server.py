"""The long-running processes: `partwise worker`, `relay`, `beat` and `web`. Each stops at SIGTERM."""

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from core.settings import get_settings, home


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    for command in (worker, relay, beat, web):
        app.command()(command)


def worker(
    queues: Annotated[str, typer.Option(help="Queues to serve, separated by commas: index, vectors.")] = "index,vectors",
) -> None:
    """Index what the relay reports, and compute vectors."""
    from core import log
    from indexer.app import VECTOR_QUEUE, app

    settings = get_settings()
    log.configure(settings.log)
    # One process more than index tasks need: vectors take one at a time, and documents never wait for them.
    processes = settings.indexer.concurrency + (VECTOR_QUEUE in queues.split(","))
    app.worker_main(["worker", f"--queues={queues}", f"--concurrency={processes}", "--without-gossip", "--without-mingle", f"--loglevel={settings.log.level}"])


def relay() -> None:
    """Find changed parts and wake the workers. Several may run at once."""
    from core import log
    from indexer.app import app
    from indexer.relay import make_relay
    from indexer.resources import from_settings

    log.configure(get_settings().log)
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    make_relay(from_settings(), app).run(stop.is_set)


def beat() -> None:
    """Start periodic jobs: vectors, lag watch, purge, nightly verification. More than one does no harm."""
    from core import log
    from indexer.app import app

    settings = get_settings()
    log.configure(settings.log)
    home().mkdir(parents=True, exist_ok=True)
    app.Beat(schedule=str(home() / "beat-schedule"), loglevel=settings.log.level, pidfile=None, redirect_stdouts=False).run()


def web() -> None:
    """Serve the API and the pages."""
    import uvicorn

    from core import log

    settings = get_settings()
    log.configure(settings.log)
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=settings.web.host,
        port=settings.web.port,
        workers=settings.web.workers,
        loop="auto",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
