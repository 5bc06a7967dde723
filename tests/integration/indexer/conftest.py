"""An own database for the indexer's tests, which commit, and an own set of indexes for each test."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from opensearchpy import OpenSearch
from psycopg import sql

from catalog.bundle import PartBundle
from core.db import make_engine, transaction
from core.settings import EncoderSettings, Settings
from indexer import aliases, claims, reindex, sync
from indexer.resources import Resources
from search.schema.document import PartDocument

ROOT = Path(__file__).resolve().parents[3]
EMPTY = (
    "TRUNCATE index_outbox, index_fanout, index_rebuild, index_check, embedding, embedding_request, version_mark, "
    "part, manufacturer, category, organisation, equipment_model, modality, exchange_rate CASCADE"
)


@dataclass(frozen=True)
class World:
    """A small catalogue that a test may change as it likes, and the indexer over it."""

    resources: Resources

    def execute(self, statement: str, **values: object) -> list[sa.Row[tuple[object, ...]]]:
        """Run one statement in a transaction of its own; its rows."""
        with transaction(self.resources.db) as session:
            result = session.execute(sa.text(statement), values)
            return list(result.all()) if result.returns_rows else []  # type: ignore[attr-defined]

    def number(self, statement: str, **values: object) -> int:
        """The one number that a statement gives."""
        return int(str(self.execute(statement, **values)[0][0]))

    def add_parts(self, count: int) -> list[int]:
        """Insert parts of Acme with numbers of their own, named "Coil"; their ids."""
        rows = self.execute(
            "INSERT INTO part (manufacturer_id, part_number, name, category_id) SELECT m.id, 'P-' || gen_random_uuid(), 'Coil', c.id "
            "FROM manufacturer m, category c, generate_series(1, CAST(:count AS int)) n WHERE m.slug = 'acme' AND c.slug = 'coils' RETURNING part.id",
            count=count,
        )
        return [int(str(row[0])) for row in rows]

    def rebuild(self) -> str:
        """A finished rebuild's index."""
        return reindex.rebuild(self.resources, lambda _line: None)

    def claim(self) -> list[int]:
        """Everything that is due, claimed."""
        with transaction(self.resources.db) as session:
            return claims.claim(session, 5000, 30.0)

    def settle(self, *, seconds: float = 10.0) -> None:
        """Index whatever is due, with fan-outs, until nothing is pending. Fails after `seconds`."""
        deadline = time.monotonic() + seconds
        while self.pending():
            assert time.monotonic() < deadline, f"{self.pending()} rows still pending"
            self.execute("SELECT unfold_fanout(1000)")
            sync.index_parts(self.resources, self.claim())

    def pending(self) -> int:
        """Rows that wait: live outbox rows and fan-outs."""
        return self.number("SELECT (SELECT count(*) FROM index_outbox WHERE dead_at IS NULL) + (SELECT count(*) FROM index_fanout)")

    def documents(self, part_ids: Sequence[int], index: str | None = None) -> dict[int, dict[str, object] | None]:
        """Sources of the parts' documents in the live index (or `index`), None where there is none."""
        name = index or aliases.standing(self.resources.engine, self.resources.prefix).reading[0]
        found = self.resources.engine.mget(index=name, body={"ids": [str(part_id) for part_id in part_ids]})["docs"]
        return {int(one["_id"]): one["_source"] if one.get("found") else None for one in found}

    def document(self, part_id: int, index: str | None = None) -> dict[str, object]:
        """The part's document, which must be there."""
        found = self.documents([part_id], index)[part_id]
        assert found is not None
        return found


@pytest.fixture(scope="session")
def indexer_database(services: dict[str, str]) -> Iterator[str]:
    """The URL of a migrated database of our own: what the indexer does is committed."""
    name = f"test_{int(time.time())}_ix{uuid4().hex[:6]}"
    url = sa.make_url(services["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        _migrate()
    yield url
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate() -> None:
    """Bring the database that DATABASE_URL names up to date."""
    import core.settings

    core.settings.get_settings.cache_clear()
    command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
    core.settings.get_settings.cache_clear()


@pytest.fixture(scope="session")
def indexer_settings(indexer_database: str, services: dict[str, str]) -> Settings:
    """Settings of this database, without vectors."""
    read = Settings(_env_file=None)
    return read.model_copy(
        update={
            "database_url": indexer_database,
            "redis_url": services["REDIS_URL"],
            "opensearch_url": services["OPENSEARCH_URL"],
            "encoder": EncoderSettings(engine="off"),
        }
    )


@pytest.fixture(scope="session")
def indexer_engine(indexer_settings: Settings) -> Iterator[sa.Engine]:
    """The connection pool of this database."""
    engine = make_engine(indexer_settings)
    yield engine
    engine.dispose()


@contextmanager
def made_world(settings: Settings, pool: sa.Engine, client: OpenSearch) -> Iterator[World]:
    """An emptied database with two makers, a category and a seller, no index yet, and no pending rows."""
    prefix = f"{session_prefix()}_{uuid4().hex[:8]}"
    settings = settings.model_copy(update={"engine": settings.engine.model_copy(update={"index_prefix": prefix})})
    made = World(Resources(pool, client, settings))
    made.execute(EMPTY)
    made.execute("INSERT INTO manufacturer (slug, name) VALUES ('acme', 'Acme'), ('globex', 'Globex')")
    made.execute("INSERT INTO category (slug, name) VALUES ('coils', 'Coils')")
    made.execute("INSERT INTO organisation (name, type, country, currency, seller_status) VALUES ('Seller', 'dealer', 'DE', 'EUR', 'approved')")
    made.execute("INSERT INTO exchange_rate VALUES ('EUR', '2026-01-01', 1.1)")
    made.execute("TRUNCATE index_outbox, index_fanout")
    yield made
    for name in aliases.standing(client, prefix).indexes:
        client.indices.delete(index=name)


@pytest.fixture
def world(indexer_settings: Settings, indexer_engine: sa.Engine, engine_client: OpenSearch) -> Iterator[World]:
    """A world of the test's own."""
    with made_world(indexer_settings, indexer_engine, engine_client) as made:
        yield made


@pytest.fixture(scope="module")
def live_world(indexer_settings: Settings, indexer_engine: sa.Engine, engine_client: OpenSearch) -> Iterator[World]:
    """A world with a live index, shared by a module whose tests each make their own parts."""
    with made_world(indexer_settings, indexer_engine, engine_client) as made:
        made.rebuild()
        yield made


def session_prefix() -> str:
    """The prefix of this session's indexes, whatever of which is left over goes with the session."""
    from core.settings import get_settings

    return get_settings().engine.index_prefix


@pytest.fixture
def refusing(world: World) -> Callable[[int], World]:
    """The world with a document builder that makes one part's document unacceptable to the mapping."""

    def make(part_id: int) -> World:
        def build(bundle: PartBundle) -> PartDocument:
            document = world.resources.build(bundle)
            return cast("PartDocument", {**document, "popularity": "many"}) if bundle.id == part_id else document

        return World(replace(world.resources, build=build))

    return make
