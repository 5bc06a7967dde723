"""Plain HTTP for measurements: what the API asks the engine is recorded, and sent again over connections that do nothing else."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from time import perf_counter
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from opensearchpy import Transport

from core.errors import Unavailable

_PATIENCE_S = 10.0
_BAD = 400


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request; an empty body is a GET."""

    path: str
    body: bytes = b""


class Recording(Transport):
    """The engine client's transport, which also keeps what it was asked. Take `calls` and empty it between searches."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the client's own signature
        super().__init__(*args, **kwargs)
        self.calls: list[Call] = []

    def perform_request(self, method: str, url: str, params: Any = None, body: Any = None, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as above
        """As the client's own."""
        asked = {name: value for name, value in (params or {}).items() if name != "request_timeout"}
        # Searches are not cached by the engine for their hits; counts might be.
        asked |= {"request_cache": "false"} if url.endswith("/_search") else {}
        self.calls.append(Call(f"{url}?{urlencode(asked)}", self._written(body)))
        return super().perform_request(method, url, params, body, *args, **kwargs)

    def _written(self, body: object) -> bytes:
        if body is None or isinstance(body, bytes):
            return body or b""
        return body.encode() if isinstance(body, str) else str(self.serializer.dumps(body)).encode()


class Line:
    """One kept connection to a server; not for several threads."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE_S)
        self._headers: Mapping[str, str] = {"content-type": "application/json"}
        if parts.username:
            secret = b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()).decode()
            self._headers = {**self._headers, "authorization": f"Basic {secret}"}

    def send(self, call: Call) -> bytes:
        """The whole answer. Raises Unavailable for a status of 400 and more: a fast error is no answer."""
        self._connection.request("POST" if call.body else "GET", call.path, call.body or None, dict(self._headers))
        response = self._connection.getresponse()
        answer = response.read()
        if response.status >= _BAD:
            raise Unavailable(f"{call.path[:80]} answered {response.status} during the measurement: {answer[:200].decode(errors='replace')}")
        return answer

    def time(self, *calls: Call) -> float:
        """Milliseconds of the calls, one after another."""
        begun = perf_counter()
        for call in calls:
            self.send(call)
        return (perf_counter() - begun) * 1000

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
