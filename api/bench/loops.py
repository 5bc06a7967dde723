"""Many searches at once: an open loop, in which they arrive by the clock, and a closed one, in which each client waits for its answer."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any

import numpy as np

from api.bench.wire import Call, Line

_SENDERS = 32  # of the open loop; arrivals beyond them wait, and the wait counts
_PERCENTILES = (50, 90, 99)
_DIGITS = 2


def percentiles(spent: Sequence[float]) -> dict[str, float]:
    """Of milliseconds, by name."""
    return {f"p{at}": round(float(np.percentile(spent, at)), _DIGITS) for at in _PERCENTILES}


def open_loop(calls: Sequence[Call], url: str, rate: float, seconds: float) -> dict[str, Any]:
    """Searches that arrive whether or not others are answered; each is timed from when it should have been sent."""
    lines = local()
    begun = time.perf_counter() + 0.1

    def send(position: int) -> float:
        if not hasattr(lines, "line"):
            lines.line = Line(url)
        due = begun + position / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        lines.line.send(calls[position % len(calls)])
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(_SENDERS) as senders:
        spent = list(senders.map(send, range(int(rate * seconds))))
    return {"a_second": rate, "searches": len(spent), "api_ms": percentiles(spent)}


def closed_loop(searches: Sequence[tuple[Call, ...]], url: str, clients: int, seconds: float) -> float:
    """Searches a second when so many clients each send the next one, all round trips of it, once theirs is answered."""
    end = time.perf_counter() + seconds

    def client(number: int) -> int:
        line, position = Line(url), number
        while time.perf_counter() < end:
            line.time(*searches[position % len(searches)])
            position += clients
        line.close()
        return (position - number) // clients

    with ThreadPoolExecutor(clients) as running:
        return round(sum(running.map(client, range(clients))) / seconds, 1)


def throughput(api: Sequence[tuple[Call, ...]], engine: Sequence[tuple[Call, ...]], urls: tuple[str, str], clients: int, seconds: float) -> dict[str, Any]:
    """Both sides by the closed loop, one after the other in halves, so that a busier minute meets both."""
    run: Callable[[int], float] = lambda side: closed_loop((api, engine)[side], urls[side], clients, seconds / 4)  # noqa: E731
    first, alone, again, alone_again = (run(side) for side in (0, 1, 0, 1))
    whole, engine_alone = (first + again) / 2, (alone + alone_again) / 2
    return {"clients": clients, "api_a_second": round(whole, 1), "engine_a_second": round(engine_alone, 1), "ratio": round(whole / engine_alone, _DIGITS)}
