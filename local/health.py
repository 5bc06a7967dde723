"""Does a service answer? Short, quiet probes: True or False, never an exception about the network."""

import base64
import contextlib
import json
import urllib.request
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

_TIMEOUT_S = 2.0


def postgres(url: str) -> bool:
    """Whether PostgreSQL accepts this URL's password and answers a statement."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=2, autocommit=True) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except (psycopg.Error, ValueError):
        return False


def redis(url: str) -> bool:
    """Whether Redis answers a PING."""
    import redis as driver

    try:
        with contextlib.closing(driver.Redis.from_url(url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)) as client:
            return bool(client.ping())
    except (driver.RedisError, ValueError, OSError):
        return False


def worker(redis_url: str) -> bool:
    """Whether a Celery worker listens for control messages on this broker (its pattern subscription lives as long as it does)."""
    import redis as driver

    try:
        with contextlib.closing(driver.Redis.from_url(redis_url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)) as client:
            return any(int(entry.get("psub", 0)) > 0 for entry in client.client_list())
    except (driver.RedisError, ValueError, OSError):
        return False


def get_json(url: str, path: str) -> dict[str, Any] | None:
    """The JSON object at `url` + `path`, or None when there is none. User and password in the URL are sent as Basic."""
    parts = urlsplit(url)
    request = urllib.request.Request(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/") + path, "", "")))  # noqa: S310 - http(s) by configuration
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
    # No proxy: these are servers that the configuration names, on this machine as a rule.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as response:
            loaded = json.load(response)
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None


def opensearch(url: str, cluster: str | None = None) -> bool:
    """Whether the engine can answer searches (no red index); `cluster` makes sure that it is that very one."""
    found = get_json(url, "/_cluster/health")
    return found is not None and found.get("status") in {"green", "yellow"} and cluster in {None, found.get("cluster_name")}


def web(url: str) -> bool:
    """Whether our web server is alive."""
    return get_json(url, "/healthz") is not None
