"""Our own processes: started after the services, watched, restarted when dead, and told about when they fail."""

import os
import signal
import sys
from pathlib import Path

import pytest

from core.errors import SetupError
from core.settings import Settings
from local import apps, ports, process, runtime, services
from tests.integration.local.conftest import plain_settings, silent

pytestmark = pytest.mark.usefixtures("clean_environment")

WAITS = "import time; time.sleep(120)"
SERVES = """
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"port": %d}' % int(os.environ["PARTWISE_WEB__PORT"])
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PARTWISE_WEB__PORT"])), Answer).serve_forever()
"""
FAILS = "import sys; sys.exit('the model is missing')"


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Small programs in the place of ours, by name; a test may exchange one."""
    found = {"migrate": "print('done')", "relay": WAITS, "web": SERVES}
    monkeypatch.setattr(apps, "_argv", lambda app: (sys.executable, "-c", found[app.name]))
    monkeypatch.setattr(apps, "APPS", tuple(app for app in apps.APPS if app.name in found))
    return found


@pytest.fixture
def settings(services: dict[str, str]) -> Settings:
    """The services of the test session, as external ones."""
    return plain_settings().model_copy(
        update={"database_url": services["DATABASE_URL"], "redis_url": services["REDIS_URL"], "opensearch_url": services["OPENSEARCH_URL"]}
    )


@pytest.fixture
def started(home: Path, programs: dict[str, str], settings: Settings) -> Path:
    assert programs
    runtime.up(home, silent, settings=settings)
    return home


@pytest.fixture(autouse=True)
def end(home: Path) -> object:
    yield
    for app in apps.APPS:
        process.stop(home, app.name)


def kill(home: Path, name: str) -> int:
    pid = process.running(home, name)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    process._children[pid].wait(10)
    return pid


def test_a_dead_process_is_restarted_and_the_others_stay(started: Path, settings: Settings) -> None:
    web = process.running(started, "web")
    dead = kill(started, "relay")
    assert runtime.status(started)["relay"] == {"ok": False}
    runtime.up(started, silent, settings=settings)
    assert process.running(started, "web") == web
    assert process.running(started, "relay") not in {None, dead}
    assert runtime.status(started)["relay"] == {"ok": True}


def test_the_web_server_moves_to_a_free_port_and_everybody_is_told(home: Path, programs: dict[str, str], settings: Settings) -> None:
    assert programs
    import socket

    with socket.socket() as stranger:
        stranger.bind((ports.HOST, 0))
        stranger.listen()
        taken = stranger.getsockname()[1]
        wish = settings.model_copy(update={"web": settings.web.model_copy(update={"port": taken})})
        runtime.up(home, silent, settings=wish)
        assert int(services.read(home)[services.WEB_PORT]) > taken
    assert runtime.status(home)["web"]["ok"] is True


def test_a_process_that_fails_is_told_with_the_end_of_its_log(home: Path, programs: dict[str, str], settings: Settings) -> None:
    programs["web"] = FAILS
    with pytest.raises(SetupError, match=r"web ended while it started; .*\n.*the model is missing"):
        runtime.up(home, silent, settings=settings)


def test_a_failed_migration_starts_nothing(home: Path, programs: dict[str, str], settings: Settings) -> None:
    programs["migrate"] = "import sys; print('relation exists'); sys.exit(1)"
    with pytest.raises(SetupError, match=r"`partwise migrate` failed:\nrelation exists"):
        runtime.up(home, silent, settings=settings)
    assert process.running(home, "relay") is None


def test_processes_that_hold_an_old_address_are_restarted(started: Path, settings: Settings) -> None:
    before = process.running(started, "relay")
    moved = settings.redis_url.rpartition("/")[0] + "/63"
    runtime.up(started, silent, settings=settings.model_copy(update={"redis_url": moved}))
    assert process.running(started, "relay") not in {None, before}


def test_down_ends_our_processes_and_leaves_external_services_alone(started: Path, settings: Settings) -> None:
    runtime.down(started, silent)
    assert [app.name for app in apps.APPS if process.running(started, app.name)] == []
    from local import health

    assert health.postgres(settings.database_url)
