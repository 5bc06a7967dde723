"""Copies of tables in a schema of their own, to measure on without disturbing the real ones, which may be busy."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

_TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = CAST(:real AS regclass) AND NOT tgisinternal ORDER BY tgname"
_OPTIONS = "SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = CAST(:real AS regclass)"


@contextmanager
def copied(connection: sa.Connection, schema: str, tables: Sequence[str]) -> Iterator[None]:
    """Empty copies of `tables` with their indexes, options and triggers, first in this connection's search path; dropped at the end.

    Without foreign keys. Functions of triggers are the real ones; they name tables without a schema, so they find the copies.
    """
    _run(connection, f"DROP SCHEMA IF EXISTS {schema} CASCADE", f"CREATE SCHEMA {schema}")
    for table in tables:
        real = {"real": f"public.{table}"}
        _run(connection, f"CREATE TABLE {schema}.{table} (LIKE public.{table} INCLUDING ALL)")
        if options := connection.execute(sa.text(_OPTIONS), real).scalar_one():
            _run(connection, f"ALTER TABLE {schema}.{table} SET ({options})")
        for definition in connection.execute(sa.text(_TRIGGERS), real).scalars().all():
            connection.exec_driver_sql(definition.replace(" ON public.", f" ON {schema}."))
    _run(connection, f"SET search_path = {schema}, public")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        _run(connection, f"DROP SCHEMA {schema} CASCADE", "RESET search_path")
        connection.commit()


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(sa.text(statement))
