"""Connections that wait in the pool while the server ends them."""

import time

import psycopg
import pytest
import sqlalchemy as sa

from core import db
from core.settings import get_settings


def test_a_connection_that_the_server_ended_is_replaced_without_an_error(database_url: str) -> None:
    engine = db.make_engine(get_settings())
    try:
        with engine.connect() as connection:
            before = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        _end(database_url, before)
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT pg_backend_pid()")) != before
    finally:
        engine.dispose()


@pytest.mark.usefixtures("database_url")
def test_a_connection_that_still_stands_is_used_again() -> None:
    engine = db.make_engine(get_settings())
    try:
        with engine.connect() as connection:
            before = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT pg_backend_pid()")) == before
    finally:
        engine.dispose()


def _end(database: str, backend: int | None) -> None:
    """End a server process and wait until it is gone."""
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [backend])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone():
            time.sleep(0.01)
