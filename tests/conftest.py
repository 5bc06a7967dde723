"""Real services for every test that asks for them: started when they do not run, left running for the next session.

They live in `.partwise-test` (or PARTWISE_TEST_HOME), never in the folder of a demo, and no URL of the environment or of
`.env` reaches them. Each session has its own database, index prefix and Redis database, so that sessions may run side by side.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis
from alembic import command
from alembic.config import Config
from opensearchpy import OpenSearch
from psycopg import sql
from sqlalchemy import make_url
from sqlalchemy.orm import Session

import core.db
import core.opensearch
from core.settings import Settings, get_settings
from local import runtime
from tests.default_world import web_settings as web_settings  # noqa: PLC0414 - a fixture for all, made in its own file

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("PARTWISE_TEST_HOME") or ROOT / ".partwise-test").absolute()
# Whatever a session that was killed left behind goes after this time.
LEFT_OVER_S = 6 * 3600
SERVICE_URLS = ("DATABASE_URL", "REDIS_URL", "OPENSEARCH_URL")

# Before any test imports the product: nothing may read the demo's data folder.
os.environ["PARTWISE_HOME"] = str(HOME)


def reread() -> None:
    """Make this process see changed URLs: settings and the clients made from them."""
    get_settings.cache_clear()
    core.db.engine.cache_clear()
    core.opensearch.client.cache_clear()


def stamped() -> str:
    """A unique name that says when it was made, such as `test_1764080000_3fa2b1`."""
    return f"test_{int(time.time())}_{uuid4().hex[:6]}"


def is_left_over(name: str) -> bool:
    """Whether a `stamped` name (or one that begins with it) is older than any session lasts."""
    parts = name.split("_")
    return len(parts) >= 3 and parts[0] == "test" and parts[1].isdigit() and int(parts[1]) < time.time() - LEFT_OVER_S


def delete_indexes(client: OpenSearch, which: Callable[[str], bool]) -> None:
    """Delete the indexes whose name `which` accepts."""
    names = [str(row["index"]) for row in client.cat.indices(params={"format": "json", "expand_wildcards": "all"})]
    for name in filter(which, names):
        client.indices.delete(index=name, params={"ignore_unavailable": "true"})


@pytest.fixture(scope="session")
def environment() -> Iterator[pytest.MonkeyPatch]:
    """Environment variables for the whole session, put back at its end."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    reread()


@pytest.fixture(scope="session")
def services(environment: pytest.MonkeyPatch) -> dict[str, str]:
    """PostgreSQL, Redis and OpenSearch, ready: their URLs by variable, also set in the environment."""
    for variable in SERVICE_URLS:
        environment.delenv(variable, raising=False)
    urls = runtime.up(HOME, lambda _name, _text: None, services_only=True, settings=Settings(_env_file=None))
    with redis.Redis.from_url(urls["REDIS_URL"]) as broker:
        number = 1 + int(broker.incr("test-sessions")) % 63
    urls["REDIS_URL"] = f"{urls['REDIS_URL'].rpartition('/')[0]}/{number}"
    for variable, url in urls.items():
        environment.setenv(variable, url)
    reread()
    return urls


@pytest.fixture(scope="session")
def database_url(services: dict[str, str], environment: pytest.MonkeyPatch) -> Iterator[str]:
    """An own database with the newest schema and no rows but those of the migrations; DATABASE_URL points to it."""
    name = stamped()
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        names = [str(row[0]) for row in server.execute("SELECT datname FROM pg_database").fetchall()]
        for old in filter(is_left_over, names):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = make_url(services["DATABASE_URL"]).set(database=name).render_as_string(hide_password=False)
    environment.setenv("DATABASE_URL", url)
    reread()
    command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
    yield url
    core.db.engine().dispose()
    with psycopg.connect(services["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def db(database_url: str) -> Iterator[Session]:  # noqa: ARG001 - asked for so that the database is there
    """A session in a transaction that is rolled back at the end; a commit inside the test ends a savepoint only."""
    with core.db.engine().connect() as connection:
        outer = connection.begin()
        with Session(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture(scope="session")
def engine_client(services: dict[str, str], environment: pytest.MonkeyPatch) -> Iterator[OpenSearch]:  # noqa: ARG001 - as above
    """The engine, with an own index prefix in the settings; the session's indexes are deleted at its end."""
    prefix = stamped()
    environment.setenv("PARTWISE_ENGINE__INDEX_PREFIX", prefix)
    reread()
    client = core.opensearch.client()
    delete_indexes(client, is_left_over)
    yield client
    delete_indexes(client, lambda name: name.startswith(prefix))


@pytest.fixture
def redis_client(services: dict[str, str]) -> Iterator[redis.Redis]:
    """This session's Redis database, emptied before the test."""
    with redis.Redis.from_url(services["REDIS_URL"]) as client:
        client.flushdb()
        yield client
