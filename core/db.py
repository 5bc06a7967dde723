"""PostgreSQL: one engine per process and the one `transaction()`.

Services receive a `Session` and never commit; the edges (routes, tasks, commands) open the transaction.
"""

import json
import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import orjson
import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session

from core.errors import SetupError
from core.settings import Settings, get_settings


class Base(DeclarativeBase):
    """Base of every ORM model; the schema itself is made by `migrations/` alone."""


def url(settings: Settings) -> sa.URL:
    """The SQLAlchemy URL (psycopg 3) for `DATABASE_URL`. Raises SetupError when it is not set."""
    if not settings.database_url:
        raise SetupError("DATABASE_URL is not set: run `partwise up`, or set it to a PostgreSQL server.")
    return sa.make_url(settings.database_url).set(drivername="postgresql+psycopg")


def make_engine(settings: Settings) -> sa.Engine:
    """A pooled engine whose statements cannot wait or run for ever (limits in `DatabaseSettings`)."""
    database = settings.database
    # No statement here runs long enough to be worth compiling; one whose rows are overestimated would be compiled all the same.
    options = f"-c statement_timeout={database.statement_timeout_ms} -c lock_timeout={database.lock_timeout_ms} -c timezone=UTC -c jit=off"
    made = sa.create_engine(
        url(settings),
        pool_size=database.pool_size,
        max_overflow=database.pool_overflow,
        connect_args={"options": options, "connect_timeout": 5},
        json_deserializer=_json,
    )
    sa.event.listen(made, "checkout", _refuse_ended)
    return made


def _json(text: bytes) -> Any:  # noqa: ANN401 - whatever the column holds
    """A value of a JSON column, several times faster than the driver's own way; that one for numbers beyond the range of a double."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)


def _refuse_ended(connection: psycopg.Connection[Any], _record: object, _proxy: object) -> None:
    """Replace a connection that the server has ended while it waited in the pool.

    An idle server says nothing, so whoever hears something hears the end. This asks only the own system: a ping would be a
    round trip more for each request.
    """
    heard = select.poll()
    try:
        heard.register(connection.fileno(), select.POLLIN)
    except psycopg.OperationalError as error:
        raise sa.exc.DisconnectionError("closed") from error
    if heard.poll(0):
        raise sa.exc.DisconnectionError("ended by the server")


@lru_cache
def engine() -> sa.Engine:
    """This process's engine."""
    return make_engine(get_settings())


@contextmanager
def transaction(bind: sa.Engine | None = None) -> Iterator[Session]:
    """A session in one transaction: committed at the end, rolled back when anything is raised."""
    with Session(bind or engine(), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def snapshot(bind: sa.Engine | None = None) -> Iterator[Session]:
    """A read-only session in which every statement sees the same instant (REPEATABLE READ)."""
    with Session((bind or engine()).execution_options(isolation_level="REPEATABLE READ")) as session, session.begin():
        session.execute(sa.text("SET TRANSACTION READ ONLY"))
        yield session
