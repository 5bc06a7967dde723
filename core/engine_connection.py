"""HTTP to the engine with little in between: kept sockets, one write and few reads a request, answers as bytes.

The engine's client spends more time on its HTTP library than on anything else of a search (measured: 0.9 of 1.3 ms of processor time). Only what
an engine answers over plain HTTP/1.1 is read here: a length or chunks. Everything else, TLS first of all, goes the client's own way.
"""

from collections import deque
from collections.abc import Collection, Mapping
from select import POLLIN, poll
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from opensearchpy import Urllib3HttpConnection
from opensearchpy.exceptions import ConnectionError as EngineConnectionError
from opensearchpy.exceptions import ConnectionTimeout
from urllib3 import Timeout

_PIECE = 262_144
_MOST_HEADER = 65_536
_OK = range(200, 300)


class EngineConnection(Urllib3HttpConnection):
    """As the client's own connection, with its errors; for several threads, each request on a socket of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the client's own signature
        super().__init__(*args, **kwargs)
        self._idle: deque[socket] = deque(maxlen=kwargs.get("pool_maxsize") or 10)
        fixed = {"host": self.host.partition("://")[2], **self.headers, "accept-encoding": "identity"}
        self._headers = {name: f"{name}: {value}\r\n" for name, value in fixed.items()}
        self._fixed = "".join(self._headers.values())

    def perform_request(  # noqa: PLR0913, PLR0917 - as above
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: Any = None,  # noqa: ANN401 - as above
        timeout: Any = None,  # noqa: ANN401 - seconds, or urllib3's Timeout
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - as above
        """Status, headers and the answer. Raises the client's ConnectionTimeout, ConnectionError and TransportError."""
        if self.use_ssl or self.http_compress or callable(self.http_auth):
            return super().perform_request(method, url, params, body, timeout=timeout, ignore=ignore, headers=headers)
        path = f"{self.url_prefix}{url}?{urlencode(params)}" if params else f"{self.url_prefix}{url}"
        payload = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body or b""
        own = {name.lower(): f"{name}: {value}\r\n" for name, value in headers.items()} if headers else {}
        said = "".join({**self._headers, **own}.values()) if own else self._fixed
        length = f"content-length: {len(payload)}\r\n" if payload or method in ("POST", "PUT") else ""
        head = f"{method} {path} HTTP/1.1\r\n{said}{length}\r\n".encode("latin-1")
        try:
            status, found, data = self._exchange(head + payload, timeout, bodiless=method == "HEAD")
        except TimeoutError as error:
            raise ConnectionTimeout("TIMEOUT", str(error), error) from error
        except (OSError, ValueError) as error:
            raise EngineConnectionError("N/A", str(error), error) from error
        kind = found.get("content-type", "")
        if status not in _OK and status not in ignore:
            self._raise_error(status, data.decode("utf-8", "replace"), kind)
        return status, found, data if kind.startswith("application/json") else data.decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Hang up."""
        super().close()
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, request: bytes, timeout: Any, *, bodiless: bool) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401 - as above
        total: Any = (timeout.total if isinstance(timeout, Timeout) else timeout) or self.timeout
        connect: Any = timeout.connect_timeout if isinstance(timeout, Timeout) else total
        exchange = Exchange(self._kept() or self._opened(connect), monotonic() + total)
        try:
            answer = exchange.run(request, bodiless=bodiless)
        except BaseException:
            exchange.line.close()
            raise
        if exchange.keep and len(self._idle) < (self._idle.maxlen or 0):
            self._idle.append(exchange.line)
        else:
            exchange.line.close()
        return answer

    def _kept(self) -> socket | None:
        """A socket that waits and has not been hung up: nothing, not even an end, is to be read from it."""
        while self._idle:
            try:
                line = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            waiting = poll()
            waiting.register(line, POLLIN)
            if not waiting.poll(0):
                return line
            line.close()
        return None

    def _opened(self, seconds: float) -> socket:
        line = create_connection((self.hostname, self.port or 9200), seconds)
        line.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        return line


class Exchange:
    """One request and its answer on a socket, by a moment on the clock. `keep` tells afterwards whether the socket can be used again."""

    def __init__(self, line: socket, due: float) -> None:
        self.line = line
        self.keep = True
        self._due = due
        self._read = bytearray()

    def run(self, request: bytes, *, bodiless: bool) -> tuple[int, dict[str, str], bytes]:
        """Raises TimeoutError, OSError, or ValueError for what is no HTTP."""
        self._hurry()
        self.line.sendall(request)
        while (end := self._read.find(b"\r\n\r\n")) < 0:
            if len(self._read) > _MOST_HEADER:
                raise ValueError("the head of the answer is too long")
            self._more()
        first, *rest = self._read[:end].decode("latin-1").split("\r\n")
        del self._read[: end + 4]
        version, status = first.split(" ", 2)[:2]
        headers = {name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)}
        self.keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
        return int(status), headers, b"" if bodiless or status in ("204", "304") else self._body(headers)

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if "content-length" in headers:
            return self._exactly(int(headers["content-length"]))
        if headers.get("transfer-encoding", "").lower() != "chunked":
            raise ValueError("the answer tells no length")
        pieces = []
        while size := int(self._row().partition(b";")[0], 16):
            pieces.append(self._exactly(size))
            self._row()
        while self._row():  # trailers
            pass
        return b"".join(pieces)

    def _exactly(self, size: int) -> bytes:
        while len(self._read) < size:
            self._more()
        data = bytes(self._read[:size])
        del self._read[:size]
        return data

    def _row(self) -> bytes:
        while (end := self._read.find(b"\r\n")) < 0:
            self._more()
        row = bytes(self._read[:end])
        del self._read[: end + 2]
        return row

    def _more(self) -> None:
        self._hurry()
        piece = self.line.recv(_PIECE)
        if not piece:
            raise ConnectionResetError("the engine hung up")
        self._read += piece

    def _hurry(self) -> None:
        left = self._due - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.line.settimeout(left)
