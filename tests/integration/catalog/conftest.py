"""A small catalogue per test, and a database of its own where a test has to commit."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy.orm import Session

from core import db as core_db
from core.settings import get_settings
from tests.architecture.tree import ROOT
from tests.integration.catalog.shelf import Shelf


@pytest.fixture
def shelf(db: Session) -> Shelf:
    return Shelf(db)


@pytest.fixture(scope="session")
def catalog_database(database_url: str) -> Iterator[sa.Engine]:
    """A migrated database that only the tests of this folder use."""
    name = f"{sa.make_url(database_url).database}_catalog"
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", sa.make_url(database_url).set(database=name).render_as_string(hide_password=False))
        get_settings.cache_clear()
        command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
        own = core_db.make_engine(get_settings())
    get_settings.cache_clear()
    yield own
    own.dispose()
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def own_database(catalog_database: sa.Engine) -> sa.Engine:
    """An engine on a database whose tables are empty, for tests that commit."""
    with catalog_database.begin() as connection:
        tables = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        connection.execute(sa.text(f"TRUNCATE {connection.execute(sa.text(tables)).scalar_one()} RESTART IDENTITY"))
    return catalog_database
