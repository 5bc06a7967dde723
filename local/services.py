"""The three services: which are external, which are ours, and the file that tells everybody their URLs."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit

from dotenv import dotenv_values

from core.errors import SetupError
from core.settings import Settings
from local import health, opensearch, postgres, redis, state

FILE = "services.env"
WEB_PORT = "PARTWISE_WEB__PORT"


@dataclass(frozen=True, slots=True)
class Service:
    """One of the three: its name, the variable with its URL, a probe, and how its own process is stopped."""

    name: str
    variable: str
    healthy: Callable[[str], bool]
    stop_signal: signal.Signals
    stop_grace_s: float


SERVICES = (
    Service(postgres.NAME, "DATABASE_URL", health.postgres, postgres.STOP_SIGNAL, postgres.STOP_GRACE_S),
    Service(redis.NAME, "REDIS_URL", health.redis, redis.STOP_SIGNAL, redis.STOP_GRACE_S),
    Service(opensearch.NAME, "OPENSEARCH_URL", health.opensearch, opensearch.STOP_SIGNAL, opensearch.STOP_GRACE_S),
)


def configured() -> Settings:
    """The settings by environment and `.env` alone: what the person wants, without what an earlier `up` wrote."""
    return Settings(_env_file=".env")


def external(settings: Settings, ours: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """URL by variable of each service that the person runs elsewhere.

    `ours` is what the last `up` wrote: who has sourced that file into his shell has named no other server.
    """
    urls = {"DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "OPENSEARCH_URL": settings.opensearch_url}
    return {variable: url for variable, url in urls.items() if url and url != ours.get(variable)}


def require_healthy(*, worker: bool) -> None:
    """Raise SetupError unless every configured service answers (and, if asked for, a worker listens)."""
    urls = external(configured())
    for service in SERVICES:
        url = urls.get(service.variable)
        if url is None or not service.healthy(url):
            raise SetupError(f"{service.name} does not answer: see {service.variable}.")
    if worker and not health.worker(urls["REDIS_URL"]):
        raise SetupError("No worker listens on the queue: start `partwise worker`.")


def read(home: Path) -> dict[str, str]:
    """What the last `up` wrote: URLs of the services it started and the web port."""
    path = home / FILE
    return {key: value for key, value in dotenv_values(path).items() if value} if path.exists() else {}


def write(home: Path, values: dict[str, str]) -> None:
    """Tell every process of this folder; `core/settings.py` reads the file."""
    head = "# Written by `partwise up`; what you set in the environment or in .env goes before it.\n"
    state.write_private(home / FILE, head + "".join(f"{key}={value}\n" for key, value in values.items()))


def masked(url: str) -> str:
    """The URL without its password, to be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}"))
