"""The default world in a database of its own, indexed as the product indexes it; what the tests of the web look at."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from psycopg import sql

from core.db import make_engine, transaction
from core.opensearch import make_client
from core.settings import EncoderSettings, Settings, get_settings
from fixtures.load import load_world
from indexer import aliases, reindex
from indexer.resources import Resources

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def web_settings(services: dict[str, str]) -> Iterator[Settings]:
    """Settings of a web process over the default world. A test that changes its rows puts them back: tests run in any order."""
    name = f"test_{int(time.time())}_web{uuid4().hex[:6]}"
    url = sa.make_url(services["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    settings = _settings(url, services, name)
    pool, client = make_engine(settings), make_client(settings)
    _migrate(url)
    with transaction(pool) as session:
        load_world(session)
    reindex.rebuild(Resources(pool, client, settings), lambda _line: None)
    yield settings
    pool.dispose()
    for index in aliases.standing(client, name).indexes:
        client.indices.delete(index=index)
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _settings(url: str, services: dict[str, str], prefix: str) -> Settings:
    """Settings without vectors and with patience: the machine is busy with tests."""
    read = Settings(_env_file=None)
    engine = read.engine.model_copy(update={"index_prefix": prefix, "timeout_ms": 20_000})
    urls = {"database_url": url, "redis_url": services["REDIS_URL"], "opensearch_url": services["OPENSEARCH_URL"]}
    return read.model_copy(update={**urls, "engine": engine, "encoder": EncoderSettings(engine="off")})


def _migrate(url: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        get_settings.cache_clear()
        command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
    get_settings.cache_clear()
