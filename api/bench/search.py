"""`partwise bench search`: the API against the engine alone, for the same bodies, turn by turn, over a mix drawn from the catalogue.

Both sides are asked over one kept HTTP connection by the same client, which reads the whole answer and parses nothing. The
engine gets what the API sent it for the same search, recorded before: all round trips of it, with the engine's request cache off.
Every search has been made once before it is timed, so that vectors of queries are known and both sides are warm.
"""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from threading import local
from typing import Any, cast
from urllib.parse import urlencode

import numpy as np
import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS
from api.app import wire
from api.bench.mix import Query, draw
from api.bench.server import cpu_s, serving
from api.bench.wire import Call, Line, Recording
from api.wiring import answer
from catalog.models import Part
from core import log
from core.errors import SetupError
from core.settings import Settings

_CLIENTS = 32  # senders of the open loop; arrivals beyond them wait, and the wait counts
_PERCENTILES = (50, 90, 99)
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """One search with the calls that it makes to the engine."""

    kind: str
    api: Call
    engine: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds of one search by the API and by the engine alone."""

    kind: str
    api: float
    engine: float


def measure(settings: Settings, queries: int, seed: int, rate: float, seconds: float) -> dict[str, Any]:
    """The figures as one JSON object; with a `rate` (searches a second) also those of an open loop of so many `seconds`."""
    log.configure(settings.log.model_copy(update={"level": "error"}))
    load_before = os.getloadavg()[0]
    prepared, parts = _prepare(settings, queries, seed)
    with serving() as url:
        api, engine = Line(url), Line(settings.opensearch_url)
        for query in prepared:
            api.send(query.api)
        pairs = _in_turn(prepared, api, engine)
        cpu = _cpu_ms(prepared, api)
        arrivals = _open_loop(prepared, url, rate, seconds) if rate else None
        api.close()
        engine.close()
    return {
        "bench": "search",
        "parts": parts,
        "queries": len(prepared),
        "seed": seed,
        **_compared(pairs),
        "api_cpu_ms_a_request": cpu,
        "engine_calls_a_search": round(sum(len(query.engine) for query in prepared) / len(prepared), _DIGITS),
        "classes": {kind: _compared([pair for pair in pairs if pair.kind == kind]) for kind in dict.fromkeys(pair.kind for pair in pairs)},
        "open_loop": arrivals,
        "load_average": [round(load_before, _DIGITS), round(os.getloadavg()[0], _DIGITS)],
    }


def _prepare(settings: Settings, queries: int, seed: int) -> tuple[list[Prepared], int]:
    """The searches, each made in this process to learn what it asks the engine; and how many parts there are."""
    client = OpenSearch(settings.opensearch_url, transport_class=Recording, max_retries=0, timeout=settings.engine.bulk_timeout_s)
    recording = cast("Recording", client.transport)
    wiring = wire(settings, client)
    try:
        with Session(wiring.reading) as session:
            drawn = draw(session, queries, seed)
            parts = session.scalar(sa.select(sa.func.count()).select_from(Part)) or 0
        return [_recorded(query, recording, lambda query: answer(wiring, query.pairs, ANONYMOUS).page.degraded) for query in drawn], parts
    finally:
        wiring.guarded.close()
        wiring.engine.close()
        wiring.database.dispose()


def _recorded(query: Query, recording: Recording, search: Callable[[Query], bool]) -> Prepared:
    search(query)  # the vector of its words is known the next time
    recording.calls.clear()
    if search(query):
        raise SetupError("The engine did not answer a search: `partwise status` shows what runs. Nothing was measured.")
    return Prepared(query.kind, Call(f"/api/v1/search?{urlencode(query.pairs)}"), tuple(recording.calls))


def _in_turn(prepared: Sequence[Prepared], api: Line, engine: Line) -> list[Pair]:
    """Each search by both, now the one first and now the other."""
    pairs = []
    for position, query in enumerate(prepared):
        if position % 2:
            alone = engine.time(*query.engine)
            pairs.append(Pair(query.kind, api.time(query.api), alone))
        else:
            whole = api.time(query.api)
            pairs.append(Pair(query.kind, whole, engine.time(*query.engine)))
    return pairs


def _cpu_ms(prepared: Sequence[Prepared], api: Line) -> float | None:
    """Processor milliseconds of the web process for one search, what it does in the background included."""
    before = cpu_s(api)
    for query in prepared:
        api.send(query.api)
    after = cpu_s(api)
    return None if before is None or after is None else round((after - before) * 1000 / len(prepared), _DIGITS)


def _compared(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Percentiles of both sides; the ratio and the difference are medians over pairs."""
    return {
        "api_ms": _percentiles([pair.api for pair in pairs]),
        "engine_ms": _percentiles([pair.engine for pair in pairs]),
        "ratio": round(median(pair.api / pair.engine for pair in pairs), _DIGITS),
        "over_ms": round(median(pair.api - pair.engine for pair in pairs), _DIGITS),
    }


def _percentiles(spent: Sequence[float]) -> dict[str, float]:
    return {f"p{at}": round(float(np.percentile(spent, at)), _DIGITS) for at in _PERCENTILES}


def _open_loop(prepared: Sequence[Prepared], url: str, rate: float, seconds: float) -> dict[str, Any]:
    """Searches that arrive by the clock whether or not others are answered; each is timed from when it should have been sent."""
    lines = local()
    begun = time.perf_counter() + 0.1

    def send(position: int) -> float:
        if not hasattr(lines, "line"):
            lines.line = Line(url)
        due = begun + position / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        lines.line.send(prepared[position % len(prepared)].api)
        return (time.perf_counter() - due) * 1000

    with ThreadPoolExecutor(_CLIENTS) as senders:
        spent = list(senders.map(send, range(int(rate * seconds))))
    return {"a_second": rate, "searches": len(spent), "api_ms": _percentiles(spent)}
