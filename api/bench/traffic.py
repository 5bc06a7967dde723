"""Searches beside another measurement: the mix of `api.bench.mix` at a steady rate, through a web process of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

import numpy as np
from sqlalchemy.orm import Session

from api.bench.mix import SHARES, draw
from api.bench.server import serving
from api.bench.wire import Call, Line
from core.db import make_engine
from core.errors import Unavailable
from core.settings import Settings

_QUERIES = 200  # distinct searches, sent again from the first one when all have been
_SENDERS = 8
_SEED = 1


@contextmanager
def searches_beside(settings: Settings, rate: float) -> Iterator[Callable[[], dict[str, Any] | None]]:
    """Send `rate` searches a second until the end of the block, each at its planned time; then a function that tells how they went.

    Nothing is sent, and None told, at a rate of 0. Raises SetupError when the web process does not come up or there are no parts.
    """
    if not rate:
        yield lambda: None
        return
    calls = _calls(settings)
    stopped = threading.Event()
    spent: list[float] = []
    failed: list[str] = []
    with serving() as url, ThreadPoolExecutor(_SENDERS) as senders:
        _warm(url, calls)
        begun = time.perf_counter()
        running = [senders.submit(_send, url, calls, (begun, rate, number), stopped, spent, failed) for number in range(_SENDERS)]
        ended = begun

        def told() -> dict[str, Any]:
            reached = len(spent) / (ended - begun)
            p50, p99 = (round(float(np.percentile(spent, at)), 1) if spent else None for at in (50, 99))
            return {"a_second": rate, "reached": round(reached, 1), "failed": len(failed), "p50_ms": p50, "p99_ms": p99, "mix_percent": SHARES}

        try:
            yield told
        finally:
            ended = time.perf_counter()
            stopped.set()
            for one in running:
                one.result()


def _calls(settings: Settings) -> list[Call]:
    database = make_engine(settings)
    try:
        with Session(database) as session:
            return [Call(f"/api/v1/search?{urlencode(query.pairs)}") for query in draw(session, _QUERIES, _SEED)]
    finally:
        database.dispose()


def _warm(url: str, calls: list[Call]) -> None:
    """Each search once: vectors of queries are known and caches warm, as on a site that has been up for a while."""
    line = Line(url)
    for call in calls:
        try:
            line.send(call)
        except (OSError, HTTPException, Unavailable):
            # A machine so busy that searches fail is measured as such: what fails from now on is counted.
            line.close()
            line = Line(url)
    line.close()


def _send(url: str, calls: list[Call], clock: tuple[float, float, int], stopped: threading.Event, spent: list[float], failed: list[str]) -> None:
    """One of the senders: every `_SENDERS`th search, timed in milliseconds from when it should have been sent."""
    begun, rate, number = clock
    line = Line(url)
    while not stopped.wait(max(0.0, (due := begun + number / rate) - time.perf_counter())):
        try:
            line.send(calls[number % len(calls)])
            spent.append((time.perf_counter() - due) * 1000)
        except (OSError, HTTPException, Unavailable) as error:
            failed.append(str(error))
            line.close()
            line = Line(url)
        number += _SENDERS
    line.close()
