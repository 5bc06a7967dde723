"""What the routes work with, made once per process by `api.app`; also what each request takes from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID, uuid4

import sqlalchemy as sa
from opensearchpy import OpenSearch
from sqlalchemy.orm import Session

from accounts.viewer import Viewer
from api.assets import Assets
from api.events.log import EventLog
from api.events.notes import Notes
from api.experiments import Experiments, Mixed
from api.fit import read_fits
from api.fresh import Derived, Fresh, Kept
from api.pages.home import HomeView
from api.past_queries import PastQueryLog
from api.releases import Releases
from api.render import Renderer
from api.schemas.fit import NO_FITS, Fits
from api.schemas.parameters import Pairs, parse
from api.sources import Titles
from api.tuned import Tuned
from api.wish import wish
from catalog.names import Names
from catalog.page import LiveRow
from catalog.queries import live_rows_on
from catalog.wish import OfferWish
from core.errors import FieldError, InvalidInput, NotFound
from core.metrics import SEARCH_SECONDS
from core.settings import Settings
from search.guarded import GuardedEngine
from search.request import SearchRequest
from search.response import Hit, SearchPage
from search.service import SearchService
from search.similar import SimilarParts
from search.suggest import Suggester

RELEASE = "release"


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
    releases: Releases
    names: Fresh[Names]
    titles: Derived[Names, Titles]
    lag_ms: Fresh[int]
    home: Fresh[HomeView]
    kept: tuple[Kept, ...]
    notes: Notes
    experiments: Experiments
    renderer: Renderer

    @property
    def past_queries(self) -> PastQueryLog:
        """What others searched for, as it is noted."""
        return self.notes.past_queries

    @property
    def events(self) -> EventLog:
        """What people do, as it is noted."""
        return self.notes.events

    @property
    def assets(self) -> Assets:
        """The static files that pages refer to."""
        return self.renderer.assets

    @property
    def search(self) -> SearchService:
        """Searching, as the live release has it."""
        return self.releases.live().search

    @property
    def suggester(self) -> Suggester:
        """Completing, as the live release has it."""
        return self.releases.live().suggester

    @property
    def similar(self) -> SimilarParts:
        """Finding similar parts, as the live release has it."""
        return self.releases.live().similar

    def preview(self, release: str) -> Tuned:
        """The services of another release, for those who may look at it. Raises NotFound, Conflict, InvalidInput."""
        if not self.settings.web.preview:
            raise NotFound("Releases are looked at by staff only: set PARTWISE_WEB__PREVIEW=true on a server that only they reach.")
        return self.releases.of(release)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered search: the page from the index and what is true of its parts now; `query_id` names it in what people do next."""

    request: SearchRequest
    page: SearchPage
    live: Mapping[int, LiveRow]
    live_ms: float
    index_lag_ms: int
    fits: Fits
    query_id: UUID
    mixed: Mixed | None = None  # when an experiment mixed two releases
    previewed: bool = False  # whether it is another release than people are served

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The hits that are there now, in order."""
        return tuple(hit for hit in self.page.hits if hit.part_id in self.live)

    @property
    def first_place(self) -> int:
        """The place of the first hit among all results, from 1."""
        return (self.request.page - 1) * self.request.size + 1

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


def named_release(pairs: Pairs) -> tuple[str, Pairs]:
    """The release that the parameters name, if any, and the other parameters. Raises InvalidInput when they name two."""
    given = list(pairs)
    named = [value.strip() for name, value in given if name == RELEASE and value.strip()]
    if len(named) > 1:
        raise InvalidInput("Give one release.", errors=(FieldError(RELEASE, "may be given only once"),))
    return named[0] if named else "", [pair for pair in given if pair[0] != RELEASE]


def answer(wiring: Wiring, pairs: Pairs, viewer: Viewer) -> Answer:
    """Search as `pairs` ask, then read the shown parts from PostgreSQL.

    Raises InvalidInput for bad parameters, Unavailable when a service does not answer.
    """
    for fresh in wiring.kept:
        fresh.get()  # a first load takes longer than a search may: it must not count as one
    rates = wiring.names.get().usd_per_unit
    release, pairs = named_release(pairs)
    request = parse(pairs, viewer, rates)
    query_id = uuid4()
    if release:
        page, mixed = wiring.preview(release).search.search(request), None
    else:
        page, mixed = wiring.experiments.search(request, str(query_id))
    begun = perf_counter()
    live, fits = _live(wiring, page, viewer, wish(request, page.query, rates)) if page.hits else ({}, NO_FITS)
    if request.fits_only:
        live = {part: row for part, row in live.items() if part in fits.sure}
    took = perf_counter() - begun
    SEARCH_SECONDS.labels("live").observe(took)
    return Answer(request, page, live, took * 1000, wiring.lag_ms.get(), fits, query_id, mixed, previewed=bool(release))


def _live(wiring: Wiring, page: SearchPage, viewer: Viewer, asked: OfferWish) -> tuple[Mapping[int, LiveRow], Fits]:
    """What is true of the shown parts now; a session only for the equipment that a search is for."""
    with wiring.reading.connect() as connection:
        live = live_rows_on(connection, [hit.part_id for hit in page.hits], viewer, asked)
        if not page.contexts:
            return live, NO_FITS
        with Session(connection) as session:
            return live, read_fits(session, page.contexts, list(live), viewer)
