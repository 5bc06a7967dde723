"""`partwise bench events`: what noting a search costs it.

Two web processes answer the same searches turn by turn, one that notes them and one that does not; and the noting itself is timed, beside the
thread that writes out. The difference of two percentiles of whole searches shakes by more than what is looked for, so the median of the
pairs' differences and the processor's time stand beside it.
"""

import os
import time
from collections.abc import Sequence
from statistics import median
from typing import Any
from urllib.parse import urlencode

import numpy as np
from fastapi import Request
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS
from api.app import wire
from api.bench.loops import percentiles
from api.bench.mix import draw
from api.bench.server import cpu_s, serving
from api.bench.wire import Call, Line
from api.events.capture import note_search
from api.wiring import Answer, Wiring, answer
from core import log
from core.metrics import EVENTS
from core.settings import Settings

_ALONE = 5_000  # times that one search is noted
_PAUSE_S = 0.0002  # between two of them: five thousand a second, many times what one process answers
_WRITTEN_S = 1.5  # by then everything is written out
_DIGITS = 3
_CAPTURE = "PARTWISE_EVENTS__CAPTURE"


def measure(settings: Settings, queries: int, seed: int, rounds: int) -> dict[str, Any]:
    """The figures as one JSON object. The searches that were noted stay in the log until they are forgotten."""
    log.configure(settings.log.model_copy(update={"level": "error"}))
    wiring = wire(settings)
    try:
        with Session(wiring.reading) as session:
            drawn = draw(session, queries, seed)
        alone = _alone(wiring, answer(wiring, drawn[0].pairs, ANONYMOUS))
    finally:
        wiring.guarded.close()
        wiring.engine.close()
        wiring.database.dispose()
    calls = [Call(f"{query.path}?{urlencode(query.pairs)}") for query in drawn]
    with serving(**{_CAPTURE: "true"}) as with_it, serving(**{_CAPTURE: "false"}) as without:
        lines = Line(with_it), Line(without)
        on, off = _in_turn(calls, *lines, rounds)
        cpu = [_cpu_ms(calls, line) for line in lines]
        for line in lines:
            line.close()
    return {
        "bench": "events",
        "searches": len(on),
        "on_ms": percentiles(on),
        "off_ms": percentiles(off),
        "p99_added_ms": round(float(np.percentile(on, 99) - np.percentile(off, 99)), _DIGITS),
        "median_added_ms": round(median(a - b for a, b in zip(on, off, strict=True)), _DIGITS),
        "cpu_ms_a_request": {"on": cpu[0], "off": cpu[1]},
        "noting_ms": alone,
        "load_average": round(os.getloadavg()[0], 2),
    }


def _alone(wiring: Wiring, found: Answer) -> dict[str, float]:
    """Milliseconds of the noting itself while the thread writes, and how many were dropped."""
    scope = {"type": "http", "method": "GET", "path": "/api/v1/search", "query_string": b"", "client": ("192.0.2.1", 1), "headers": []}
    before, spent = EVENTS.labels("dropped")._value.get(), []  # noqa: SLF001 - the library has no other way to read a counter
    wiring.notes.start()
    for _ in range(_ALONE):
        begun = time.perf_counter()
        note_search(wiring.notes, Request(scope), found, "api")
        spent.append((time.perf_counter() - begun) * 1000)
        time.sleep(_PAUSE_S)
    wiring.notes.stop()
    dropped = EVENTS.labels("dropped")._value.get() - before  # noqa: SLF001 - as above
    return {**{f"p{at}": round(float(np.percentile(spent, at)), _DIGITS) for at in (50, 99)}, "most": round(max(spent), _DIGITS), "dropped": dropped}


def _in_turn(calls: Sequence[Call], with_it: Line, without: Line, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each search by both, now the one first and now the other; the first round, which warms both, is not counted."""
    on, off = [], []
    for turn in range(rounds + 1):
        for position, call in enumerate(calls):
            if (position + turn) % 2:
                first, second = with_it.time(call), without.time(call)
            else:
                second, first = without.time(call), with_it.time(call)
            if turn:
                on.append(first)
                off.append(second)
    return on, off


def _cpu_ms(calls: Sequence[Call], line: Line) -> float | None:
    """Processor milliseconds of a web process for one search, with what it writes in the background; other load does not move it much."""
    before = cpu_s(line)
    for call in calls:
        line.send(call)
    time.sleep(_WRITTEN_S)
    after = cpu_s(line)
    return None if before is None or after is None else round((after - before) * 1000 / len(calls), _DIGITS)
