"""The OpenSearch client, and what counts as an answer.

A search that lost a shard or ran out of time is an error here, never a short result. Errors fall in two kinds:
`EngineUnavailable` (connection, 429, 5xx, time-out, read-only block: an outage, try again) and `EngineRefused`
(the request itself is wrong).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import orjson
from opensearchpy import JSONSerializer, OpenSearch
from opensearchpy.exceptions import ConnectionError as EngineConnectionError
from opensearchpy.exceptions import TransportError
from urllib3 import Timeout

from core.engine_connection import EngineConnection
from core.errors import EngineRefused, EngineUnavailable, SetupError
from core.settings import Settings, get_settings

AWAY = "The search engine does not answer now. Try again in a moment; `partwise status` shows what runs."
# A host that swallows packets is noticed after this time; one that is there accepts within a few milliseconds.
CONNECT_S = 0.25
_LINES = {"content-type": "application/x-ndjson"}


class Json(JSONSerializer):
    """Bodies and answers by orjson, several times faster; what it refuses (lone surrogates, keys that are no text) the client's own way."""

    def dumps(self, data: Any) -> Any:  # noqa: ANN401 - the client's own signature
        """A body as text; text as it is. Raises SerializationError for what has no JSON form."""
        if isinstance(data, (str, bytes)):
            return data
        try:
            return orjson.dumps(data, default=self.default).decode()
        except TypeError:
            return super().dumps(data)

    def loads(self, s: str) -> Any:  # noqa: ANN401 - as above
        """What an answer says. Raises SerializationError when it is not JSON."""
        try:
            return orjson.loads(s)
        except ValueError:
            return super().loads(s)


def make_client(settings: Settings) -> OpenSearch:
    """A client without retries of its own: callers know whether trying again is safe. Raises SetupError without a URL."""
    if not settings.opensearch_url:
        raise SetupError("OPENSEARCH_URL is not set: run `partwise up`, or set it to an OpenSearch server.")
    return OpenSearch(
        settings.opensearch_url,
        connection_class=EngineConnection,
        max_retries=0,
        retry_on_timeout=False,
        timeout=settings.engine.bulk_timeout_s,
        pool_maxsize=20,
        serializer=Json(),
    )


@lru_cache
def client() -> OpenSearch:
    """This process's client."""
    return make_client(get_settings())


def is_outage(status: int | str, reason: str = "") -> bool:
    """Whether a status of the engine (or of one bulk item) means "try again later" rather than "this is wrong"."""
    return not isinstance(status, int) or status == 429 or status >= 500 or "read-only" in reason or "read_only" in reason


@contextmanager
def translated() -> Iterator[None]:
    """Turn the client's exceptions into `EngineUnavailable` or `EngineRefused`."""
    try:
        yield
    except EngineConnectionError as error:
        raise EngineUnavailable(AWAY, internal=f"no answer: {error.error}") from error
    except TransportError as error:
        internal = f"{error.status_code} {error.error}: {str(error.info)[:500]}"
        if is_outage(error.status_code, internal):
            raise EngineUnavailable(AWAY, internal=internal) from error
        raise EngineRefused("The search engine refused the request; the log says why.", internal=internal) from error


def whole(response: dict[str, Any]) -> dict[str, Any]:
    """Return `response` if every shard answered in time. Raises EngineUnavailable otherwise."""
    failed = response.get("_shards", {}).get("failed", 0)
    if failed or response.get("timed_out"):
        raise EngineUnavailable(AWAY, internal=f"answered in part: {failed} shards failed, timed out: {bool(response.get('timed_out'))}")
    return response


def patience(timeout_ms: int) -> Timeout:
    """The limits of one search: `CONNECT_S` for a new connection, `timeout_ms` for connection and answer together."""
    seconds = timeout_ms / 1000
    return Timeout(total=seconds, connect=min(CONNECT_S, seconds), read=seconds)


def search(engine: OpenSearch, index: str, body: dict[str, Any], timeout_ms: int) -> dict[str, Any]:
    """One search, all or nothing, within `timeout_ms`. Raises EngineUnavailable or EngineRefused."""
    params = {
        "allow_partial_search_results": "false",
        "timeout": f"{timeout_ms}ms",
        "cancel_after_time_interval": f"{timeout_ms}ms",
        "request_timeout": patience(timeout_ms),
        "include_named_queries_score": "true",
    }
    # Straight to the transport: what the client's methods do to the arguments is done here.
    with translated():
        response: dict[str, Any] = engine.transport.perform_request("POST", f"/{index}/_search", params=params, body=_written(engine, body))
    return whole(response)


def _written(engine: OpenSearch, body: dict[str, Any]) -> bytes | str:
    """A body as the engine takes it: bytes, so that nothing between here and the socket turns them into text and back."""
    try:
        return orjson.dumps(body)
    except TypeError:
        text: str = engine.transport.serializer.dumps(body)
        return text


def searches(engine: OpenSearch, index: str, bodies: Sequence[dict[str, Any]], timeout_ms: int) -> list[dict[str, Any]]:
    """Several searches in one round trip, in order, all or nothing, within `timeout_ms`. Raises EngineUnavailable or EngineRefused."""
    lines = [line for body in bodies for line in ({"allow_partial_search_results": False}, {**body, "timeout": f"{timeout_ms}ms"})]
    with translated():
        written = [_written(engine, line) for line in lines]
        payload = b"".join((line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")) + b"\n" for line in written)
        answer: dict[str, Any] = engine.transport.perform_request(
            "POST", f"/{index}/_msearch", params={"request_timeout": patience(timeout_ms)}, body=payload, headers=_LINES
        )
    return [_one_of_several(response) for response in answer["responses"]]


def _one_of_several(response: dict[str, Any]) -> dict[str, Any]:
    """One response of a multi-search, which tells its error inside an answer of 200."""
    if error := response.get("error"):
        internal = f"{response['status']} {str(error)[:500]}"
        if is_outage(response["status"], internal):
            raise EngineUnavailable(AWAY, internal=internal)
        raise EngineRefused("The search engine refused the request; the log says why.", internal=internal)
    return whole(response)
