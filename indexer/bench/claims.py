"""Whether the outbox stays quick: after many rows have been worked off, and while a forgotten transaction keeps their remains.

In a schema of its own with a copy of the outbox, so that the real one is not disturbed and may be busy.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from indexer import claims
from indexer.bench.copies import copied
from indexer.relay import WINDOW_S
from indexer.resources import Resources

_SCHEMA = "bench_claims"
_LOOKS = 15
_PAUSE_S = 1.0
_LEASE_S = 6.0
_BATCH = 500
# The rows that come and go are changes of this many parts, so that each of them has left remains many times.
_PARTS = 5000
_ADD = "INSERT INTO index_outbox (part_id, version) SELECT 1 + (random() * :parts)::int, n FROM generate_series(1, CAST(:count AS int)) n"
Figures = dict[str, float]
T = TypeVar("T")


def measure(resources: Resources, rows: int) -> dict[str, Any]:
    """Median milliseconds of each step of a batch of 500: at first, after `rows` rows came and went, beside an idle transaction.

    `ratios` are the worse of the latter two by the first; `ratio` is the claim's.
    """
    with resources.db.connect() as connection, copied(connection, _SCHEMA, ["index_outbox"]):
        fresh = _looks(connection)
        _work_off(connection, rows)
        after = _looks(connection)
        with resources.db.connect() as idle:
            idle.execute(sa.text("SELECT txid_current()"))
            _work_off(connection, rows)
            held = _looks(connection)
    figures = {"fresh_ms": fresh, "after_ms": after, "idle_transaction_ms": held}
    ratios = {name: round(max(after[name], held[name]) / fresh[name], 2) for name in fresh}
    rounded = {state: {name: round(ms, 2) for name, ms in found.items()} for state, found in figures.items()}
    return {"bench": "claims", "rows": rows, **rounded, "ratios": ratios, "ratio": ratios["claim"]}


def _looks(connection: sa.Connection) -> Figures:
    """Median time of each step of a batch that has just come, between two sweeps, at five hundred changes a second."""
    took: list[Figures] = []
    for _ in range(_LOOKS):
        connection.execute(sa.text(_ADD), {"count": _BATCH, "parts": _PARTS})
        connection.commit()
        took.append(_steps(connection))
        time.sleep(_PAUSE_S)
    return {name: float(np.median([one[name] for one in took])) for name in took[0]}


def _steps(connection: sa.Connection) -> Figures:
    """What relay and worker do with a batch, step by step, in milliseconds."""
    took: Figures = {}

    def timed(name: str, step: Callable[[Session], T], *, undone: bool = False) -> T:
        begun = time.perf_counter()
        with Session(connection) as session:
            found = step(session)
            (session.rollback if undone else session.commit)()
        took[name] = (time.perf_counter() - begun) * 1000
        return found

    timed("look", lambda _session: claims.is_due(connection, WINDOW_S))
    part_ids = timed("claim", lambda session: claims.claim(session, _BATCH, _LEASE_S, WINDOW_S))
    timed("live", lambda session: claims.live(session, part_ids))
    timed("count", lambda session: claims.count_attempt(session, part_ids))
    rows = [row.id for row in timed("seen", lambda session: claims.seen(session, part_ids))]
    timed("put_off", lambda session: claims.put_off(session, rows), undone=True)
    timed("settle", lambda session: claims.settle(session, rows))
    return took


def _work_off(connection: sa.Connection, rows: int) -> None:
    """Rows come, are claimed and go, as on a busy day; then time passes, as it does between that and the next look."""
    size = 20_000
    for _ in range(0, rows, size):
        connection.execute(sa.text(_ADD), {"count": min(size, rows), "parts": _PARTS})
        connection.execute(sa.text("UPDATE index_outbox SET due_at = clock_timestamp() + make_interval(secs => :lease)"), {"lease": _LEASE_S})
        connection.execute(sa.text("UPDATE index_outbox SET attempts = attempts + 1"))
        connection.commit()
        connection.execute(sa.text("DELETE FROM index_outbox"))
        connection.commit()
    time.sleep(max(WINDOW_S, claims.RECENT_S) + _LEASE_S)
