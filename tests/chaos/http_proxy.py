"""The proxy before the search engine: it knows requests and bulk answers, so it can answer in the engine's place."""

import asyncio

import orjson

from tests.chaos.proxy import Fault, Kind, Proxy

_REFUSALS = {Kind.STATUS_429: (429, "Too Many Requests", "rejected_execution_exception"), Kind.STATUS_503: (503, "Service Unavailable", "unavailable")}


class HttpProxy(Proxy):
    """One upstream connection a request: simple, and a fault never reaches into the next request."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The requests of one connection."""
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
            request = _closing(head) + await reader.readexactly(length)
            answer = await self._answer(request)
            writer.write(answer or b"")
            await writer.drain()
            return

    async def _answer(self, request: bytes) -> bytes | None:
        """The response's bytes, or what is left of them; None for none at all."""
        line = request.split(b"\r\n", 1)[0]
        fault = self.draw(line)
        kind = None if fault is None else fault.kind
        if fault is not None and kind in _REFUSALS:
            return _refusal(kind)
        if kind is Kind.CUT_BEFORE:
            return None
        if fault is not None and kind is Kind.DELAY:
            await asyncio.sleep(fault.delay_s)
        if fault is not None and kind is Kind.BLACK_HOLE:
            await self.healed(fault)
            if self.dice.random() < 0.5:
                return None
        response = await self._forward(request)
        if kind is Kind.CUT_AFTER:
            return None
        if kind is Kind.TRUNCATE:
            return response[: len(response) // 2]
        if fault is not None and kind is Kind.ITEMS and b"/_bulk" in line:
            return self._spoil(response, fault)
        return response

    async def _forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        try:
            writer.write(request)
            await writer.drain()
            return _said_to_close(await reader.read(-1))
        finally:
            writer.close()

    def _spoil(self, response: bytes, fault: Fault) -> bytes:
        """A bulk answer that says of a share of the items that they were rejected, though they were not."""
        head, _, body = response.partition(b"\r\n\r\n")
        if b"chunked" in head.lower():
            body = _unchunked(body)
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            return response
        answer = orjson.loads(body)
        for item in answer.get("items", ()):
            if self.dice.random() < fault.share:
                status = self.dice.choice((429, 503))
                item["index"] = {"status": status, "error": {"type": "rejected_execution_exception", "reason": "said the proxy"}}
        return _response(200, "OK", orjson.dumps(answer))


def _closing(head: bytes) -> bytes:
    """The request's head, asking for one response only."""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join((*lines, b"connection: close")) + b"\r\n\r\n"


def _said_to_close(response: bytes) -> bytes:
    """The response, saying that the connection ends with it: else the client's next request may run into the end."""
    status, _, rest = response.partition(b"\r\n")
    return b"\r\n".join((status, b"connection: close", rest)) if b"\nconnection: close" not in rest[:1000].lower() else response


def _refusal(kind: Kind) -> bytes:
    status, words, name = _REFUSALS[kind]
    return _response(status, words, orjson.dumps({"error": {"type": name, "reason": "said the proxy"}, "status": status}))


def _response(status: int, words: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} {words}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _unchunked(body: bytes) -> bytes:
    """The body behind chunked transfer encoding."""
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        whole, body = whole + body[:count], body[count + 2 :]
        if not count:
            break
    return whole
