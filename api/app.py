"""Composition of the web process: who gets which client. `create_app` is what the server runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI
from opensearchpy import OpenSearch
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from api import errors, sources
from api.assets import Assets
from api.events.log import EventLog
from api.events.notes import Notes
from api.experiments import Experiments
from api.fallback_turns import Turns
from api.fresh import Derived, Fresh, Keeper
from api.middleware import Envelope
from api.past_queries import PastQueryLog, load_past_queries
from api.releases import Releases
from api.render import Renderer
from api.routes import discover, events, health, numbers, pages, parts, search
from api.tuned import Shared, make_tuned
from api.vocabulary import load_vocabulary
from api.wiring import Wiring
from core import clock, db, log, opensearch
from core.settings import Settings, get_settings
from search.embedding.factory import make_encoder
from search.embedding.query_vectors import QueryVectors
from search.guarded import GuardedEngine
from search.suggest_names import compile_names
from search.tuning.release import load_release, read_release

NAMES_TTL_S = 5.0
VOCABULARY_TTL_S = 300.0  # ten thousand names and which parts fit what: half a second to load
LAG_TTL_S = 0.25
HOME_TTL_S = 120.0
PAST_TTL_S = 60.0
GZIP_LEVEL = 4  # level 9 takes three times as long for a twentieth less


def wire(settings: Settings, client: OpenSearch | None = None) -> Wiring:
    """Make the clients and services of one process (`client` too, if not given). Raises SetupError or InvalidInput when the configuration is at fault."""
    database = db.make_engine(settings)
    reading = database.execution_options(isolation_level="AUTOCOMMIT")
    client = client or opensearch.make_client(settings)
    names = Fresh(lambda: sources.load_names(database), NAMES_TTL_S)
    labels = Derived(names.get, sources.labels)
    vocabulary = Fresh(lambda: load_vocabulary(database), VOCABULARY_TTL_S)
    completed = Derived(labels.get, lambda known: compile_names(known, known.models))
    past = Fresh(lambda: load_past_queries(reading, today), PAST_TTL_S)
    shared = Shared(
        settings,
        reading,
        turns=Turns(database, settings.fallback),
        guarded=GuardedEngine(client, settings.engine, settings.fallback),
        vectors=QueryVectors(lambda: make_encoder(settings.encoder), settings.encoder.query_timeout_ms),
        vocabulary=vocabulary.get,
        labels=labels.get,
        completed=completed.get,
        past=past.get,
    )
    releases = Releases(reading, load_release(read_release()), load_release, lambda config: make_tuned(shared, config))
    experiments = Experiments(reading, releases)
    titles = Derived(names.get, sources.titles)
    return Wiring(
        settings=settings,
        database=database,
        reading=reading,
        engine=client,
        guarded=shared.guarded,
        releases=releases,
        names=names,
        titles=titles,
        lag_ms=Fresh(lambda: sources.load_lag_ms(reading), LAG_TTL_S),
        home=Fresh(lambda: sources.load_home(releases.live().search, names.get()), HOME_TTL_S),
        kept=(names, labels, titles, completed, vocabulary, past, releases, experiments),
        notes=Notes(PastQueryLog(database, today), EventLog(database, settings.events, today)),
        experiments=experiments,
        renderer=Renderer(Assets()),
    )


def today() -> date:
    """The present day in UTC."""
    return clock.now().date()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application."""
    settings = settings or get_settings()
    log.configure(settings.log)
    wiring = wire(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        keeper = Keeper(wiring.kept)
        await run_in_threadpool(keeper.start)
        wiring.notes.start()
        yield
        await run_in_threadpool(wiring.notes.stop)
        await run_in_threadpool(keeper.stop)
        await run_in_threadpool(wiring.experiments.stop)
        wiring.database.dispose()
        wiring.guarded.close()
        wiring.engine.close()

    app = FastAPI(title="Partwise", version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.wiring = wiring
    errors.install(app, wiring.renderer.error)
    for router in (search.router, discover.router, numbers.router, parts.router, events.router, health.router, pages.router):
        app.include_router(router)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=GZIP_LEVEL)
    app.add_middleware(Envelope)
    return app
