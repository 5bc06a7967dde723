"""What the routes work with, made once per process by `api.app`; also what each request takes from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter

import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from api.assets import Assets
from api.fit import read_fits
from api.fresh import Derived, Fresh, Kept
from api.pages.home import HomeView
from api.past_queries import PastQueryLog
from api.render import Renderer
from api.schemas.fit import Fits
from api.schemas.parameters import Pairs, parse
from api.sources import Titles
from catalog.names import Names
from catalog.page import LiveRow
from catalog.queries import live_rows
from catalog.wish import OfferWish
from core.metrics import SEARCH_SECONDS
from core.settings import Settings
from search.guarded import GuardedEngine
from search.query.chips import applied
from search.request import CONDITIONS, SearchRequest
from search.response import SearchPage, UnderstoodQuery
from search.service import SearchService
from search.similar import SimilarParts
from search.suggest import Suggester


@dataclass(frozen=True, slots=True)
class Wiring:
    """The clients and services of one process.

    `kept` is what every search needs, renewed ahead of time; `reading` is `database` without transactions, where a
    statement is one round trip.
    """

    settings: Settings
    database: sa.Engine
    reading: sa.Engine
    engine: OpenSearch
    guarded: GuardedEngine
    search: SearchService
    suggester: Suggester
    similar: SimilarParts
    names: Fresh[Names]
    titles: Derived[Names, Titles]
    lag_ms: Fresh[int]
    home: Fresh[HomeView]
    kept: tuple[Kept, ...]
    past_queries: PastQueryLog
    assets: Assets
    renderer: Renderer


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered search: the page from the index and what is true of its parts now."""

    request: SearchRequest
    page: SearchPage
    live: Mapping[int, LiveRow]
    live_ms: float
    index_lag_ms: int
    fits: Fits

    @property
    def took_ms(self) -> float:
        """Search and live read together."""
        return self.page.took_ms.get("total", 0.0) + self.live_ms

    @property
    def server_timing(self) -> str:
        """The stages as a `Server-Timing` header."""
        took = self.page.took_ms
        answered = {"fallback": took["fallback"]} if self.page.degraded else {"engine": took.get("engine", 0.0)}
        stages = {"understand": took.get("understand", 0.0), **answered, "live": self.live_ms}
        return ", ".join(f"{name};dur={spent:.1f}" for name, spent in stages.items())


def wish(request: SearchRequest, understood: UnderstoodQuery, usd_per_unit: Mapping[str, Decimal]) -> OfferWish:
    """What the request and its words ask of an offer: a row shows one that meets it, as the index found the part by one."""
    filters, rate = applied(understood, request, usd_per_unit), request.usd_per_unit
    refused = {chip.value for chip in understood.chips if chip.certain and chip.slot == "not.condition"}
    return OfferWish(
        conditions=tuple(value for value in filters.condition or CONDITIONS if value not in refused) if refused else filters.condition,
        sellers=tuple(map(int, filters.seller)),
        ship_from=filters.ship_from,
        in_stock=filters.in_stock,
        lead_time_max=filters.lead_time_max,
        warranty_min=filters.warranty_min,
        usd_min=None if filters.price_min is None else filters.price_min * rate,
        usd_max=None if filters.price_max is None else filters.price_max * rate,
    )


def answer(wiring: Wiring, pairs: Pairs, viewer: Viewer) -> Answer:
    """Search as `pairs` ask, then read the shown parts from PostgreSQL.

    Raises InvalidInput for bad parameters, Unavailable when a service does not answer.
    """
    for fresh in wiring.kept:
        fresh.get()  # a first load takes longer than a search may: it must not count as one
    rates = wiring.names.get().usd_per_unit
    request = parse(pairs, viewer, rates)
    page = wiring.search.search(request)
    begun = perf_counter()
    with Session(wiring.reading) as session:
        live = live_rows(session, [hit.part_id for hit in page.hits], viewer, wish(request, page.query, rates)) if page.hits else {}
        fits = read_fits(session, page.contexts, list(live), viewer)
    if request.fits_only:
        live = {part: row for part, row in live.items() if part in fits.sure}
    took = perf_counter() - begun
    SEARCH_SECONDS.labels("live").observe(took)
    return Answer(request, page, live, took * 1000, wiring.lag_ms.get(), fits)
