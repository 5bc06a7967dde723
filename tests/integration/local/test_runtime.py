"""Up, down and status over real services."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.errors import SetupError
from local import health, opensearch, postgres, process, redis, runtime, services
from tests.integration.local.conftest import plain_settings, silent

pytestmark = pytest.mark.usefixtures("clean_environment")
NAMES = (postgres.NAME, redis.NAME, opensearch.NAME)


def up(home: Path) -> dict[str, str]:
    return runtime.up(home, silent, services_only=True, settings=plain_settings())


def pids(home: Path) -> dict[str, int | None]:
    return {name: process.running(home, name) for name in NAMES}


def test_up_twice_starts_once_and_tells_where_everything_is(shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = up(shared_home)
    started = pids(shared_home)
    assert up(shared_home) == urls
    assert pids(shared_home) == started
    assert None not in started.values()
    written = services.read(shared_home)
    assert {key: written[key] for key in urls} == urls
    assert int(written[services.WEB_PORT]) > 0
    monkeypatch.chdir(shared_home)
    status = runtime.status(shared_home)
    assert {name: status[name] for name in NAMES} == {
        "postgres": {"url": urls["DATABASE_URL"], "ok": True},
        "redis": {"url": urls["REDIS_URL"], "ok": True},
        "opensearch": {"url": urls["OPENSEARCH_URL"], "ok": True},
    }
    assert status["worker"] == {"ok": False}
    assert status["web"]["ok"] is False


def test_all_three_killed_at_once_are_healed_by_the_next_up(shared_home: Path) -> None:
    urls = up(shared_home)
    before = pids(shared_home)
    for pid in before.values():
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    for pid in before.values():
        process._children[pid or 0].wait(10)
    assert up(shared_home) == urls
    assert not set(pids(shared_home).values()) & set(before.values())


def test_two_starts_at_once_wait_for_each_other(shared_home: Path) -> None:
    for name in (postgres.NAME, redis.NAME):
        process.stop(shared_home, name, signal.SIGINT)
    results: list[dict[str, str]] = []
    threads = [threading.Thread(target=lambda: results.append(up(shared_home))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results[0] == results[1]
    assert len(results) == 2


def test_a_stranger_on_the_engines_port_is_not_taken_for_ours(shared_home: Path) -> None:
    url = up(shared_home)["OPENSEARCH_URL"]
    assert health.opensearch(url)
    assert not health.opensearch(url, "partwise-other")


def test_down_stops_everything_and_says_so(shared_home: Path) -> None:
    up(shared_home)
    before = [pid for pid in pids(shared_home).values() if pid]
    stopped: list[tuple[str, str]] = []
    runtime.down(shared_home, lambda name, text: stopped.append((name, text)))
    assert {name for name, text in stopped if text == "stopped"} == set(NAMES)
    assert [pid for pid in before if process.start_time(pid)] == []
    runtime.down(shared_home, silent)


def test_an_external_service_is_checked_and_never_started(home: Path, services: dict[str, str]) -> None:
    settings = plain_settings().model_copy(update={"database_url": services["DATABASE_URL"], "redis_url": "redis://127.0.0.1:9/0"})
    with pytest.raises(SetupError, match=r"^REDIS_URL is set, but no server answers at redis://127\.0\.0\.1:9/0: start it, or unset REDIS_URL"):
        runtime.up(home, silent, services_only=True, settings=settings)
    assert pids(home) == dict.fromkeys(NAMES)


def test_external_services_are_not_written_down_as_ours(home: Path, services: dict[str, str]) -> None:
    settings = plain_settings().model_copy(
        update={"database_url": services["DATABASE_URL"], "redis_url": services["REDIS_URL"], "opensearch_url": services["OPENSEARCH_URL"]}
    )
    runtime.up(home, silent, services_only=True, settings=settings)
    assert "DATABASE_URL" not in (home / "services.env").read_text()
    assert pids(home) == dict.fromkeys(NAMES)


def test_a_full_disk_while_starting_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_home: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(postgres, "start", full)
    with pytest.raises(SetupError, match=r"^The disk of .* is full: free some space"):
        up(home)


def test_an_up_that_was_killed_half_way_heals_at_the_next_one(shared_home: Path) -> None:
    environment = os.environ | {"PARTWISE_HOME": str(shared_home)}
    half = subprocess.Popen([sys.executable, "-m", "cli.main", "up", "--services-only"], env=environment, stderr=subprocess.DEVNULL)
    # Killed between the start of the engine and its readiness.
    until = time.monotonic() + 30
    while process.running(shared_home, opensearch.NAME) is None and time.monotonic() < until:
        time.sleep(0.05)
    half.kill()
    half.wait()
    assert process.running(shared_home, opensearch.NAME) is not None
    urls = up(shared_home)
    assert None not in pids(shared_home).values()
    assert health.opensearch(urls["OPENSEARCH_URL"])
