"""A proxy before a service's port that does to the traffic what networks and overloaded servers do.

One event loop in a thread serves every proxy. The nemesis sets `fault`; whether a request (or a chunk of a stream) meets
it is drawn from the proxy's own seeded dice.
"""

import asyncio
import random
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

CHUNK = 65_536
_LATER_S = 0.05
T = TypeVar("T")


class Kind(StrEnum):
    """What may happen. `cut_after` and `items` are the evil ones: applied, but not acknowledged."""

    DELAY = "delay"
    CUT_BEFORE = "cut_before"
    CUT_AFTER = "cut_after"
    TRUNCATE = "truncate"
    BLACK_HOLE = "black_hole"
    STATUS_429 = "status_429"
    STATUS_503 = "status_503"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens, to which share of the requests, and how long a delay is; `path`: only to requests with this in their first line."""

    kind: Kind
    share: float = 0.5
    delay_s: float = 0.5
    path: bytes = b""


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`, done in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def close(self) -> None:
        """End the loop and all that runs in it."""
        self.run(_cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


async def _cancel_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class Proxy:
    """Forwards a stream of bytes as it is; a subclass may know what the bytes mean."""

    def __init__(self, loop: Loop, upstream_port: int, seed: int) -> None:
        self.fault: Fault | None = None
        self.met = 0
        self.upstream_port = upstream_port
        self.dice = random.Random(seed)
        self._loop = loop
        self._server = loop.run(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Take no more connections."""
        self._loop.loop.call_soon_threadsafe(self._server.close)

    def draw(self, line: bytes = b"") -> Fault | None:
        """The fault that the next request (with this first line) or chunk meets."""
        fault = self.fault
        if fault is None or fault.path not in line or self.dice.random() >= fault.share:
            return None
        self.met += 1
        return fault

    async def healed(self, fault: Fault) -> None:
        """Wait until the nemesis has taken this fault back."""
        while self.fault is fault:  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(_LATER_S)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.serve(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # an end of the connection: the other side's, one that was planned, or the end of the run
        finally:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
        stream = _Stream(self, writer, upstream_writer)
        try:
            pumps = [asyncio.create_task(stream.forth(reader)), asyncio.create_task(stream.back(upstream_reader))]
            _done, waiting = await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in waiting:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            upstream_writer.close()


class _Stream:
    """Both directions of one connection."""

    def __init__(self, proxy: Proxy, client: asyncio.StreamWriter, upstream: asyncio.StreamWriter) -> None:
        self._proxy, self._client, self._upstream = proxy, client, upstream
        self._halve = self._mute = False

    async def forth(self, reader: asyncio.StreamReader) -> None:
        """Client to service; ends when the connection shall end."""
        while chunk := await reader.read(CHUNK):
            fault = self._proxy.draw()
            kind = None if fault is None else fault.kind
            if fault is not None and kind is Kind.DELAY:
                await asyncio.sleep(fault.delay_s)
            if fault is not None and kind is Kind.BLACK_HOLE:
                await self._proxy.healed(fault)
                if self._proxy.dice.random() < 0.5:
                    return
            if kind is Kind.CUT_BEFORE:
                return
            self._mute = kind is Kind.CUT_AFTER
            self._halve = kind is Kind.TRUNCATE
            self._upstream.write(chunk)
            await self._upstream.drain()
            if self._mute:
                await asyncio.sleep(_LATER_S)
                return

    async def back(self, reader: asyncio.StreamReader) -> None:
        """Service to client."""
        while chunk := await reader.read(CHUNK):
            if self._mute:
                continue
            self._client.write(chunk[: len(chunk) // 2] if self._halve else chunk)
            with suppress(ConnectionError):
                await self._client.drain()
            if self._halve:
                return
