"""What change capture costs a writer: commits a second with the triggers and without, in one run, slice by slice.

The triggers are switched off inside the writer's own session (`session_replication_role`), so nobody else is concerned; the
rows that were changed without them are touched at the end, so that the index does not stay behind.
"""

import time
from typing import Any

import sqlalchemy as sa

from core.db import transaction
from core.errors import NotFound
from indexer.resources import Resources

_SLICES = 6
_PARTS = "SELECT id FROM part WHERE removed_at IS NULL ORDER BY random() LIMIT 2000"
_CHANGE = "UPDATE part SET popularity = popularity + 1 WHERE id = :id"
_OFF, _ON = "SET session_replication_role = replica", "SET session_replication_role = DEFAULT"


def measure(resources: Resources, seconds: float) -> dict[str, Any]:
    """Commits a second of single-row updates with and without capture, alternating, and the ratio. Raises NotFound without parts.

    Needs a database role that may switch triggers off, as the owner of a local server may.
    """
    with transaction(resources.db) as session:
        part_ids = list(session.execute(sa.text(_PARTS)).scalars())
    if not part_ids:
        raise NotFound("There are no parts to change: load some first.")
    commits, spent = {True: 0, False: 0}, {True: 0.0, False: 0.0}
    with resources.db.connect() as connection:
        for number in range(_SLICES):
            captured = number % 2 == 0
            connection.execute(sa.text(_ON if captured else _OFF))
            connection.commit()
            begun = time.perf_counter()
            commits[captured] += _commit(connection, part_ids, seconds / _SLICES)
            spent[captured] += time.perf_counter() - begun
        connection.execute(sa.text(_ON))
        connection.execute(sa.text("SELECT touch_parts(CAST(:ids AS bigint[]))"), {"ids": part_ids})
        connection.commit()
    with_capture, without = (commits[captured] / spent[captured] for captured in (True, False))
    return {"bench": "capture", "with_per_s": round(with_capture, 1), "without_per_s": round(without, 1), "ratio": round(with_capture / without, 3)}


def _commit(connection: sa.Connection, part_ids: list[int], seconds: float) -> int:
    """Commit one change after the other for `seconds`; returns how many."""
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        connection.execute(sa.text(_CHANGE), {"id": part_ids[number % len(part_ids)]})
        connection.commit()
        number += 1
    return number
