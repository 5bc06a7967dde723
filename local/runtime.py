"""Up, down and status of everything: the three services, then our own processes.

`up` may be killed at any instant and repeated: what runs stays, what does not is started, and only one `up` or `down` of a
data folder is at work at a time.
"""

import errno
import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core import settings as core_settings
from core.errors import SetupError
from core.settings import Settings
from local import apps, health, machine, opensearch, ports, postgres, process, redis, services, state

# Called with a name and what happens to it now: ("opensearch", "starting").
Report = Callable[[str, str], None]


def up(home: Path, report: Report, *, services_only: bool = False, settings: Settings | None = None) -> dict[str, str]:
    """Start what does not run and return once all is ready: the URL by variable. Raises SetupError with the reason.

    `settings` says which services are external; by default the environment and `.env` do.
    """
    settings = settings or services.configured()
    with _full_disk(home), _one_at_a_time(home):
        machine.disk(home)
        elsewhere = services.external(settings, services.read(home))
        urls = _start_services(home, settings, elsewhere, report)
        web_port = str(_web_port(home, settings))
        if not services_only and state.recall(home, "urls") != urls:
            _stop_apps(home, report)  # they hold the addresses of before
            state.remember(home, "urls", urls)
        services.write(home, {key: value for key, value in urls.items() if key not in elsewhere} | {services.WEB_PORT: web_port})
        core_settings.get_settings.cache_clear()
        if not services_only:
            _start_apps(home, settings, urls | {services.WEB_PORT: web_port}, report)
    return urls


def _start_services(home: Path, settings: Settings, elsewhere: Mapping[str, str], report: Report) -> dict[str, str]:
    if "OPENSEARCH_URL" not in elsewhere and process.running(home, opensearch.NAME) is None:
        machine.memory(settings.engine.heap)
    starters: dict[str, Callable[[], str]] = {
        postgres.NAME: lambda: postgres.start(home),
        redis.NAME: lambda: redis.start(home),
        opensearch.NAME: lambda: opensearch.start(home, settings.engine.heap, lambda text: report(opensearch.NAME, text)),
    }
    urls = {}
    for service in services.SERVICES:
        report(service.name, "starting")
        url = elsewhere.get(service.variable)
        if url and not service.healthy(url):
            problem = f"{service.variable} is set, but no server answers at {services.masked(url)}"
            raise SetupError(f"{problem}: start it, or unset {service.variable} to have one started here.")
        urls[service.variable] = url or starters[service.name]()
        report(service.name, f"ready at {services.masked(urls[service.variable])}")
    return urls


def _web_port(home: Path, settings: Settings) -> int:
    """The port of the running web server, or the one for the next."""
    known = services.read(home).get(services.WEB_PORT)
    if known and process.running(home, "web") is not None:
        return int(known)
    return ports.choose_near(home, "web", settings.web.port)


def _start_apps(home: Path, settings: Settings, environment: Mapping[str, str], report: Report) -> None:
    report(apps.MIGRATE.name, "starting")
    apps.migrate(home, environment)
    report(apps.MIGRATE.name, "ready")
    for app in apps.APPS:
        report(app.name, "starting")
        apps.start(home, app, environment)
    for app in apps.APPS:
        apps.wait_ready(home, app, environment, _web_url(settings, environment))
        report(app.name, "ready" if app.ready != "http" else f"ready at {_web_url(settings, environment)}")


def _web_url(settings: Settings, environment: Mapping[str, str]) -> str:
    host = ports.HOST if settings.web.host in {"0.0.0.0", "::", ""} else settings.web.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{environment.get(services.WEB_PORT, settings.web.port)}"


def _stop_apps(home: Path, report: Report) -> None:
    for app in reversed(apps.APPS):
        if process.stop(home, app.name, grace_s=apps.STOP_GRACE_S):
            report(app.name, "stopped")


def down(home: Path, report: Report) -> None:
    """Stop everything that `up` started in this folder; external services are left alone."""
    if not home.exists():
        return
    with _one_at_a_time(home):
        _stop_apps(home, report)
        for service in reversed(services.SERVICES):
            if process.stop(home, service.name, service.stop_signal, service.stop_grace_s):
                report(service.name, "stopped")


def status(home: Path) -> dict[str, dict[str, Any]]:
    """Which parts answer now: `{"web": {"url", "ok"}, "postgres": …, "redis": …, "opensearch": …, "worker": {"ok"}, …}`."""
    settings = services.configured()
    known = services.read(home) | services.external(settings)
    web_url = _web_url(settings, known)
    found: dict[str, dict[str, Any]] = {"web": {"url": web_url, "ok": process.running(home, "web") is not None and health.web(web_url)}}
    for service in services.SERVICES:
        url = known.get(service.variable, "")
        found[service.name] = {"url": url, "ok": bool(url) and service.healthy(url)}
    for app in apps.APPS:
        if app.ready != "http":
            runs = process.running(home, app.name) is not None
            found[app.name] = {"ok": runs and (app.ready != "worker" or health.worker(known.get("REDIS_URL", "")))}
    return found


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    state.prepare(home)
    with (home / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _full_disk(home: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise SetupError(f"The disk of {home} is full: free some space, or set PARTWISE_HOME to a folder on another disk.") from error
