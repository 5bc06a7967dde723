"""`partwise bench search`: the API against the engine alone, for the same bodies, turn by turn, over a mix drawn from the catalogue.

Both sides are asked over one kept HTTP connection by the same client, which reads the whole answer and parses nothing. The
engine gets what the API sent it for the same search, recorded before: all round trips of it, with the engine's request cache off.
Every search has been made once before it is timed, so that vectors of queries are known and both sides are warm.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, cast
from urllib.parse import urlencode

import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS
from api.app import wire
from api.bench.loops import open_loop, percentiles, throughput
from api.bench.mix import SUGGEST, Query, draw, draw_apart
from api.bench.server import cpu_s, serving
from api.bench.wire import Call, Line, Recording
from api.schemas.parameters import parse
from api.wiring import Wiring, answer
from catalog.models import Part
from core import log
from core.errors import SetupError
from core.settings import Settings

_APART = 80  # numbers and completions that are measured outside the mix
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """One search with the calls that it makes to the engine."""

    kind: str
    api: Call
    engine: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Milliseconds of one search by the API and by the engine alone, with the engine's request cache off and on."""

    kind: str
    api: float
    engine: float
    cached: float


@dataclass(frozen=True, slots=True)
class Load:
    """What is measured besides searches one after another; 0 leaves it out.

    `rate` searches a second arrive by the clock, or `clients` send as fast as they are answered; each for `seconds`.
    """

    rate: float = 0.0
    clients: int = 0
    seconds: float = 10.0


def measure(settings: Settings, queries: int, seed: int, load: Load) -> dict[str, Any]:
    """The figures as one JSON object."""
    log.configure(settings.log.model_copy(update={"level": "error"}))
    load_before = os.getloadavg()[0]
    prepared, apart, parts = _prepare(settings, queries, seed)
    with serving() as url:
        api, engine = Line(url), Line(settings.opensearch_url)
        for query in (*prepared, *apart):
            api.send(query.api)
        pairs = _in_turn(prepared, api, engine)
        cpu = _cpu_ms(prepared, api)
        others = _in_turn(apart, api, engine)
        arrivals = open_loop([query.api for query in prepared], url, load.rate, load.seconds) if load.rate else None
        at_once = _at_once(prepared, (url, settings.opensearch_url), load) if load.clients else None
        api.close()
        engine.close()
    every = [*pairs, *others]
    return {
        "bench": "search",
        "parts": parts,
        "queries": len(prepared),
        "seed": seed,
        **_compared(pairs),
        "api_cpu_ms_a_request": cpu,
        "engine_calls_a_search": round(sum(len(query.engine) for query in prepared) / len(prepared), _DIGITS),
        "classes": {kind: _compared([pair for pair in every if pair.kind == kind]) for kind in dict.fromkeys(pair.kind for pair in every)},
        "open_loop": arrivals,
        "throughput": at_once,
        "load_average": [round(load_before, _DIGITS), round(os.getloadavg()[0], _DIGITS)],
    }


def _prepare(settings: Settings, queries: int, seed: int) -> tuple[list[Prepared], list[Prepared], int]:
    """The searches of the mix and those outside it, each made in this process to learn what it asks the engine; and how many parts there are."""
    client = OpenSearch(settings.opensearch_url, transport_class=Recording, max_retries=0, timeout=settings.engine.bulk_timeout_s)
    recording = cast("Recording", client.transport)
    wiring = wire(settings, client)
    try:
        with Session(wiring.reading) as session:
            drawn, apart = draw(session, queries, seed), draw_apart(session, _APART, seed)
            parts = session.scalar(sa.select(sa.func.count()).select_from(Part)) or 0
        mixed, others = ([_recorded(query, recording, lambda query: _degraded(wiring, query)) for query in some] for some in (drawn, apart))
        return mixed, [one for one in others if one.engine], parts  # some completions come from memory alone
    finally:
        wiring.guarded.close()
        wiring.engine.close()
        wiring.database.dispose()


def _degraded(wiring: Wiring, query: Query) -> bool:
    """Ask as the API does; whether the engine did not answer."""
    if query.path == SUGGEST:
        wiring.suggester.suggest(parse(query.pairs, ANONYMOUS, wiring.names.get().usd_per_unit))
        return wiring.guarded.is_away
    return answer(wiring, query.pairs, ANONYMOUS).page.degraded


def _recorded(query: Query, recording: Recording, search: Callable[[Query], bool]) -> Prepared:
    search(query)  # the vector of its words is known the next time
    recording.calls.clear()
    if search(query):
        raise SetupError("The engine did not answer a search: `partwise status` shows what runs. Nothing was measured.")
    return Prepared(query.kind, Call(f"{query.path}?{urlencode(query.pairs)}"), tuple(recording.calls))


def _in_turn(prepared: Sequence[Prepared], api: Line, engine: Line) -> list[Pair]:
    """Each search by both, now the one first and now the other."""
    pairs = []
    for position, query in enumerate(prepared):
        whole = api.time(query.api) if position % 2 else 0.0
        alone = engine.time(*query.engine)
        whole = whole or api.time(query.api)
        pairs.append(Pair(query.kind, whole, alone, engine.time(*map(_cached, query.engine))))
    return pairs


def _cached(call: Call) -> Call:
    """The same with the engine's request cache on."""
    return replace(call, path=call.path.replace("request_cache=false", "request_cache=true"))


def _at_once(prepared: Sequence[Prepared], urls: tuple[str, str], load: Load) -> dict[str, Any]:
    return throughput([(query.api,) for query in prepared], [query.engine for query in prepared], urls, load.clients, load.seconds)


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
        "api_ms": percentiles([pair.api for pair in pairs]),
        "engine_ms": percentiles([pair.engine for pair in pairs]),
        "engine_cached_ms": percentiles([pair.cached for pair in pairs]),
        "ratio": round(median(pair.api / pair.engine for pair in pairs), _DIGITS),
        "over_ms": round(median(pair.api - pair.engine for pair in pairs), _DIGITS),
    }
