"""Composition for `partwise relevance`: the product's search with any configuration, and the baselines, as systems to be measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from opensearchpy import OpenSearch

from accounts.viewer import ANONYMOUS, Viewer
from core import db, log, opensearch
from core.errors import InvalidInput, NotFound
from core.settings import Settings, get_settings
from relevance.baselines import numbers, vectors, words
from relevance.baselines.index import RawIndex
from relevance.baselines.sql_text import SqlText
from relevance.judged import PUBLIC, JudgedQuery, part_key
from relevance.release import find, live_files
from relevance.run import ProductSearch, System
from search.embedding.encoder import Encoder
from search.embedding.query_vectors import QueryVectors
from search.engine import Engine
from search.labels import Labels
from search.service import SearchService
from search.tuning.loader import load_query_config
from search.tuning.release import load_release, read_release
from search.tuning.types import QueryConfig
from search.understand.resources import compile_resources

LIVE = "live"
BASELINES = ("bm25", "vectors", "sql", "numbers")
# A measurement is not a page view: a slow machine must not change its figures.
_PATIENCE_MS = 60_000


class Systems:
    """Makes systems by name; what they share (names, vocabulary, encoder) is loaded once."""

    def __init__(self, settings: Settings, database: sa.Engine, connection: sa.Connection, client: OpenSearch, queries: list[JudgedQuery]) -> None:
        from api import sources
        from api.fit import device_lookup
        from search.embedding.factory import make_encoder

        self._database, self._connection, self._client = database, connection, client
        self._settings = settings.engine.model_copy(update={"timeout_ms": _PATIENCE_MS})
        self._index = RawIndex(client, settings.engine.index_prefix)
        self._labels: Labels = sources.labels(sources.load_names(database))
        self._devices = device_lookup(database.execution_options(isolation_level="AUTOCOMMIT"))
        self._encoder: Encoder | None = make_encoder(settings.encoder.model_copy(update={"threads": 2}))
        self._vectors = QueryVectors(lambda: self._encoder, _PATIENCE_MS)
        self._viewers = viewers(connection, {query.viewer for query in queries})

    def system(self, name: str) -> System:
        """`live`, a baseline, or a folder with a configuration. Raises NotFound for anything else, InvalidInput for a broken folder."""
        if name in BASELINES:
            return self._baseline(name)
        return System(name, self.search(self.config(name)).rank)

    def config(self, name: str) -> QueryConfig:
        """The configuration that `live`, a release's id or a folder stands for; a folder holds the files themselves or a folder `query` with them."""
        if name == LIVE:
            return load_release(live_files(self._database, read_release()))
        folder = Path(name)
        if folder.is_dir():
            return load_query_config(folder / "query" if (folder / "query").is_dir() else folder)
        try:
            return load_release(find(self._database, name).files)
        except NotFound as error:
            known = f"{LIVE}, {', '.join(BASELINES)}, a release of `partwise relevance history`, or a folder with the files of relevance/config/query"
            raise NotFound(f"There is no system {name!r}: name {known}.") from error

    def search(self, config: QueryConfig, index: str = "") -> ProductSearch:
        """The product's search with a configuration of its own, over the live index or the one named."""
        from api.vocabulary import load_vocabulary

        resources = compile_resources(config.words, load_vocabulary(self._database))
        engine = Engine(self._client, self._settings, index)
        service = SearchService(engine, config, lambda: self._labels, resources=lambda: resources, vectors=self._vectors, devices=self._devices)
        return ProductSearch(service.search, self._viewers)

    def names(self) -> dict[str, str]:
        """The name of every part in the index, for people."""
        found = self._index.documents(["card.part_number", "card.manufacturer", "card.name"])
        return {part_key(one["card"]["manufacturer"]["name"], one["card"]["part_number"]): one["card"]["name"] for one in found}

    def _baseline(self, name: str) -> System:
        if name == "sql":
            return System(name, SqlText(self._connection, self._index).rank)
        if name == "vectors":
            encoder = self._encoder
            if encoder is None:
                raise InvalidInput("Vectors are off here (PARTWISE_ENCODER__ENGINE=off): there is nothing to rank by meaning alone.")
            return System(name, lambda query: vectors.rank(self._index, encoder, query))
        rank = words.rank if name == "bm25" else numbers.rank
        return System(name, lambda query: rank(self._index, query))

    def close(self) -> None:
        """End the thread of the vectors."""
        self._vectors.close()


@contextmanager
def systems(queries: list[JudgedQuery]) -> Iterator[Systems]:
    """The systems of this installation. Raises SetupError, Unavailable, or NotFound for a viewer that it does not know."""
    settings = get_settings()
    # The line that each search logs is for servers.
    log.configure(settings.log.model_copy(update={"level": "warning"}))
    settings = settings.model_copy(update={"database": settings.database.model_copy(update={"statement_timeout_ms": _PATIENCE_MS})})
    database, client = db.make_engine(settings), opensearch.make_client(settings)
    try:
        with database.connect() as connection:
            made = Systems(settings, database, connection, client, queries)
            try:
                yield made
            finally:
                made.close()
    finally:
        client.close()
        database.dispose()


def viewers(connection: sa.Connection, references: set[str]) -> dict[str, Viewer]:
    """The viewers that queries name. A member of an organisation sees what is for signed-in people and what is for his organisation alone."""
    found: dict[str, Viewer] = {PUBLIC: ANONYMOUS}
    for reference in sorted(references - {PUBLIC}):
        row = connection.execute(sa.text("SELECT id, currency FROM organisation WHERE external_ref = :reference"), {"reference": reference}).first()
        if row is None:
            raise NotFound(f"No organisation has the reference {reference!r}, which a judged query names as its viewer.")
        found[reference] = Viewer(("public", "registered"), int(row.id), str(row.currency))
    return found
