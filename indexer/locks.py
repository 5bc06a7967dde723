"""Locks between processes: PostgreSQL advisory locks, which a killed holder loses at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

# First key of every lock of ours, so that they meet no other application's.
_SPACE = "partwise"


@contextmanager
def only_one(bind: sa.Engine, name: str) -> Iterator[bool]:
    """Yield whether this process is the one that may do `name` now; never waits. Held until the end of the block."""
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        keys = {"space": _SPACE, "name": name}
        held = bool(connection.execute(sa.text("SELECT pg_try_advisory_lock(hashtext(:space), hashtext(:name))"), keys).scalar_one())
        try:
            yield held
        finally:
            if held:
                connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext(:space), hashtext(:name))"), keys)
